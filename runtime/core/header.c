#include "runtime/core/header.h"

#include <string.h>

enum { HAS_DTYPE = 1, HAS_SHAPE = 2, HAS_OFFSETS = 4, HAS_ALL = 7 };

static void blanks(header_scan *s) {
  while (s->p < s->end && (*s->p == ' ' || *s->p == '\n' || *s->p == '\r' || *s->p == '\t'))
    s->p++;
}

static int at(header_scan *s, char c) {
  blanks(s);
  if (s->p >= s->end || *s->p != (unsigned char)c)
    return 0;
  s->p++;
  return 1;
}

/* Escapes are stepped over, not read: no tensor of ours has one in its name. */
static int string(header_scan *s, header_text *t) {
  if (!at(s, '"'))
    return 0;
  t->p = s->p;
  while (s->p < s->end && *s->p != '"' && *s->p >= 0x20)
    s->p += *s->p == '\\' && s->p + 1 < s->end ? 2 : 1;
  if (s->p >= s->end || *s->p != '"')
    return 0;
  t->n = (size_t)(s->p++ - t->p);
  return 1;
}

static int number(header_scan *s, int64_t *value) {
  blanks(s);
  const unsigned char *first = s->p;
  for (*value = 0; s->p < s->end && *s->p >= '0' && *s->p <= '9'; s->p++) {
    if (*value > (INT64_MAX - 9) / 10)
      return 0;
    *value = *value * 10 + (*s->p - '0');
  }
  return s->p > first;
}

static int same(header_text t, const char *s) { return t.n == strlen(s) && memcmp(t.p, s, t.n) == 0; }

static int metadata(header_scan *s) /* an object of strings */
{
  header_text t;
  if (!at(s, '{'))
    return 0;
  if (at(s, '}'))
    return 1;
  do
    if (!string(s, &t) || !at(s, ':') || !string(s, &t))
      return 0;
  while (at(s, ','));
  return at(s, '}');
}

static int shape(header_scan *s, header_entry *e) {
  e->rank = 0;
  if (!at(s, '['))
    return 0;
  if (at(s, ']'))
    return 1;
  do
    if (e->rank == HEADER_RANK_MOST || !number(s, &e->shape[e->rank++]))
      return 0;
  while (at(s, ','));
  return at(s, ']');
}

static int offsets(header_scan *s, header_entry *e) {
  return at(s, '[') && number(s, &e->from) && at(s, ',') && number(s, &e->to) && at(s, ']') &&
         e->from <= e->to;
}

static int key_of(header_text key) {
  return same(key, "dtype")          ? HAS_DTYPE
         : same(key, "shape")        ? HAS_SHAPE
         : same(key, "data_offsets") ? HAS_OFFSETS
                                     : 0;
}

static int value_of(header_scan *s, int key, header_entry *e) {
  return key == HAS_DTYPE ? string(s, &e->dtype) : key == HAS_SHAPE ? shape(s, e) : offsets(s, e);
}

static int description(header_scan *s, header_entry *e) {
  int have = 0;
  if (!at(s, '{'))
    return 0;
  do {
    header_text name;
    if (!string(s, &name) || !at(s, ':'))
      return 0;
    int key = key_of(name);
    if (key == 0 || (have & key) != 0 || !value_of(s, key, e))
      return 0;
    have |= key;
  } while (at(s, ','));
  return have == HAS_ALL && at(s, '}');
}

/* 1: an entry follows. 0: the header ended. -1: neither. */
static int follows(header_scan *s) {
  if (s->p != s->start)
    return at(s, ',') ? 1 : at(s, '}') ? 0 : -1;
  return !at(s, '{') ? -1 : !at(s, '}');
}

int dual_header_next(header_scan *s, header_entry *e) {
  for (;;) {
    int more = follows(s);
    if (more == 0)
      blanks(s);
    if (more <= 0)
      return more < 0 || s->p != s->end ? -1 : 0;
    if (!string(s, &e->name) || !at(s, ':'))
      return -1;
    if (!same(e->name, "__metadata__"))
      return description(s, e) ? 1 : -1;
    if (!metadata(s))
      return -1;
  }
}
