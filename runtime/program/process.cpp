// The beginning and the end of an executable.
#include "runtime/host/output.h"
#include "runtime/host/signals.h"
#include "runtime/program/list.h"

extern "C" void dual_program_begin() { dual::host::handleSignals(); }

extern "C" void dual_program_end() {
  if (dual::host::Status written = dual::host::flushOutput(); !written)
    dual::program::fail(written.message(), "FAIL", "");
}
