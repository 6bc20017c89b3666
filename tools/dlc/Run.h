// Runs what has been checked.
#pragma once

#include "tools/dlc/Session.h"

namespace dual::tool {

// The session's root `main`, compiled or interpreted as the options say. The exit code; a failure has been
// shown, or it has ended the process.
int runMain(Session &session, const Options &options);

} // namespace dual::tool
