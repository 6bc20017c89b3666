#include "runtime/host/stack.h"

#include "runtime/host/progress.h"

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <pthread.h>
#include <unistd.h>

namespace dual::host {

namespace {

/// A function's own variables lie this near to the end of the stack when it is called once too often.
constexpr uintptr_t nearness = 1 << 20;
constexpr size_t handlerStackSize = 1 << 16;

uintptr_t stackEnd = 0;
struct sigaction before;

/// The lowest address that the calling thread's stack may grow to.
uintptr_t endOfStack() {
  pthread_attr_t attributes;
  void *low = nullptr;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0)
    return 0;
  pthread_attr_getstack(&attributes, &low, &size);
  pthread_attr_destroy(&attributes);
  return reinterpret_cast<uintptr_t>(low);
}

void onFault(int number, siginfo_t *info, void *context) {
  auto at = reinterpret_cast<uintptr_t>(info->si_addr);
  if (at < stackEnd - nearness || at > stackEnd + nearness) {
    sigaction(SIGSEGV, &before, nullptr); // returning runs into the fault again
    return;
  }
  endProgressLine();
  if (ftrylockfile(stdout) == 0)
    std::fflush(stdout);
  constexpr char text[] = "error: recursion is deeper than the stack can hold\n";
  [[maybe_unused]] ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
  _exit(1);
}

} // namespace

void failOnStackOverflow() {
  static char handlerStack[handlerStackSize];
  stack_t stack{};
  stack.ss_sp = handlerStack;
  stack.ss_size = sizeof handlerStack;
  stackEnd = endOfStack();
  struct sigaction action{};
  action.sa_sigaction = onFault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  if (stackEnd != 0 && sigaltstack(&stack, nullptr) == 0)
    sigaction(SIGSEGV, &action, &before);
}

} // namespace dual::host
