// Graphs and functions as people look at them: a table, a picture.
#pragma once

#include "frontend/check/outline.h"
#include "tools/dlc/Session.h"

namespace dual::tool {

struct InspectRequest {
  std::string subject; // empty: the only graph
  std::string where;   // for messages: in `net.dl`
  std::map<std::string, std::string> arguments;
  std::optional<std::string> depth;
  bool isPlot = false;
  check::TypeRef instance; // of the graph that a variable holds: this instead of the subject
};

// Nothing after the error has been shown.
std::optional<check::Outline> outlineOf(Session &session, check::Checker &checker,
                                        const check::ModuleScope &scope, InspectRequest request);

// `dlc summary`: one line for each node, then totals.
std::string summaryText(const check::Outline &outline, const check::DimTable &dims);

// The input of Graphviz's `dot`.
std::string dotText(const check::Outline &outline);
// Writes .dot itself, .svg and .png by `dot`. False after the error has been shown.
bool writePlot(const check::Outline &outline, const std::string &path);

} // namespace dual::tool
