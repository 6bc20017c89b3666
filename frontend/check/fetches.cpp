#include "frontend/check/fetches.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace dual::check {

void noteNodes(llvm::ArrayRef<GraphNode> all, llvm::ArrayRef<GraphNode> needed, GraphForward &run) {
  for (const GraphNode &node : all) {
    bool runs = llvm::any_of(needed, [&](const GraphNode &each) { return each.name == node.name; });
    (runs ? run.runs : run.leftOut).push_back(node.name);
  }
}

static std::string namesOf(llvm::ArrayRef<std::string> names) {
  return names.empty() ? "nothing" : llvm::join(names, ", ");
}

std::vector<std::string> Checker::nodeReport() const {
  std::map<std::string, std::set<std::string>> lines; // by the name of what is run
  for (auto &[key, graph] : templates)
    for (auto &[way, run] : graph->forwards)
      if (!run.failed && mlir::ModuleOp(module).lookupSymbol(run.symbol))
        lines[run.name].insert(fmt::format("{}{}: runs {}; leaves out {}", run.name,
                                           way.second ? " (train)" : "", namesOf(run.runs),
                                           namesOf(run.leftOut)));
  std::vector<std::string> report;
  for (auto &[name, own] : lines)
    report.insert(report.end(), own.begin(), own.end());
  return report;
}

} // namespace dual::check
