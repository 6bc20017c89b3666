// Recursion that does not end, in compiled code.
#pragma once

namespace dual::host {

/// From here on a program whose calls fill the stack fails with a message and exit code 1. Other faults go to
/// whoever handled SIGSEGV before.
void failOnStackOverflow();

} // namespace dual::host
