// One function for each verb of the command line; each returns the exit code.
#pragma once

#include "tools/dlc/Options.h"

namespace dual::tool {

int runVerb(const Options &options);
int buildVerb(const Options &options);
int checkVerb(const Options &options);
int fmtVerb(const Options &options);
int testVerb(const Options &options);
int docVerb(const Options &options);
int explainVerb(const Options &options);
int summaryVerb(const Options &options);
int plotVerb(const Options &options);
int replVerb(const Options &options);

// What `dlc VERB --help` says, for verbs that say more than `dlc --help`.
const char *testHelp();
const char *docHelp();

} // namespace dual::tool
