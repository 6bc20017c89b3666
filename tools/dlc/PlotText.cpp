// The picture of `dlc plot`, as Graphviz reads it.
#include "tools/dlc/Inspect.h"

#include "runtime/host/files/io.h"
#include "tools/dlc/Outputs.h"
#include "tools/dlc/Report.h"

#include "llvm/Support/Path.h"

#include <fmt/format.h>

namespace dual::tool {

using check::OutlineLine;
using Kind = OutlineLine::Kind;

namespace {

std::string quoted(llvm::StringRef text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    result += c;
  }
  return result + "\"";
}

// Parts below each other in one label; `\n` is Graphviz's.
std::string label(llvm::ArrayRef<std::string> parts) {
  std::string result = "\"";
  for (const std::string &part : parts) {
    std::string text = quoted(part);
    result += (result.size() > 1 ? "\\n" : "") + text.substr(1, text.size() - 2);
  }
  return result + "\"";
}

struct Plot {
  std::string nodes, edges;
  std::map<int, std::string> types; // on the edges that come from a line

  void collect(llvm::ArrayRef<OutlineLine> lines) {
    for (const OutlineLine &line : lines) {
      types[line.id] = line.type;
      collect(line.nested);
    }
  }

  void box(const OutlineLine &line, const std::string &indent) {
    std::vector<std::string> parts = {line.name, line.text};
    if (line.isOutput)
      parts.push_back("out");
    const char *shape = line.kind == Kind::input ? "ellipse" : line.kind == Kind::param ? "cylinder" : "box";
    nodes += fmt::format("{}n{} [shape={}, label={}{}];\n", indent, line.id, shape, label(parts),
                         line.isOutput ? ", peripheries=2" : "");
    for (int from : line.from)
      edges += fmt::format("  n{} -> n{} [label={}];\n", from, line.id, quoted(types[from]));
  }

  void add(llvm::ArrayRef<OutlineLine> lines, const std::string &indent) {
    for (const OutlineLine &line : lines) {
      if (line.kind != Kind::graph) {
        if (line.kind == Kind::node) // what a loop of a function holds has no place here
          add(line.nested, indent);
        box(line, indent);
        continue;
      }
      if (line.nested.empty()) // deeper than what is shown
        continue;
      nodes += fmt::format("{}subgraph cluster{} {{\n{}  label={};\n", indent, line.id, indent,
                           quoted(line.name + ": " + line.text));
      add(line.nested, indent + "  ");
      nodes += indent + "}\n";
    }
  }
};

} // namespace

std::string dotText(const check::Outline &outline) {
  Plot plot;
  plot.collect(outline.lines);
  plot.add(outline.lines, "  ");
  return fmt::format("digraph {} {{\n  label={};\n  labelloc=t;\n  fontname=\"Helvetica\";\n  node "
                     "[fontname=\"Helvetica\"];\n"
                     "  edge [fontname=\"Helvetica\", fontsize=10];\n{}{}}}\n",
                     quoted(outline.name), quoted(outline.name), plot.nodes, plot.edges);
}

static host::Status drawn(const std::string &text, const std::string &path) {
  llvm::StringRef ending = llvm::sys::path::extension(path);
  if (ending == ".dot")
    return writeBytes(path, text);
  if (ending != ".svg" && ending != ".png")
    return host::writeError(path, "a plot ends in .svg, .png or .dot");
  return writeThrough(
      {"dot",
       "there is no `dot` on the path, which draws it; it is a part of Graphviz. A .dot file needs nothing",
       {("-T" + ending.drop_front()).str()}},
      text, "dot", path);
}

bool writePlot(const check::Outline &outline, const std::string &path) {
  auto written = drawn(dotText(outline), path);
  if (!written)
    showError(written.message());
  return bool(written);
}

} // namespace dual::tool
