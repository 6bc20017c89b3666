#include "tools/dlc/Interface.h"

#include "tools/dlc/InterfaceTypes.h"

#include "llvm/ADT/STLExtras.h"

#include <limits>

namespace dual::tool {

using library::Expression;

namespace {

class Maker {
public:
  Maker(const CheckedExports &checked, DescribedLibrary &library)
      : checked(checked), interface(library.interface), types(checked, library) {}

  void add(const check::Export &what) {
    library::Function f;
    f.name = what.decl->name.text;
    f.doc = what.decl->doc;
    f.signature = what.signature;
    f.source = types.source(what.decl->name.range);
    f.place = types.place(what.decl->name.range);
    for (const check::ExportedValue &param : what.params) {
      f.parameters.push_back(types.parameter(param, param.isVar ? Way::InOut : Way::In));
      f.parameters.back().place = types.place(what.decl->params[param.source].name.range);
    }
    for (const check::ExportedDim &dim : what.dims)
      f.dims.push_back({dim.name, dim.before, 0, std::nullopt, dim.isParameter, dim.isCount});
    for (const library::Parameter &p : f.parameters)
      if (p.kind == library::Parameter::Kind::Enumeration && !p.shape.empty())
        addNodeRange(p.shape[0].symbol, f);
    for (const check::ExportedFact &fact : what.facts)
      addFact(fact, f);
    for (const check::ExportedValue &output : what.outputs)
      f.outputs.push_back(types.parameter(output, Way::Out));
    for (library::Parameter &output : f.outputs)
      output.place = f.place;
    std::vector<const library::Parameter *> read, written;
    for (const library::Parameter *p : allOf(f)) {
      if (p->way != Way::Out)
        read.push_back(p);
      if (p->isWritten())
        written.push_back(p);
    }
    f.reads = bytes(read);
    f.writes = bytes(written);
    interface.functions.push_back(std::move(f));
  }

private:
  using Way = library::Parameter::Way;

  // A value has a node at least; children are numbered in 32 bits.
  static void addNodeRange(const std::string &count, library::Function &f) {
    for (library::Dim &dim : f.dims)
      if (dim.name == count) {
        dim.least = 1;
        dim.most = std::numeric_limits<int32_t>::max();
      }
  }

  // A fact that bounds one dim by a number is that dim's range.
  void addFact(const check::ExportedFact &fact, library::Function &f) {
    if (fact.anyOf.size() == 1 && addRange(fact.anyOf.front(), f))
      return;
    std::vector<library::Fact::Comparison> comparisons;
    for (const check::ExportedComparison &part : fact.anyOf)
      comparisons.push_back(
          {types.expressionOf(part.left), compareOf(part.op), types.expressionOf(part.right)});
    library::Fact made{fact.text, comparisons[0].left, comparisons[0].compare, comparisons[0].right, {}};
    made.orElse.assign(comparisons.begin() + 1, comparisons.end());
    if (!symbols(made.left + made.right).empty() || !made.orElse.empty())
      f.facts.push_back(std::move(made));
  }

  static CompareOp turned(CompareOp op) {
    switch (op) {
    case CompareOp::lt:
      return CompareOp::gt;
    case CompareOp::le:
      return CompareOp::ge;
    case CompareOp::gt:
      return CompareOp::lt;
    case CompareOp::ge:
      return CompareOp::le;
    default:
      return op;
    }
  }

  bool addRange(check::ExportedComparison fact, library::Function &f) {
    if (fact.left.isConstant())
      fact = {fact.right, turned(fact.op), fact.left};
    if (fact.left.bareAtom() < 0 || !fact.right.isConstant())
      return false;
    auto dim = llvm::find_if(
        f.dims, [&](library::Dim &d) { return checked.dims[fact.left.bareAtom()].name == d.name; });
    if (dim == f.dims.end())
      return false;
    int64_t bound = fact.right.constant();
    if (fact.op == CompareOp::ge || fact.op == CompareOp::gt) {
      dim->least = std::max(dim->least, bound + (fact.op == CompareOp::gt));
      return true;
    }
    if (fact.op != CompareOp::le && fact.op != CompareOp::lt)
      return false;
    int64_t most = bound - (fact.op == CompareOp::lt);
    dim->most = std::min(dim->most.value_or(most), most);
    return true;
  }

  static library::Fact::Compare compareOf(CompareOp op) {
    using Compare = library::Fact::Compare;
    static constexpr Compare compares[] = {Compare::Equal,     Compare::NotEqual, Compare::Less,
                                           Compare::LessEqual, Compare::Greater,  Compare::GreaterEqual};
    return compares[static_cast<int>(op)];
  }

  // All tensors of the list, each once; scalar parameters travel in registers. Nothing where the call finds
  // out a size.
  std::optional<Expression> bytes(const std::vector<const library::Parameter *> &list) {
    Total total;
    for (const library::Parameter *p : list) {
      if (hasOpenSize(p->shape))
        return std::nullopt;
      if (p->kind == library::Parameter::Kind::Structure)
        for (const library::Weight &w : interface.structures[p->structure].weights)
          total.constant += bytesOf(w);
      for (const library::Field &field : p->fields)
        total.add(field.dtype, field.shape);
      if (p->kind == library::Parameter::Kind::Tensor || p->kind == library::Parameter::Kind::Text)
        total.add(p->dtype, p->shape);
      if (p->kind == library::Parameter::Kind::Enumeration)
        return std::nullopt; // which fields are read depends on the tags
    }
    return total.sum();
  }

  // Products of dims with their factors, in the order in which they appear.
  struct Total {
    std::vector<std::pair<Expression, int64_t>> open;
    int64_t constant = 0;

    void add(library::Dtype dtype, const std::vector<Expression> &shape) {
      int64_t known = widthOf(dtype);
      std::optional<Expression> product;
      for (const Expression &axis : shape)
        if (axis.isConstant())
          known *= axis.value;
        else
          product = product ? *product * axis : axis;
      if (!product) {
        constant += known;
        return;
      }
      auto same = llvm::find_if(open, [&](auto &term) { return text(term.first) == text(*product); });
      if (same != open.end())
        same->second += known;
      else
        open.push_back({*product, known});
    }

    Expression sum() const {
      std::optional<Expression> total;
      for (auto &[product, factor] : open)
        total = total ? *total + Expression(factor) * product : Expression(factor) * product;
      return !total ? Expression(constant) : constant != 0 ? *total + Expression(constant) : *total;
    }
  };

  const CheckedExports &checked;
  library::Interface &interface;
  InterfaceTypes types;
};

// The module's own `// SPDX-License-Identifier: ...`, or nothing.
std::string licenseOf(std::string_view text) {
  constexpr std::string_view mark = "SPDX-License-Identifier:";
  size_t at = text.find(mark);
  if (at == std::string_view::npos)
    return "";
  std::string_view rest = text.substr(at + mark.size());
  rest = rest.substr(0, rest.find('\n'));
  size_t first = rest.find_first_not_of(" \t"), last = rest.find_last_not_of(" \t\r*/");
  return first == std::string_view::npos ? "" : std::string(rest.substr(first, last - first + 1));
}

} // namespace

DescribedLibrary describeLibrary(const CheckedExports &checked, const std::string &prefix) {
  DescribedLibrary library;
  library::Interface &interface = library.interface;
  interface.prefix = prefix;
  interface.source = checked.sources.file(checked.file).name();
  interface.license = licenseOf(checked.sources.file(checked.file).text());
  Maker maker(checked, library);
  for (const check::Export &what : checked.exports)
    maker.add(what);
  return library;
}

} // namespace dual::tool
