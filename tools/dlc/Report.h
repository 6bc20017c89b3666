// What dlc says on standard error: as text, or for editors as JSON, one object a line.
#pragma once

#include "frontend/diagnostics/diagnostics.h"

#include "mlir/IR/Location.h"

namespace dual::tool {

// From here on `--diagnostics=json` holds.
void reportAsJson();

// An error that is not about a place in the source. `advice` is a line of its own.
void showError(const std::string &message, const std::string &advice = "");
void showNote(const std::string &message);
// Ctrl-C has ended what ran.
void showInterrupted();
// A mistake of dlc.
void showInternalError(const std::string &what, const std::string &details);

// Why a run ended, and where. The exit code.
int showFailure(const std::string &message, mlir::Location where);
// The place is FILE:LINE:COLUMN, or empty.
int showFailure(const std::string &message, const std::string &place);

// Where nothing can be made any more: in a signal handler, or when memory has run out. `kind` is "error" or
// "internal error"; the pieces of `help` are one text.
void showEnd(const char *kind, const char *message, std::initializer_list<const char *> help = {});
// A failure that another process has handed over: as text, with the line of the source.
std::string failureText(const SourceManager &sources, const std::string &message, const std::string &place,
                        bool colors);

// All that was reported, in source order.
void showDiagnostics(const Diagnostics &diags, const SourceManager &sources);

} // namespace dual::tool
