// The table of `dlc summary`.
#include "tools/dlc/Inspect.h"

#include "llvm/ADT/ArrayRef.h"

#include <fmt/format.h>

namespace dual::tool {

using check::Dim;
using check::DimTable;
using check::OutlineLine;

namespace {

constexpr size_t firstNumber = 3; // these columns stand to the right
constexpr size_t longest = 48;    // of what the user wrote

using Row = std::vector<std::string>;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// In characters.
size_t width(const std::string &text) { return text.size() - llvm::count_if(text, continues); }

std::string abridged(std::string text) {
  if (width(text) <= longest)
    return text;
  while (width(text) > longest - 3)
    text.pop_back();
  return text + "...";
}

struct Table {
  const DimTable &dims;
  bool isFunction;
  std::vector<Row> rows;

  void add(const OutlineLine &line, size_t level) {
    Row row = {std::string(2 * level, ' ') + line.name, abridged(line.text), line.type};
    if (!isFunction)
      row.push_back(dims.text(line.parameters));
    row.push_back(dims.text(line.flops));
    row.push_back(dims.text(line.bytes));
    rows.push_back(std::move(row));
    // The only child of a node has the node's name.
    bool single = line.nested.size() == 1 && line.nested.front().kind == OutlineLine::Kind::graph &&
                  line.nested.front().name == line.name;
    for (const OutlineLine &inner : single ? line.nested.front().nested : line.nested)
      add(inner, level + 1);
  }

  std::string text() const {
    std::vector<size_t> widths(rows.front().size());
    for (const Row &row : rows)
      for (size_t k = 0; k < row.size(); ++k)
        widths[k] = std::max(widths[k], width(row[k]));
    std::string result;
    for (const Row &row : rows) {
      std::string line;
      for (size_t k = 0; k < row.size(); ++k) {
        std::string blank(widths[k] - width(row[k]), ' ');
        line += (k ? "  " : "") + (k < firstNumber ? row[k] + blank : blank + row[k]);
      }
      result += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return result;
  }
};

} // namespace

std::string summaryText(const check::Outline &outline, const DimTable &dims) {
  Table table{dims, outline.isFunction, {}};
  table.rows.push_back(outline.isFunction
                           ? Row{"line", "operation", "output", "FLOPs", "bytes"}
                           : Row{"node", "operations", "output", "parameters", "FLOPs", "bytes"});
  Dim parameters, trainable, parameterBytes, flops, bytes;
  for (const OutlineLine &line : outline.lines) {
    if (!outline.isFunction || line.kind == OutlineLine::Kind::operation)
      table.add(line, 0);
    parameters = parameters + line.parameters;
    trainable = trainable + line.trainable;
    parameterBytes = parameterBytes + line.parameterBytes;
    flops = flops + line.flops;
    bool computed = line.kind == OutlineLine::Kind::node || line.kind == OutlineLine::Kind::operation;
    bytes = bytes + (computed ? line.bytes : Dim(0));
  }
  std::string text = fmt::format("{}\n\n{}\n", outline.name, table.text());
  if (!outline.isFunction)
    text +=
        fmt::format("parameters: {} ({} bytes)\ntrainable: {}\nnot trainable: {}\n", dims.text(parameters),
                    dims.text(parameterBytes), dims.text(trainable), dims.text(parameters - trainable));
  return text + fmt::format("FLOPs: {}\nbytes of {}: {}\n", dims.text(flops),
                            outline.isFunction ? "operations" : "nodes", dims.text(bytes));
}

} // namespace dual::tool
