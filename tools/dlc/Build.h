// `dlc build` in its two parts: what is built of a checked file.
#pragma once

#include "tools/dlc/Session.h"
#include "tools/dlc/Weights.h"

namespace dual::tool {

// An empty path: it is not written.
struct LibraryOutputs {
  std::string prefix, library, header;
};

// Only for tests: what a library is made wrong in.
struct BuildTest {
  bool count = false;            // only print how many checks the borders have
  bool droppable = false;        // its user says which check counts for nothing
  std::vector<std::string> need; // CPU features in place of those that the code was made for
  std::string core;              // a file of bitcode in place of runtime/core's
};

// These give the exit code; what went wrong has been said.
int buildLibrary(Session &session, WeightFiles &weights, const Options &options,
                 const LibraryOutputs &outputs, const BuildTest &test);
int buildProgram(Session &session, const Options &options, const std::string &path);
int build(const Options &options, const BuildTest &test);

// `--report versions`, of a lowered module, and `--report nodes`.
int reportVersions(mlir::ModuleOp module);
int reportNodes(Session &session);

// Says it; gives 1.
int fail(const std::string &message);

} // namespace dual::tool
