#include "lowering/library/enumeration.h"

#include "lowering/library/header.h"
#include "lowering/library/names.h"

#include <algorithm>

namespace dual::library {

static constexpr int64_t tagBytes = 4, unionOffset = 8; // the tag and what is reserved

static int64_t widthOf(const VariantField &f) { return f.isNode ? 4 : widthOf(f.dtype); }

static int64_t roundedUp(int64_t n, int64_t unit) { return (n + unit - 1) / unit * unit; }

NodeLayout layoutOf(const Enumeration &e) {
  NodeLayout layout;
  layout.align = tagBytes;
  int64_t most = 0;
  for (const Variant &v : e.variants) {
    int64_t at = 0, align = 1;
    layout.offsets.emplace_back();
    for (const VariantField &f : v.fields) {
      at = roundedUp(at, widthOf(f));
      align = std::max(align, widthOf(f));
      layout.offsets.back().push_back(unionOffset + at);
      at += widthOf(f);
    }
    layout.align = std::max(layout.align, align);
    most = std::max(most, roundedUp(at, align));
  }
  layout.size = roundedUp(unionOffset + most, layout.align);
  return layout;
}

std::string variantName(const Variant &v) { return fieldName(snakeCase(v.name)); }

// Fields of one type one after the other share a declaration.
static std::string fieldsText(const Variant &v) {
  std::string text, last;
  for (const VariantField &f : v.fields) {
    std::string type = f.isNode ? "int32_t" : cType(f.dtype), name = fieldName(f.path);
    text += type == last ? ", " + name : (last.empty() ? "" : "; ") + type + " " + name;
    last = type;
  }
  return text + ";";
}

static const char nodesNote[] = "\n * A value is an array of nodes. Children are indices into it and come "
                                "before their parent; the root is "
                                "last; every\n * other node has one parent.";

std::string enumerationText(const Interface &i, const Enumeration &e) {
  std::string name = enumerationName(i, e),
              text = ruler(e.text, e.source) + (e.isRecursive ? nodesNote : "") + " */\n";
  std::string tags, members;
  for (size_t k = 0; k < e.variants.size(); ++k) {
    const Variant &v = e.variants[k];
    tags += (k == 0 ? " " : ", ") + capitals(name + "_" + snakeCase(v.name)) + " = " + std::to_string(k);
    if (!v.fields.empty())
      members += "    struct { " + fieldsText(v) + " } " + variantName(v) + ";\n";
  }
  text += "enum {" + tags + " };\n\ntypedef struct " + name +
          " {\n  int32_t tag;\n  int32_t reserved; /* not read */\n";
  if (!members.empty())
    text += "  union {\n" + members + "  } as;\n";
  return text + "} " + name + ";\n";
}

} // namespace dual::library
