#include "lowering/library/manifest.h"

#include "lowering/library/border.h"
#include "lowering/library/enumeration.h"
#include "lowering/library/names.h"

namespace dual::library {

static std::string quote(const std::string &s) {
  std::string result = "\"";
  for (char c : s)
    result += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return result + "\"";
}

template <typename List, typename Render>
static std::string array(const List &list, Render render, const char *between = ", ") {
  std::string result;
  for (const auto &element : list)
    result += (result.empty() ? "" : between) + render(element);
  return "[" + result + "]";
}

static std::string member(const char *name, const std::string &value) {
  return std::string(", \"") + name + "\": " + value;
}

static std::string shapeText(const std::vector<Expression> &shape) {
  return array(shape, [](const Expression &e) { return e.isConstant() ? text(e) : quote(text(e)); });
}

static std::string fieldText(const Weight &w) {
  std::vector<Expression> shape(w.shape.begin(), w.shape.end());
  return "{\"name\": " + quote(fieldName(w)) +
         member("c", quote(std::string("const ") + cType(w.dtype) + " *")) + member("tensor", quote(w.path)) +
         member("dtype", quote(dualType(w.dtype))) + member("shape", shapeText(shape)) + "}";
}

static std::string typeText(const Interface &i, const Structure &s) {
  return "{\"c\": " + quote(structName(i, s)) + member("kind", "\"view\"") + member("of", quote(s.text)) +
         member("memory", std::to_string(offsetsOf(s).back())) +
         member("fields", array(s.weights, fieldText)) + "}";
}

static std::string recordField(const Field &f) {
  return "{\"name\": " + quote(fieldName(f.path)) +
         member("c", quote(std::string(cType(f.dtype)) + (isPointed(f) ? " *" : ""))) +
         member("dtype", quote(dualType(f.dtype))) + member("rank", std::to_string(f.shape.size())) +
         (isPointed(f) ? "" : member("shape", shapeText(f.shape))) + "}";
}

static std::string typeText(const Interface &i, const Record &r) {
  return "{\"c\": " + quote(recordName(i, r, false)) + member("kind", "\"record\"") +
         member("of", quote(r.text)) + member("size", std::to_string(layoutOf(r.fields).size)) +
         member("fields", array(r.fields, recordField)) + "}";
}

static std::string variantText(const Variant &v) {
  return "{\"name\": " + quote(v.name) +
         member("fields", array(v.fields,
                                [](const VariantField &f) {
                                  return "{\"name\": " + quote(fieldName(f.path)) +
                                         member("c", quote(f.isNode ? "int32_t" : cType(f.dtype))) +
                                         (f.isNode ? member("node", "true") : "") + "}";
                                })) +
         "}";
}

static std::string typeText(const Interface &i, const Enumeration &e) {
  return "{\"c\": " + quote(enumerationName(i, e)) + member("kind", quote(e.isRecursive ? "nodes" : "enum")) +
         member("of", quote(e.text)) + member("size", std::to_string(layoutOf(e).size)) +
         member("variants", array(e.variants, variantText)) + "}";
}

static std::string argumentText(const Argument &a) {
  return "{\"name\": " + quote(a.name) + member("c", quote(a.type)) + "}";
}

static std::string borderText(const Border &b) {
  return "{\"name\": " + quote(b.function) + member("params", array(b.arguments, argumentText)) +
         member("fails", array(failsOf(b), quote));
}

static std::string tensorText(const Parameter &p) {
  return "{\"name\": " + quote(parameterName(p.name)) + member("dtype", quote(dualType(p.dtype))) +
         member("shape", shapeText(p.shape)) + "}";
}

static std::string dimText(const Dim &d) {
  return "{\"name\": " + quote(d.name) + member("least", std::to_string(d.least)) +
         (d.most ? member("most", std::to_string(*d.most)) : "") + "}";
}

static std::string functionText(const Interface &i, const Function &f) {
  std::vector<Parameter> tensors;
  for (const auto *list : {&f.parameters, &f.outputs})
    for (const Parameter &p : *list)
      if (p.kind == Parameter::Kind::Tensor)
        tensors.push_back(p);
  auto factText = [](const Fact &fact) { return quote(fact.text); };
  return borderText(borderOf(i, f)) + member("export", quote(f.name)) +
         member("tensors", array(tensors, tensorText)) + member("dims", array(f.dims, dimText)) +
         member("facts", array(f.facts, factText)) +
         (f.arena ? member("arena", quote(text(arenaBytes(f)))) : "") +
         (f.heap ? member("heap", "true") : "") + "}";
}

static std::string statusText(const Interface &i) {
  std::string result;
#define DUAL_STATUS(name, number, sentence, comment)                                                         \
  result +=                                                                                                  \
      (number == 0 ? quote(macroName(i, #name)) : ", " + quote(macroName(i, "E_" #name))) + ": " #number;
#include "runtime/core/status.def"
  return "{" + result + "}";
}

std::string interfaceText(const Interface &i) {
  std::vector<std::string> functions;
  for (const Structure &s : i.structures) {
    if (s.builtin)
      functions.push_back(borderText(builtinBorder(i, s)) + "}");
    functions.push_back(borderText(loadBorder(i, s)) + "}");
  }
  for (const Record &r : i.records)
    for (const Record::Part &part : r.parts)
      functions.push_back(borderText(viewBorder(i, r, part)) + "}");
  for (const Function &f : i.functions)
    functions.push_back(functionText(i, f));
  std::vector<std::string> types;
  for (const Structure &s : i.structures)
    types.push_back(typeText(i, s));
  for (const Record &r : i.records)
    types.push_back(typeText(i, r));
  for (const Enumeration &e : i.enumerations)
    types.push_back(typeText(i, e));
  auto same = [](const std::string &s) { return s; };
  return "{\"manifest\": 1,\n \"prefix\": " + quote(i.prefix) + ",\n \"status\": " + statusText(i) +
         ",\n \"types\": " + array(types, same, ",\n  ") +
         ",\n \"functions\": " + array(functions, same, ",\n  ") + "}\n";
}

uint32_t abiHash(const Interface &i) {
  uint32_t hash = 2166136261u;
  for (unsigned char c : interfaceText(i))
    hash = (hash ^ c) * 16777619u;
  return hash;
}

std::string abiNumber(const Interface &i) {
  static const char digits[] = "0123456789abcdef";
  std::string result;
  for (uint32_t hash = abiHash(i), k = 0; k < 8; ++k, hash <<= 4)
    result += digits[hash >> 28];
  return result;
}

std::string abiSymbol(const Interface &i) {
  return i.prefix + "_abi_" + abiNumber(i) + "__" + i.prefix + "_h_does_not_fit_this_library";
}

} // namespace dual::library
