#include "runtime/host/progress.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <unistd.h>

namespace dual::host {

namespace {

constexpr int64_t barWidth = 24, redrawMilliseconds = 100;

/// Whether the cursor stands behind a bar.
std::atomic<bool> lineIsOpen{false};

int64_t milliseconds() {
  using namespace std::chrono;
  return duration_cast<std::chrono::milliseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace

std::string progressLine(const std::string &label, int64_t done, int64_t total, const std::string &note) {
  int64_t filled = total > 0 ? barWidth * done / total : barWidth;
  int64_t percent = total > 0 ? 100 * done / total : 100;
  std::string bar(static_cast<size_t>(filled), '=');
  if (filled < barWidth)
    bar += '>';
  bar.resize(barWidth, ' ');
  std::string number = std::to_string(percent);
  return label + " [" + bar + "] " + std::string(3 - std::min<size_t>(3, number.size()), ' ') + number +
         " %  " + std::to_string(done) + "/" + std::to_string(total) + (note.empty() ? "" : " " + note);
}

Progress::Progress(std::string label, int64_t total)
    : label_(std::move(label)), total_(total), visible_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() { endProgressLine(); }

void endProgressLine() {
  if (lineIsOpen.exchange(false))
    std::fputc('\n', stderr);
}

void Progress::update(int64_t done, const std::string &note) {
  int64_t now = visible_ ? milliseconds() : 0;
  if (!visible_ || (done < total_ && now - lastDrawn_ < redrawMilliseconds))
    return;
  lastDrawn_ = now;
  lineIsOpen = true;
  // Clears to the end of the line, as the line before may have been longer.
  std::fprintf(stderr, "\r%s\033[K", progressLine(label_, done, total_, note).c_str());
  std::fflush(stderr);
}

} // namespace dual::host
