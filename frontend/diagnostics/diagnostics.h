// What the compiler tells its user: a registered code, a place, a message, and further places or help.
// Message style: lower case, no full stop, code in backticks; say what was seen and what was expected.
#pragma once

#include "frontend/source/source.h"

#include <string>
#include <string_view>
#include <vector>

namespace dual {

enum class DiagCode : uint16_t {
#define DIAG(code, name, title, explanation) name,
#include "frontend/diagnostics/diagnostics.def"
#undef DIAG
};

// What `dlc explain` knows of one code.
struct DiagInfo {
  DiagCode code;
  std::string_view id;   // "E0101"
  std::string_view name; // "syntax_error"
  std::string_view title;
  std::string_view explanation;
};

const DiagInfo &diagInfo(DiagCode code);
const std::vector<DiagInfo> &allDiagInfos();
// By id, in any case ("e0101"); null when there is none.
const DiagInfo *findDiagInfo(std::string_view id);

enum class Severity { error, warning };

struct DiagNote {
  SourceRange range;
  std::string text;
};

struct Diagnostic {
  Severity severity;
  DiagCode code;
  SourceRange range;
  std::string message;
  std::vector<DiagNote> notes;
  std::vector<std::string> helps;
};

class Diagnostics;

// Adds to a diagnostic that is already recorded: `diags.error(...).note(range, "...").help("...")`.
class DiagnosticBuilder {
public:
  DiagnosticBuilder &note(SourceRange range, std::string text);
  DiagnosticBuilder &help(std::string text);

private:
  friend class Diagnostics;
  DiagnosticBuilder(Diagnostics &owner, size_t index) : owner(owner), index(index) {}
  Diagnostics &owner;
  size_t index; // not a pointer: the list grows
};

struct RenderOptions {
  bool colors = false;
  size_t maxErrors = 20; // the rest is only counted; a reader mends the first few and tries again
};

// The line of the source with carets below the range, as below a message.
std::string renderPlace(const SourceManager &sources, SourceRange range, const RenderOptions &options);

class Diagnostics {
public:
  explicit Diagnostics(const SourceManager &sources) : sources(sources) {}

  DiagnosticBuilder error(DiagCode code, SourceRange range, std::string message);
  DiagnosticBuilder warning(DiagCode code, SourceRange range, std::string message);

  // The one recorded last, to add to.
  DiagnosticBuilder last() { return {*this, list.size() - 1}; }

  size_t errorCount() const { return errors; }
  bool hasErrors() const { return errors != 0; }
  const std::vector<Diagnostic> &all() const { return list; }
  std::vector<const Diagnostic *> inSourceOrder() const;
  // All of them as text, in source order.
  std::string render(const RenderOptions &options = {}) const;
  void clear() { keepFirst(0); }
  // Forgets those that came after the first `count`.
  void keepFirst(size_t count);

private:
  friend class DiagnosticBuilder;
  const SourceManager &sources;
  std::vector<Diagnostic> list;
  size_t errors = 0;
};

} // namespace dual
