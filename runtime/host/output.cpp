#include "runtime/host/output.h"

#include "runtime/host/progress.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace dual::host {

static Status outputStatus(bool written) {
  if (written)
    return Done{};
  return Error{std::string("cannot write to standard output: ") + std::strerror(errno)};
}

Status printLine(const std::string &text) {
  return outputStatus(std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
                      std::fputc('\n', stdout) != EOF);
}

std::string outOfMemoryText(int64_t bytes) {
  return "out of memory: " + (bytes < 0 ? "2^63 bytes or more" : std::to_string(bytes) + " bytes") +
         " are needed";
}

void endOutOfMemory(int64_t bytes) {
  std::fflush(stdout);
  endProgressLine();
  std::fprintf(stderr, "error: %s\n", outOfMemoryText(bytes).c_str());
  std::_Exit(1);
}

Status flushOutput() { return outputStatus(std::fflush(stdout) == 0); }

} // namespace dual::host
