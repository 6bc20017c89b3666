#include "runtime/host/attempt.h"

#include "runtime/host/output.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace dual::host {

namespace {

/// Where the process of an attempt writes why it fails; -1 in any other.
int failureFile = -1;

std::string contents(int file) {
  std::string text(static_cast<size_t>(lseek(file, 0, SEEK_END)), '\0');
  if (pread(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    text.clear();
  return text;
}

Attempt notStarted() {
  Attempt none;
  none.problem = std::string("cannot start a process: ") + std::strerror(errno);
  return none;
}

void becomeAttempt(int failures, int output) {
  prctl(PR_SET_PDEATHSIG, SIGKILL); // whoever waits for this one may be ended by Ctrl-C
  failureFile = failures;
  if (output < 0)
    return;
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
}

/// A message, a zero byte, a place.
std::optional<Failure> failureIn(const std::string &text) {
  size_t zero = text.find('\0');
  if (zero == std::string::npos)
    return std::nullopt;
  return Failure{text.substr(0, zero), text.substr(zero + 1)};
}

Attempt endOf(pid_t child, int failures, int output) {
  Attempt result;
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  result.failure = failureIn(contents(failures));
  if (output >= 0)
    result.output = contents(output);
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (WIFSIGNALED(status))
    result.problem = strsignal(WTERMSIG(status));
  return result;
}

/// Of each `fails` around: how its process ended; nothing in that process itself.
std::vector<std::optional<Attempt>> begun;

std::string whyNot(const Attempt &ended) {
  if (ended.failure)
    return "it fails with `" + ended.failure->message + "`";
  return ended.problem.empty() ? "it does not fail" : "its process ended: " + ended.problem;
}

} // namespace

std::optional<Attempt> attempt(bool keepsOutput) {
  std::fflush(stdout);
  int failures = memfd_create("failure", MFD_CLOEXEC);
  int output = keepsOutput ? memfd_create("output", MFD_CLOEXEC) : -1;
  pid_t child = failures < 0 || (keepsOutput && output < 0) ? -1 : fork();
  if (child == 0) {
    becomeAttempt(failures, output);
    return std::nullopt;
  }
  Attempt result = child < 0 ? notStarted() : endOf(child, failures, output);
  for (int file : {failures, output})
    if (file >= 0)
      close(file);
  return result;
}

bool handOver(const char *message, const char *place) {
  if (failureFile < 0)
    return false;
  [[maybe_unused]] ssize_t written = write(failureFile, message, std::strlen(message) + 1);
  written = write(failureFile, place, std::strlen(place));
  return true;
}

bool beginFails() {
  begun.push_back(attempt(false));
  return !begun.back();
}

bool endFails(const std::string &part) {
  std::optional<Attempt> ended = std::move(begun.back());
  begun.pop_back();
  if (!ended)
    _exit(flushOutput() ? 0 : 1);
  if (ended->failure && ended->failure->message.find(part) != std::string::npos)
    return true;
  std::fprintf(stderr, "note: %s\n", whyNot(*ended).c_str());
  return false;
}

} // namespace dual::host
