// The header's parts for graphs and exports: their comments, macros and prototypes.
#include "lowering/library/border.h"
#include "lowering/library/header.h"
#include "lowering/library/names.h"

#include <algorithm>

namespace dual::library {

static constexpr size_t lineWidth = 120;

static std::string padded(std::string s, size_t width) {
  s.resize(std::max(width, s.size()), ' ');
  return s;
}

static std::string joined(const std::vector<std::string> &parts, const char *between) {
  std::string result;
  for (const std::string &part : parts)
    result += (result.empty() ? "" : between) + part;
  return result;
}

static std::string withCommas(int64_t n) {
  std::string s = std::to_string(n);
  for (size_t k = s.size(); k > 3; k -= 3)
    s.insert(k - 3, ",");
  return s;
}

// A list in brackets, broken where lines end, later lines under the first element.
static std::string prototype(const std::string &head, const std::vector<std::string> &parts) {
  std::string result = head + "(", indent(result.size(), ' ');
  size_t column = result.size();
  for (size_t k = 0; k < parts.size(); ++k) {
    std::string part = parts[k] + (k + 1 < parts.size() ? "," : ");");
    bool breaks = k > 0 && column + 1 + part.size() > lineWidth;
    result += k == 0 ? part : breaks ? "\n" + indent + part : " " + part;
    column = breaks ? indent.size() + part.size() : column + part.size() + (k > 0);
  }
  return result + "\n";
}

static std::string declaration(const Interface &i, const Border &b) {
  std::vector<std::string> parts;
  for (const Argument &a : b.arguments)
    parts.push_back(a.type + (a.type.back() == '*' ? "" : " ") + a.name);
  parts.push_back(i.prefix + "_call *call");
  return prototype(withPrefix(i, "$P_CHECK $P_API int ") + b.function, parts);
}

static std::string failsText(const Border &b) { return "Fails with " + joined(failsOf(b), " ") + "."; }

static std::string fieldsText(const Structure &s) {
  size_t type = 0, name = 0, path = 0;
  for (const Weight &w : s.weights) {
    type = std::max(type, std::string(cType(w.dtype)).size());
    name = std::max(name, fieldName(w).size());
    path = std::max(path, w.path.size());
  }
  std::string text;
  for (const Weight &w : s.weights)
    text += "  const " + padded(std::string(cType(w.dtype)) + " *", type + 2) +
            padded(fieldName(w) + ";", name + 1) + "  /* " + padded(w.path, path) + "  " + tensorType(w) +
            " */\n";
  return text + "  const void *packed;  /* null when filled by hand */\n";
}

static const char loadComment[] = R"(
/* Weights from a block in safetensors format (a file read or mapped by the caller), which must stay in place while m is
 * used. Tensors of other names are ignored; each of ours must be there once, with dtype, shape and bounds as stated.
 * memory: null, or $M_MEMORY bytes, $A-aligned, that live as long as m: what cannot be used in place
 * (a tensor at an odd address, a big-endian machine) is copied there. Arena: none.
 * )";

static std::string replaced(std::string text, const std::string &mark, const std::string &by) {
  for (size_t at; (at = text.find(mark)) != std::string::npos;)
    text.replace(at, mark.size(), by);
  return text;
}

std::string structureText(const Interface &i, const Structure &s) {
  std::string type = structName(i, s), bytes = std::to_string(offsetsOf(s).back());
  int64_t elements = 0;
  for (const Weight &w : s.weights)
    elements += elementsOf(w);
  std::string text = ruler(s.text, s.source) + "\n * Where its " + withCommas(elements) +
                     " parameters lie (" + withCommas(offsetsOf(s).back()) +
                     " bytes). Filled by a function below, or by hand. */\n";
  text += "typedef struct " + type + " {\n" + fieldsText(s) + "} " + type + ";\n\n";
  text += "#define " + capitals(type) + "_MEMORY " + bytes + "\n";
  if (s.builtin) {
    Border b = builtinBorder(i, s);
    text += "\n/* The weights that the library was built with; they lie in read-only memory. Arena: none. " +
            failsText(b) + " */\n" + declaration(i, b);
  }
  Border b = loadBorder(i, s);
  text += replaced(replaced(loadComment, "$M", capitals(type)), "$A", std::to_string(alignmentOf(s)));
  return text + failsText(b) + " */\n" + declaration(i, b);
}

static std::string paddingLine(size_t number, int64_t bytes) {
  return "  uint8_t reserved" + std::to_string(number) + "[" + std::to_string(bytes) + "]; /* not read */\n";
}

static std::string recordFields(const Record &r, bool written) {
  Layout layout = layoutOf(r.fields);
  std::string lines;
  size_t number = 0;
  for (size_t k = 0; k < r.fields.size(); ++k) {
    const Field &f = r.fields[k];
    if (layout.padding[k] != 0)
      lines += paddingLine(number++, layout.padding[k]);
    std::string line = "  ", type = cType(f.dtype), sizes;
    if (isPointed(f))
      line += (written ? "" : "const ") + type + " *" + fieldName(f.path);
    else
      line += type + " " + fieldName(f.path);
    for (const Expression &axis : f.shape)
      sizes += isPointed(f) ? "" : "[" + text(axis) + "]";
    line = padded(line + sizes + ";", 40);
    lines += line + " /* " + f.path + "  " + tensorType(f.dtype, f.shape) + " */\n";
  }
  return layout.padding.back() != 0 ? lines + paddingLine(number, layout.padding.back()) : lines;
}

static bool isUsed(const Interface &i, const Record &r, bool written) {
  for (const Function &f : i.functions)
    for (const Parameter *p : allOf(f))
      if (p->kind == Parameter::Kind::Record && &i.records[p->structure] == &r && p->isWritten() == written)
        return true;
  return false;
}

static std::string viewText(const Interface &i, const Record &r, const Record::Part &part) {
  Border b = viewBorder(i, r, part);
  return "\n/* Points m to t's tensors: no copy, it sees later changes, it lives as long as t. Arena: "
         "none.\n * " +
         failsText(b) + " */\n" + declaration(i, b);
}

std::string recordText(const Interface &i, const Record &r) {
  std::string result = ruler(r.text, r.source) + " */\n";
  bool points = std::any_of(r.fields.begin(), r.fields.end(), isPointed), first = true;
  for (bool written : {false, true}) {
    if (points ? !isUsed(i, r, written) : written)
      continue;
    std::string name = recordName(i, r, written);
    result += (first ? "" : "\n") + ("typedef struct " + name) + " {\n" + recordFields(r, written) + "} " +
              name + ";\n";
    first = false;
  }
  for (const Record::Part &part : r.parts)
    result += viewText(i, r, part);
  return result;
}

// A doc comment must not end the C comment that it lies in.
static std::string inComment(const std::string &doc) {
  return replaced(replaced(doc, "*/", "* /"), "\n", "\n * ");
}

static std::string rangeText(const Function &f, const Dim &d, const Parameter &p) {
  if (d.isCount)
    return "";
  bool first = false; // ranges are told at the first tensor that has the dim
  for (const auto *list : {&f.parameters, &f.outputs})
    for (const Parameter &q : *list)
      for (const Expression &axis : q.shape)
        if (!first && axis.kind == Expression::Kind::Symbol && axis.symbol == d.name) {
          first = true;
          if (&q != &p)
            return "";
        }
  if (!first || (d.least == 0 && !d.most))
    return "";
  return d.most ? d.name + " " + std::to_string(d.least) + " to " + std::to_string(*d.most)
                : d.name + " at least " + std::to_string(d.least);
}

static std::string shownType(const Interface &i, const Parameter &p) {
  if (p.kind == Parameter::Kind::Structure)
    return i.structures[p.structure].name;
  if (p.kind == Parameter::Kind::Enumeration)
    return i.enumerations[p.structure].name;
  if (p.kind == Parameter::Kind::Text)
    return "str";
  if (p.kind != Parameter::Kind::Record)
    return tensorType(p.dtype, p.shape);
  const std::string &text = i.records[p.structure].text; // "struct Adam[Net]"
  return text.substr(text.find(' ') + 1);
}

// What the caller hands in for a size that the call finds out.
static std::string openNote(const Parameter &p) {
  std::string name = parameterName(p.name), sizes;
  for (size_t axis = 0; axis < p.shape.size(); ++axis)
    if (isOpenSize(p.shape[axis]))
      sizes += (sizes.empty() ? "" : ", ") + name + "_dim" + std::to_string(axis);
  if (p.kind == Parameter::Kind::Enumeration)
    return name + "_room bytes; how many nodes are used is written to " + name + "_count";
  if (p.kind == Parameter::Kind::Text)
    return name + "_room bytes; how many are used is written to " + name +
           "_bytes; UTF-8, without a 0 at the end";
  return name + "_room bytes; `?` is written to " + sizes;
}

// What the caller hands in beside the pointer.
static std::string countNote(const Interface &i, const Function &f, const Parameter &p) {
  for (const Dim &d : f.dims)
    if (d.isCount && !p.shape.empty() && text(p.shape[0]) == d.name)
      return p.kind == Parameter::Kind::Text ? dimName(d) + " bytes of UTF-8, without a 0 at the end"
             : p.kind == Parameter::Kind::Tensor
                 ? dimName(d) + " elements"
                 : dimName(d) + " nodes of a " + enumerationName(i, i.enumerations[p.structure]) + ", " +
                       std::to_string(d.least) + " to " + std::to_string(*d.most);
  return "";
}

static std::string parameterLine(const Interface &i, const Function &f, const Parameter &p, size_t name,
                                 size_t type) {
  std::vector<std::string> notes;
  for (const Dim &d : f.dims)
    if (std::string range = rangeText(f, d, p); !range.empty())
      notes.push_back(range);
  if (!p.doc.empty())
    notes.push_back(inComment(p.doc));
  if (p.strided)
    notes.push_back("strided");
  if (hasOpenSize(p.shape))
    notes.push_back(openNote(p));
  if (std::string count = countNote(i, f, p); !count.empty())
    notes.push_back(count);
  static const char *const ways[] = {"in", "out", "in-out"};
  std::string line = " *   " + padded(p.name, name) + "  " + padded(shownType(i, p), type) + "  " +
                     padded(ways[static_cast<int>(p.way)], 3);
  line += notes.empty() ? "" : "   " + joined(notes, "; ");
  return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

static std::string parameterLines(const Interface &i, const Function &f) {
  size_t name = 5, type = 0; // as wide as `Fails`
  for (const auto *list : {&f.parameters, &f.outputs})
    for (const Parameter &p : *list) {
      name = std::max(name, p.name.size());
      type = std::max(type, shownType(i, p).size());
    }
  std::string lines;
  for (const auto *list : {&f.parameters, &f.outputs})
    for (const Parameter &p : *list)
      lines += parameterLine(i, f, p, name, type);
  return lines;
}

static std::string costLine(const Function &f) {
  std::vector<std::string> parts;
  if (f.flops)
    parts.push_back(text(*f.flops) + " flops");
  if (f.reads)
    parts.push_back("reads " + text(*f.reads) + " bytes");
  if (f.writes)
    parts.push_back("writes " + text(*f.writes) + " bytes");
  std::string arena = f.arena  ? "arena " + text(arenaBytes(f)) + " bytes"
                      : f.heap ? "arena of any size"
                               : "arena none";
  parts.push_back(f.heap && f.arena ? "at most " + arena : arena);
  return " *   Cost   " + joined(parts, "; ") + "\n";
}

static std::string factsLine(const Function &f) {
  std::vector<std::string> facts;
  for (const Fact &fact : f.facts)
    facts.push_back(fact.text);
  return facts.empty() ? "" : " *   Facts  " + joined(facts, ", ") + "\n";
}

static std::string macroLine(const std::string &name, const std::vector<std::string> &dims,
                             const std::string &value) {
  return "#define " + name + (dims.empty() ? "" : "(" + joined(dims, ", ") + ")") + " " + value + "\n";
}

// Elements of each tensor with a dim or more.
static std::string countMacros(const Interface &i, const Function &f) {
  std::string lines;
  for (const auto *list : {&f.parameters, &f.outputs})
    for (const Parameter &p : *list) {
      if (p.kind != Parameter::Kind::Tensor || p.shape.empty() || hasOpenSize(p.shape) || p.strided)
        continue;
      Expression count = p.shape[0];
      for (size_t k = 1; k < p.shape.size(); ++k)
        count = count * p.shape[k];
      lines +=
          macroLine(macroName(i, f.name + "_" + p.name + "_COUNT"), symbols(count), "(" + macro(count) + ")");
    }
  return lines;
}

// What no formula bounds, or only for the worst of all values.
static std::string heapText(const Function &f) {
  std::string text =
      "/* How much arena a call needs depends on the values that it is given. If there is too little, the "
      "status is\n"
      " * $P_E_ARENA and error.want the least that gets further: double the arena and call again.";
  return text + (f.arena ? " What follows is\n * always enough. */\n" : " */\n");
}

static std::string arenaText(const Interface &i, const Function &f) {
  std::vector<std::string> dims, parameters;
  for (const Dim &d : f.dims) {
    dims.push_back(d.name);
    parameters.push_back("int64_t " + (d.isParameter ? parameterName(d.name) : dimName(d)));
  }
  std::string value = macroName(i, "BYTES_") + "(" + macro(arenaBytes(f)) + ")";
  std::string lines =
      "/* Bytes; a constant if the dims are. Only for dims the function takes; for numbers from outside use "
      "the function. */\n" +
      macroLine(macroName(i, f.name + "_ARENA"), dims, value);
  lines += "\n/* The same bytes; SIZE_MAX, which no allocator grants, for dims that " + functionName(i, f) +
           " refuses. Never 0. */\n";
  return lines + prototype(withPrefix(i, "$P_API size_t ") + functionName(i, f) + "_arena",
                           parameters.empty() ? std::vector<std::string>{"void"} : parameters);
}

std::string functionText(const Interface &i, const Function &f) {
  Border b = borderOf(i, f);
  std::string result = ruler(f.signature, f.source) + "\n";
  if (!f.doc.empty())
    result += " * " + inComment(f.doc) + "\n";
  result += parameterLines(i, f) + factsLine(f) + costLine(f) + " *   " + failsText(b) + " */\n";
  result += countMacros(i, f);
  if (f.heap)
    result += withPrefix(i, heapText(f));
  if (f.arena)
    result += arenaText(i, f);
  return result + "\n" + declaration(i, b);
}

} // namespace dual::library
