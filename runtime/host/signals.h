// Signals while a program runs: Ctrl-C, and the limit of file sizes.
#pragma once

namespace dual::host {

/// From here on SIGINT and SIGTERM end the process with 128 and their number, wherever it is: without a
/// half-written file, with what was printed, and on a line of its own in the terminal. A write beyond the
/// limit of file sizes fails as on a full disk. Called before other threads start, since they inherit what is
/// blocked.
void handleSignals();

} // namespace dual::host
