// The picture of `dlc plot`, as Graphviz reads it.
#include "tools/dlc/Inspect.h"

#include "lowering/library/object.h"
#include "tools/dlc/Report.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

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

bool failed(const std::string &path, const std::string &why) {
  showError(fmt::format("cannot write `{}`: {}", path, why));
  return false;
}

bool wrote(const std::string &path, const std::string &text) {
  auto problem = library::writeWhole(path, text);
  return !problem || failed(path, llvm::toString(std::move(problem)));
}

// The picture is renamed when it is whole.
bool draw(const std::string &text, const std::string &path, llvm::StringRef format) {
  auto program = llvm::sys::findProgramByName("dot");
  if (!program)
    return failed(
        path, "there is no `dot` on the path, which draws it; it is a part of Graphviz. A .dot file needs "
              "nothing");
  llvm::SmallString<128> source, made;
  if (auto problem = llvm::sys::fs::createTemporaryFile("dual", "dot", source))
    return failed(path, problem.message());
  llvm::FileRemover sourceRemover(source);
  if (auto problem = llvm::sys::fs::createUniqueFile(path + ".%%%%%%", made))
    return failed(path, problem.message());
  llvm::FileRemover unlessKept(made);
  if (!wrote(source.str().str(), text))
    return false;
  std::string kind = ("-T" + format).str();
  if (llvm::sys::ExecuteAndWait(*program, {*program, kind, source, "-o", made}) != 0)
    return failed(path, "`dot` failed");
  if (auto problem = llvm::sys::fs::rename(made, path))
    return failed(path, problem.message());
  unlessKept.releaseFile();
  return true;
}

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

bool writePlot(const check::Outline &outline, const std::string &path) {
  llvm::StringRef ending = llvm::sys::path::extension(path);
  if (ending == ".dot")
    return wrote(path, dotText(outline));
  if (ending == ".svg" || ending == ".png")
    return draw(dotText(outline), path, ending.drop_front());
  return failed(path, "a plot ends in .svg, .png or .dot");
}

} // namespace dual::tool
