#include "tools/dlc/Internal.h"

#include "tools/dlc/Report.h"
#include "tools/dlc/Version.h"

#include "llvm/Support/ErrorHandling.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fmt/format.h>
#include <new>
#include <unistd.h>

namespace dual::tool {

static constexpr int exitCode = 70; // EX_SOFTWARE of sysexits.h

static constexpr char advice[] =
    "This is a mistake of dlc, not of your program. Please report it, with the program that shows "
    "it and these details:\n";

/// The end of every report; made at the start, since a crash leaves nothing to make it with.
static std::string commandLine;

/// May be called in a signal handler.
[[noreturn]] static void crash(const char *what, const char *details) {
  showEnd("internal error", what, {advice, details, *details ? "\n" : "", commandLine.c_str()});
  _exit(exitCode);
}

int internalError(const std::string &what, const std::string &details) {
  showInternalError(what, advice + details + commandLine);
  return exitCode;
}

[[maybe_unused]] static void onSignal(int number) {
  const char *what = number == SIGABRT  ? "dlc gave up"
                     : number == SIGBUS ? "dlc could not reach its memory"
                                        : "dlc crashed";
  crash(what, "");
}

static void onFatal(void *, const char *reason, bool) { crash("dlc gave up", reason); }

#if __has_feature(address_sanitizer)
/// The sanitizer says more.
static void catchSignals() {}
#else
/// Signals arrive on a stack of their own, as the usual one may be full.
static void catchSignals() {
  static char stackMemory[1 << 16];
  stack_t stack{};
  stack.ss_sp = stackMemory;
  stack.ss_size = sizeof stackMemory;
  sigaltstack(&stack, nullptr);
  struct sigaction action{};
  action.sa_handler = onSignal;
  action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (int number : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT})
    sigaction(number, &action, nullptr);
}
#endif

/// Out of memory is no mistake of dlc, so it reads as an error.
[[noreturn]] static void onOutOfMemory() {
  showEnd("error", "out of memory");
  _exit(1);
}

void crashForTest() {
  const char *kind = std::getenv("DUAL_TEST_CRASH");
  if (!kind)
    return;
  if (std::strcmp(kind, "signal") == 0)
    std::raise(SIGSEGV);
  if (std::strcmp(kind, "abort") == 0)
    std::abort();
  if (std::strcmp(kind, "fatal") == 0)
    llvm::report_fatal_error("a reason of LLVM's", /*gen_crash_diag=*/false);
}

void reportCrashes(int argc, char **argv) {
  commandLine = std::string(compilerVersion) + ":";
  for (int k = 1; k < argc; ++k)
    commandLine += std::string(" ") + argv[k];
  commandLine += "\n";
  catchSignals();
  llvm::install_fatal_error_handler(onFatal);
  std::set_new_handler(onOutOfMemory);
}

} // namespace dual::tool
