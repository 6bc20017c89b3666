/* Words, made only when somebody asks for them. */
#include "runtime/core/core.h"

#include <string.h>

/* One string, not an array of pointers: see core.h. */
static const char sentences[] =
#define DUAL_TEXT(name, sentence) sentence "\0"
#include "runtime/core/text.def"
    ;

typedef struct sink {
  char *text;
  size_t room, length;
} sink;

const char *dual_nth(const char *strings, int n) {
  for (; n > 0; n--)
    strings += strlen(strings) + 1;
  return strings;
}

const char *dual_status_text(int status) {
  int known = status >= 0 && status <= STATUS_INTERNAL;
  return dual_nth(dual_status_sentences, known ? status : STATUS_INTERNAL + 1);
}

static void put(sink *s, char c) {
  if (s->length + 1 < s->room)
    s->text[s->length] = c;
  s->length++;
}

static void put_string(sink *s, const char *p) {
  for (p = p != NULL ? p : "?"; *p != '\0'; p++)
    put(s, *p);
}

static void put_number(sink *s, int64_t value) {
  char digits[20];
  int n = 0;
  uint64_t rest = value < 0 ? 0u - (uint64_t)value : (uint64_t)value;
  if (value < 0)
    put(s, '-');
  do {
    digits[n++] = (char)('0' + (int)(rest % 10u));
    rest /= 10u;
  } while (rest != 0);
  while (n > 0)
    put(s, digits[--n]);
}

static void put_message(sink *s, const dual_error *e) {
  for (const char *p = e->subject; *p != '\0'; p++)
    if (p[0] == '{' && p[1] >= '0' && p[1] <= '2' && p[2] == '}') {
      put_number(s, e->values[p[1] - '0']);
      p += 2;
    } else {
      put(s, *p);
    }
}

static void put_part(sink *s, const dual_error *e, char part) {
  if (part == 's')
    put_string(s, e->subject);
  else if (part == 'o')
    put_string(s, e->object);
  else if (part == 'm')
    put_message(s, e);
  else
    put_number(s, part == 'i' ? e->index : part == 'g' ? e->got : e->want);
}

static void put_error(sink *s, const dual_error *e) {
  if (e->function != NULL) {
    put_string(s, e->function);
    put_string(s, ": ");
  }
  for (const char *p = dual_nth(sentences, e->text >= 0 && e->text < TEXT_COUNT ? e->text : 0); *p != '\0';
       p++)
    if (*p == '%')
      put_part(s, e, *++p);
    else
      put(s, *p);
  if (e->source != NULL) {
    put_string(s, " (");
    put_string(s, e->source);
    put(s, ')');
  }
}

size_t dual_error_text(const dual_error *error, char *text, size_t bytes) {
  sink s = {text, text != NULL ? bytes : 0, 0};
  if (error != NULL)
    put_error(&s, error);
  if (s.room > 0)
    s.text[s.length < s.room ? s.length : s.room - 1] = '\0';
  return s.length;
}
