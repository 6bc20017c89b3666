/* The JSON header of a safetensors block: a walk over its entries, without recursion and without copies. */
#ifndef DUAL_RUNTIME_CORE_HEADER_H
#define DUAL_RUNTIME_CORE_HEADER_H

#include <stddef.h>
#include <stdint.h>

enum { HEADER_RANK_MOST = 8 };

typedef struct header_scan {
  const unsigned char *start, *p, *end;
} header_scan;

typedef struct header_text {
  const unsigned char *p;
  size_t n;
} header_text;

typedef struct header_entry {
  header_text name, dtype;
  int rank;
  int64_t shape[HEADER_RANK_MOST], from, to;
} header_entry;

/* 1: e is the next tensor. 0: the header ends here. -1: the byte at s->p is unexpected. */
int dual_header_next(header_scan *s, header_entry *e);

#endif
