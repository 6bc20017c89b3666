/* The failing paths of the border: never inlined, so that the code that is always run stays short. */
#include "runtime/core/core.h"

#include <string.h>

#define COLD __attribute__((noinline, cold))

COLD int dual_refuse(dual_call *call, int status, int text, const char *subject, const char *object,
                     int64_t index, int64_t got, int64_t want) {
  dual_error *e = &call->error;
  e->status = status;
  e->text = text;
  e->subject = subject;
  e->object = object;
  e->index = index;
  e->got = got;
  e->want = want;
  return status;
}

COLD int dual_refused(dual_call *call, const char *names) {
  call->error.function = names;
  call->error.source = names + strlen(names) + 1;
  return call->error.status;
}

COLD int dual_fail(dual_call *call, const dual_check *checks, const char *names, int32_t number, int64_t got,
                   int64_t want) {
  const dual_check *c = &checks[number];
  const char *subject = c->subject < 0 ? NULL : names + c->subject;
  if (c->text == TEXT_CPU)
    subject = dual_cpu_name((uint64_t)got);
  (void)dual_refused(call, names);
  return dual_refuse(call, c->status, c->text, subject, c->object < 0 ? NULL : names + c->object, -1, got,
                     want);
}

COLD int dual_fail_inside(dual_call *call, const dual_check *checks, const char *names, int32_t number,
                          const int64_t *values) {
  int status = dual_fail(call, checks, names, number, 0, 0);
  call->error.source = call->error.object;
  call->error.object = NULL;
  memcpy(call->error.values, values, sizeof call->error.values);
  if (status == STATUS_SPACE) {
    call->error.got = values[0];
    call->error.want = values[1];
  }
  return status;
}
