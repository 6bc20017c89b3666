// What the user sees when dlc itself is wrong: a text that nothing else looks like, and an exit code of its
// own.
#pragma once

#include <string>

namespace dual::tool {

/// Says what went wrong, that it is no fault of the program, and how to report it. Returns the exit code, 70.
int internalError(const std::string &what, const std::string &details = "");

/// From here on a crash (a signal, a failed assertion, LLVM giving up, memory running out) ends as an
/// internal error.
void reportCrashes(int argc, char **argv);

/// For the tests of this file: a crash of the kind that the environment's DUAL_TEST_CRASH names.
void crashForTest();

} // namespace dual::tool
