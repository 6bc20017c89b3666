#include "tools/dlc/Interface.h"

#include "mlir/dl/Constants.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dual::tool {

using library::Expression;

static_assert(static_cast<int>(library::Dtype::F64) == static_cast<int>(host::DType::F64),
              "both list the dtypes in one order");

static library::Dtype dtypeOf(mlir::Type type) { return static_cast<library::Dtype>(dl::dtypeOf(type)); }

static Expression expressionOf(const check::DimTable &table, const check::Dim &dim);

static Expression expressionOf(const check::DimTable &table, int id) {
  const check::Atom &atom = table[id];
  if (atom.kind == check::Atom::Kind::symbol)
    return Expression::dim(atom.name);
  return floorDiv(expressionOf(table, atom.lhs), expressionOf(table, atom.rhs));
}

static Expression termOf(const check::DimTable &table, const check::Monomial &monomial, int64_t factor) {
  if (monomial.empty())
    return factor;
  Expression product = expressionOf(table, monomial.front());
  for (size_t k = 1; k < monomial.size(); ++k)
    product = product * expressionOf(table, monomial[k]);
  return factor == 1 ? product : Expression(factor) * product;
}

// As people write sums: constants last, a negative term subtracted.
static Expression expressionOf(const check::DimTable &table, const check::Dim &dim) {
  std::vector<std::pair<check::Monomial, int64_t>> terms(dim.terms().begin(), dim.terms().end());
  std::stable_partition(terms.begin(), terms.end(), [](auto &term) { return term.second > 0; });
  std::stable_partition(terms.begin(), terms.end(),
                        [](auto &term) { return !term.first.empty() && term.second > 0; });
  std::optional<Expression> total;
  for (auto &[monomial, factor] : terms)
    if (!total)
      total = termOf(table, monomial, factor);
    else
      total =
          factor < 0 ? *total - termOf(table, monomial, -factor) : *total + termOf(table, monomial, factor);
  return total.value_or(Expression(0));
}

namespace {

class Maker {
public:
  Maker(const CheckedExports &checked, library::Interface &interface)
      : checked(checked), interface(interface) {}

  void add(const check::Export &what) {
    library::Function f;
    f.name = what.decl->name.text;
    f.doc = what.decl->doc;
    f.signature = what.signature;
    f.source = place(what.decl->name.range);
    for (const check::ExportedValue &param : what.params)
      f.parameters.push_back(parameter(param));
    for (const check::ExportedDim &dim : what.dims)
      f.dims.push_back({dim.name, dim.before, 0, std::nullopt});
    for (const check::ExportedFact &fact : what.facts)
      addFact(fact, f);
    for (const check::ExportedValue &output : what.outputs) {
      f.outputs.push_back(parameter(output));
      f.outputs.back().kind = library::Parameter::Kind::Tensor;
    }
    f.reads = bytes(f.parameters);
    f.writes = bytes(f.outputs);
    interface.functions.push_back(std::move(f));
  }

private:
  std::string place(SourceRange range) {
    const SourceFile &file = checked.sources.file(range.file);
    return fmt::format("{}:{}", file.name(), file.lineColumn(range.begin).line);
  }

  library::Parameter parameter(const check::ExportedValue &value) {
    library::Parameter p;
    p.name = value.name;
    if (value.type->kind == check::Type::Kind::graph) {
      p.kind = library::Parameter::Kind::Structure;
      p.structure = structure(value.type);
      return p;
    }
    p.kind = value.type->shape.empty() ? library::Parameter::Kind::Scalar : library::Parameter::Kind::Tensor;
    p.dtype = dtypeOf(value.type->element);
    for (const check::Dim &dim : value.type->shape)
      p.shape.push_back(expressionOf(checked.dims, dim));
    return p;
  }

  size_t structure(const check::TypeRef &type) {
    library::Structure s;
    s.name = type->decl->name.text;
    std::vector<std::string> arguments;
    for (const check::NamedDim &named : type->dims)
      arguments.push_back(fmt::format("{}: {}", named.name, named.dim.constant()));
    for (auto &[name, value] : type->constArgs)
      arguments.push_back(
          std::visit([&, &name = name](auto &plain) { return fmt::format("{}: {}", name, plain); }, value));
    s.text = fmt::format("graph {}({})", s.name, fmt::join(arguments, ", "));
    s.source = place(type->decl->name.range);
    for (size_t k = 0; k < interface.structures.size(); ++k)
      if (interface.structures[k].text == s.text && interface.structures[k].source == s.source)
        return k;
    for (const check::Leaf &leaf : leavesOf(type)) {
      library::Weight weight{leaf.path, dtypeOf(leaf.type->element), {}};
      for (const check::Dim &dim : leaf.type->shape)
        weight.shape.push_back(dim.constant());
      s.weights.push_back(std::move(weight));
    }
    interface.structures.push_back(std::move(s));
    return interface.structures.size() - 1;
  }

  // A fact that bounds one dim by a number is that dim's range.
  void addFact(const check::ExportedFact &fact, library::Function &f) {
    auto dim = llvm::find_if(f.dims, [&](library::Dim &d) {
      return fact.left.bareAtom() >= 0 && checked.dims[fact.left.bareAtom()].name == d.name;
    });
    if (dim != f.dims.end() && fact.right.isConstant()) {
      int64_t bound = fact.right.constant();
      if (fact.op == CompareOp::ge || fact.op == CompareOp::gt) {
        dim->least = std::max(dim->least, bound + (fact.op == CompareOp::gt));
        return;
      }
      if (fact.op == CompareOp::le || fact.op == CompareOp::lt) {
        int64_t most = bound - (fact.op == CompareOp::lt);
        dim->most = std::min(dim->most.value_or(most), most);
        return;
      }
    }
    f.facts.push_back({fact.text, expressionOf(checked.dims, fact.left), compareOf(fact.op),
                       expressionOf(checked.dims, fact.right)});
  }

  static library::Fact::Compare compareOf(CompareOp op) {
    using Compare = library::Fact::Compare;
    static constexpr Compare compares[] = {Compare::Equal,     Compare::NotEqual, Compare::Less,
                                           Compare::LessEqual, Compare::Greater,  Compare::GreaterEqual};
    return compares[static_cast<int>(op)];
  }

  // All tensors of the list, each once; scalar parameters travel in registers.
  Expression bytes(const std::vector<library::Parameter> &list) {
    std::optional<Expression> total;
    int64_t constant = 0;
    for (const library::Parameter &p : list) {
      if (p.kind == library::Parameter::Kind::Structure)
        for (const library::Weight &w : interface.structures[p.structure].weights)
          constant += bytesOf(w);
      if (p.kind != library::Parameter::Kind::Tensor)
        continue;
      int64_t known = widthOf(p.dtype);
      std::optional<Expression> open;
      for (const Expression &axis : p.shape)
        if (axis.isConstant())
          known *= axis.value;
        else
          open = open ? *open * axis : axis;
      if (!open)
        constant += known;
      else
        total = total ? *total + Expression(known) * *open : Expression(known) * *open;
    }
    return !total ? Expression(constant) : constant ? *total + Expression(constant) : *total;
  }

  const CheckedExports &checked;
  library::Interface &interface;
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

library::Interface makeInterface(const CheckedExports &checked, const std::string &prefix) {
  library::Interface interface;
  interface.prefix = prefix;
  interface.source = checked.sources.file(checked.file).name();
  interface.license = licenseOf(checked.sources.file(checked.file).text());
  Maker maker(checked, interface);
  for (const check::Export &what : checked.exports)
    maker.add(what);
  return interface;
}

} // namespace dual::tool
