// Standard output. A program whose output cannot be written has failed, and says so once.
#pragma once

#include "runtime/host/result.h"

#include <cstdint>

namespace dual::host {

/// What `print` does. The text is buffered, so the error may be about an earlier line.
Status printLine(const std::string &text);

/// Writes what is still buffered: the last thing that a program does.
Status flushOutput();

/// Why a program ends for lack of memory; a number below 0 stands for more bytes than 63 bits can count.
std::string outOfMemoryText(int64_t bytes);
/// Says so and leaves: nothing could go on.
[[noreturn]] void endOutOfMemory(int64_t bytes);

} // namespace dual::host
