#include "frontend/diagnostics/diagnostics.h"

#include <algorithm>
#include <cctype>

namespace dual {

const std::vector<DiagInfo> &allDiagInfos() {
  static const std::vector<DiagInfo> infos = {
#define DIAG(code, name, title, explanation) {DiagCode::name, #code, #name, title, explanation},
#include "frontend/diagnostics/diagnostics.def"
#undef DIAG
  };
  return infos;
}

const DiagInfo &diagInfo(DiagCode code) { return allDiagInfos()[static_cast<size_t>(code)]; }

const DiagInfo *findDiagInfo(std::string_view id) {
  auto same = [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; };
  for (const DiagInfo &info : allDiagInfos())
    if (std::equal(id.begin(), id.end(), info.id.begin(), info.id.end(), same))
      return &info;
  return nullptr;
}

DiagnosticBuilder &DiagnosticBuilder::note(SourceRange range, std::string text) {
  owner.list[index].notes.push_back({range, std::move(text)});
  return *this;
}

DiagnosticBuilder &DiagnosticBuilder::help(std::string text) {
  owner.list[index].helps.push_back(std::move(text));
  return *this;
}

DiagnosticBuilder Diagnostics::error(DiagCode code, SourceRange range, std::string message) {
  ++errors;
  list.push_back({Severity::error, code, range, std::move(message), {}, {}});
  return {*this, list.size() - 1};
}

DiagnosticBuilder Diagnostics::warning(DiagCode code, SourceRange range, std::string message) {
  list.push_back({Severity::warning, code, range, std::move(message), {}, {}});
  return {*this, list.size() - 1};
}

void Diagnostics::keepFirst(size_t count) {
  list.resize(count, {Severity::error, {}, {}, {}, {}, {}});
  errors = static_cast<size_t>(std::count_if(
      list.begin(), list.end(), [](const Diagnostic &diag) { return diag.severity == Severity::error; }));
}

} // namespace dual
