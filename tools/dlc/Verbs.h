// One function for each verb of the command line; each returns the exit code.
#pragma once

#include "tools/dlc/Options.h"

namespace dual::tool {

int runVerb(const Options &options);
int buildVerb(const Options &options);
int checkVerb(const Options &options);
int explainVerb(const Options &options);

// Only for tests: what a library is made wrong in.
struct BuildTest {
  bool count = false; // only print how many checks the borders have
  int drop = -1;      // the number of the check that is left out
  std::vector<std::string> need; // CPU features in place of those that the code was made for
  std::string core;   // a file of bitcode in place of runtime/core's
};
int buildLibrary(const Options &options, const BuildTest &test);

} // namespace dual::tool
