// Libraries that are wrong on purpose, for the tests of their borders.
#pragma once

namespace dual {

// `dlc-opt library FILE ...`: as `dlc build FILE ...`, with `--droppable` (the check whose number the
// user's `int dual_test_dropped` has counts for nothing),
// `--need FEATURE` (states that the kernels need it), `--core FILE` (bitcode in place of runtime/core's) and
// `--count` (only prints how many checks there are). Gives the exit code.
int makeTestLibrary(int argc, char **argv);

} // namespace dual
