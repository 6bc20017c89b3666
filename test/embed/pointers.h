/* Breaks every pointer of a function and every pair of them. Each function is described by the memory that it
 * is handed. The library was made to need `popcnt`. */
#ifndef POINTERS_H
#define POINTERS_H

#include "promise.h"

enum { MOST = 24, ROOM = 1 << 15 }; /* room for the largest arena too */

/* Of a function's arena: it has none, nor a kernel that needs a CPU; it has a heap there. */
#define NO_KERNEL ((size_t)-1)
#define HEAP ((size_t)-2)

typedef struct memory {
  const char *name;
  size_t bytes, align;
  int written;
  void *place;
} memory;

typedef struct function {
  int (*run)(const memory *m, library_call *call);
  size_t arena;
  int count;
  memory m[MOST];
  const char *polls; /* what is told when poll stops it at once; null: it is not asked */
} function;

/* A struct's fields go to its place, wherever that is. */
static void *put(const memory *m, const void *value) {
  if (m->place != NULL)
    memcpy(m->place, value, m->bytes);
  return m->place;
}

static void place_all(function *f) {
  for (int k = 0; k < f->count; k++)
    f->m[k].place = bytes(ROOM);
}

static void free_all(function *f) {
  for (int k = 0; k < f->count; k++)
    free(f->m[k].place);
}

/* Told are written ones before read ones, each in order. */
static void say_overlap(char *text, const memory *a, const memory *b) {
  int turned = !a->written;
  snprintf(text, 100, "`%s` overlaps `%s`", turned ? b->name : a->name, turned ? a->name : b->name);
}

static void break_pointers(function *f, library_call *c) {
  library_call call = *c;
  char text[100];
  for (int k = 0; k < f->count; k++) {
    void *good = f->m[k].place;
    f->m[k].place = NULL;
    snprintf(text, sizeof text, "`%s` is null", f->m[k].name);
    FAILS(LIBRARY_E(NULL), text, f->run(f->m, &call));
    if (f->m[k].align > 1) {
      f->m[k].place = (char *)good + f->m[k].align / 2;
      snprintf(text, sizeof text, "`%s` lies at an address that is not a multiple of %zu", f->m[k].name,
               f->m[k].align);
      FAILS(LIBRARY_E(ALIGN), text, f->run(f->m, &call));
    }
    f->m[k].place = good;
  }
}

static void break_apart(function *f, library_call *c) {
  struct {
    library_call call;
    unsigned char room[512];
  } held = {*c, {0}};
#define call held.call
  char text[100];
  for (int a = 0; a < f->count; a++) {
    void *good = f->m[a].place;
    for (int b = a + 1; b < f->count; b++)
      if (f->m[a].written || f->m[b].written) {
        f->m[a].place = f->m[b].place;
        say_overlap(text, &f->m[a], &f->m[b]);
        FAILS(LIBRARY_E(OVERLAP), text, f->run(f->m, &call));
      }
    if (f->m[a].written) {
      f->m[a].place = &call.cpu;
      snprintf(text, sizeof text, "`%s` overlaps `call`", f->m[a].name);
      FAILS(LIBRARY_E(OVERLAP), text, f->run(f->m, &call));
      call = *c;
    }
    f->m[a].place = good;
    if (f->arena == 0)
      continue;
    call.arena = good;
    snprintf(text, sizeof text, f->m[a].written ? "`%s` overlaps `arena`" : "`arena` overlaps `%s`",
             f->m[a].name);
    FAILS(LIBRARY_E(OVERLAP), text, f->run(f->m, &call));
    call = *c;
  }
  if (f->arena != 0) {
    call.arena = &call;
    FAILS(LIBRARY_E(OVERLAP), "`arena` overlaps `call`", f->run(f->m, &call));
  }
#undef call
}

/* What a struct points to is written into it, so only plain results can be seen to be untouched. */
static void break_function(function *f) {
  int is_plain = f->arena == NO_KERNEL, is_heap = f->arena == HEAP;
  f->arena = is_plain ? 0 : is_heap ? ROOM - 64 : f->arena;
  unsigned char *arena = bytes(f->arena + 1);
  library_call call = LIBRARY_CALL(arena, f->arena), none;
  char text[100];
  place_all(f);
  memset(&none, 0, sizeof none);
  FAILS(LIBRARY_E(NULL), NULL, f->run(f->m, NULL));
  FAILS(LIBRARY_E(ABI), NULL, f->run(f->m, &none));
  none = (library_call)LIBRARY_CALL(NULL, 64);
  {
    library_call kept = call;
    call = none;
    FAILS(LIBRARY_E(NULL), "`call.arena` is null", f->run(f->m, &call));
    call = kept;
  }
  if (!is_plain) {
    call.cpu = UINT64_C(1) << 63; /* as if the CPU had been asked and had nothing */
    FAILS(LIBRARY_E(DEVICE), "this CPU has no `popcnt`, which the library was compiled for",
          f->run(f->m, &call));
    call.cpu = 0;
  }
  break_pointers(f, &call);
  break_apart(f, &call);
  if (f->arena != 0 && !is_heap) {
    call.arena_bytes--;
    snprintf(text, sizeof text, "`arena` has %zu bytes; %zu are needed", f->arena - 1, f->arena);
    FAILS(LIBRARY_E(ARENA), text, f->run(f->m, &call));
  }
  call = (library_call)LIBRARY_CALL(arena, f->arena);
  call.poll = stop;
  snprintf(text, sizeof text, "`poll` stopped the call at %s", f->polls != NULL ? f->polls : "");
  if (f->polls != NULL)
    FAILS(LIBRARY_E(CANCELLED), text, f->run(f->m, &call));
  else
    THAT(f->run(f->m, &call) != LIBRARY_E(CANCELLED));
  free_all(f);
  free(arena);
}

#endif
