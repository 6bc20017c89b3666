#include "runtime/host/signals.h"

#include "runtime/host/files/io.h"
#include "runtime/host/progress.h"

#include <csignal>
#include <cstdio>
#include <pthread.h>
#include <thread>
#include <unistd.h>

namespace dual::host {

/// A second Ctrl-C ends the process even if this one waits, for example for a reader of standard output.
static void letThrough(const sigset_t &signals, int caught) {
  std::signal(caught, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

/// False if somebody holds it for long: the program's thread may wait for a reader of a full terminal.
static bool lockSoon(FILE *file) {
  for (int attempt = 0; attempt < 20; ++attempt, usleep(10000))
    if (ftrylockfile(file) == 0)
      return true;
  return false;
}

[[noreturn]] static void end(int caught) {
  removeUnfinishedFiles();
  if (lockSoon(stderr)) // the program's thread, which still runs, draws no further bar
    endProgressLine();
  if (ftrylockfile(stdout) == 0)
    std::fflush(stdout);
  _exit(128 + caught);
}

/// What the caller of this process wants ignored (`nohup`, a shell's background job) stays ignored.
static void addUnlessIgnored(sigset_t &signals, int number) {
  struct sigaction action;
  if (sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_IGN)
    sigaddset(&signals, number);
}

void handleSignals() {
  std::signal(SIGXFSZ, SIG_IGN);
  sigset_t signals;
  sigemptyset(&signals);
  addUnlessIgnored(signals, SIGINT);
  addUnlessIgnored(signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A thread and not a handler: it may lock, flush and remove files.
  std::thread([signals] {
    int caught = 0;
    while (sigwait(&signals, &caught) != 0) {
    }
    letThrough(signals, caught);
    end(caught);
  }).detach();
}

} // namespace dual::host
