// A progress bar for loops that take long.
#pragma once

#include <cstdint>
#include <string>

namespace dual::host {

/// Draws on stderr, at most ten times a second, and only if stderr is a terminal: logs and tests stay clean.
class Progress {
public:
  Progress(std::string label, int64_t total);
  ~Progress(); // ends the line

  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;

  /// `done` of `total` steps are done; `note` stands behind the bar ("loss 0.123").
  void update(int64_t done, const std::string &note = {});

private:
  std::string label_;
  int64_t total_;
  int64_t lastDrawn_ = 0; // steady clock, milliseconds; 0 = never
  bool visible_;
};

/// Ends the line of a bar that is being drawn, so that what follows stands on its own: for whoever ends the
/// process.
void endProgressLine();

/// The line that is drawn, without its carriage return: `train [=====>    ]  52 %  12/23 loss 0.1`.
std::string progressLine(const std::string &label, int64_t done, int64_t total, const std::string &note);

} // namespace dual::host
