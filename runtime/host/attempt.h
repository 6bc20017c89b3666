// A part of a program that may fail, run in a process of its own: what a failure ends is that process.
#pragma once

#include <optional>
#include <string>

namespace dual::host {

struct Failure {
  std::string message;
  std::string place; // FILE:LINE:COLUMN, or empty
};

/// How the process of an attempt ended.
struct Attempt {
  std::optional<Failure> failure;
  std::string output;  // what it wrote on both streams, if that was kept
  int code = 0;        // its exit code
  std::string problem; // what ended it from outside, or kept it from starting; empty: nothing
};

/// Splits this process: nothing in the new one, which goes on from here and ends by itself; in this one the
/// end of the other.
std::optional<Attempt> attempt(bool keepsOutput);

/// In the process of an attempt: hands over why it fails, so that nobody else has to show it. False
/// elsewhere.
bool handOver(const char *message, const char *place);

/// For `fails(f, part)` of a test: true in a new process, which calls f; false in this one, when that has
/// ended.
bool beginFails();
/// What comes next in both. The new process ends here: f has not failed. In this one: whether f failed with a
/// message that has the part; if not, standard error says what happened instead.
bool endFails(const std::string &part);

} // namespace dual::host
