// Standard output. A program whose output cannot be written has failed, and says so once.
#pragma once

#include "runtime/host/result.h"

namespace dual::host {

/// What `print` does. The text is buffered, so the error may be about an earlier line.
Status printLine(const std::string &text);

/// Writes what is still buffered: the last thing that a program does.
Status flushOutput();

} // namespace dual::host
