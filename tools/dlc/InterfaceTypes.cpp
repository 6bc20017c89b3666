#include "tools/dlc/InterfaceTypes.h"

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

Expression InterfaceTypes::expressionOf(const check::Dim &dim) {
  return tool::expressionOf(checked.dims, dim);
}

std::string InterfaceTypes::source(SourceRange range) {
  const SourceFile &file = checked.sources.file(range.file);
  return fmt::format("{}:{}", file.name(), file.lineColumn(range.begin).line);
}

library::Place InterfaceTypes::place(SourceRange range) {
  places.push_back(range);
  return places.size();
}

library::Parameter InterfaceTypes::parameter(const check::ExportedValue &value, library::Parameter::Way way) {
  library::Parameter p;
  p.name = value.name;
  p.way = way;
  p.strided = value.isStrided;
  if (value.type->kind == check::Type::Kind::str)
    return text(value, p);
  if (value.type->kind == check::Type::Kind::enumeration) {
    p.kind = library::Parameter::Kind::Enumeration;
    p.structure = enumeration(value.type);
    if (value.type->isNode())
      p.shape = {value.count ? expressionOf(*value.count) : Expression::dim("?")};
    return p;
  }
  if (!value.type->isTensor())
    return part(value.type, p);
  bool byValue = value.type->shape.empty() && way != library::Parameter::Way::Out;
  p.kind = byValue ? library::Parameter::Kind::Scalar : library::Parameter::Kind::Tensor;
  p.dtype = dtypeOf(value.type->element);
  p.shape = shapeOf(value.type);
  return p;
}

// Without the sizes that each call has of its own: one C struct serves them all; and without those of graphs
// in its fields, which the type does not name.
static std::string nameOf(const check::TypeRef &type) {
  if (type->kind == check::Type::Kind::grad)
    return "Grad_" + nameOf(type->inner);
  std::string name = type->decl->name.text;
  for (const check::NamedDim &named : type->dims)
    if (named.dim.isConstant() && type->kind != check::Type::Kind::graph && !check::isPlace(named.name))
      name += fmt::format("_{}", named.dim.constant());
  for (auto &[parameter, argument] : type->typeArgs)
    name += "_" + (argument->isTensor() ? check::dtypeText(argument->element) : nameOf(argument));
  return name;
}

library::Parameter InterfaceTypes::text(const check::ExportedValue &value, library::Parameter p) {
  p.kind = library::Parameter::Kind::Text;
  p.dtype = library::Dtype::U8;
  p.shape = {value.count ? expressionOf(*value.count) : Expression::dim("?")};
  return p;
}

// A number, or a node of the enum itself: nothing else crosses.
static library::Variant variantOf(const check::Member &given) {
  library::Variant variant{given.name, {}};
  for (const check::Leaf &leaf : leavesOf(given.type)) {
    library::VariantField field{leaf.path, library::Dtype::I32, leaf.type->isNode()};
    if (!field.isNode)
      field.dtype = dtypeOf(leaf.type->element);
    variant.fields.push_back(std::move(field));
  }
  return variant;
}

size_t InterfaceTypes::enumeration(const check::TypeRef &type) {
  library::Enumeration e;
  e.name = nameOf(type);
  e.source = source(type->decl->name.range);
  e.place = place(type->decl->name.range);
  for (size_t k = 0; k < interface.enumerations.size(); ++k)
    if (interface.enumerations[k].name == e.name && interface.enumerations[k].source == e.source)
      return k;
  e.text = fmt::format("enum {}", typeText(checked.dims, type));
  e.isRecursive = type->isNode();
  std::vector<check::Member> variants = type->parts();
  for (const check::Member &variant : llvm::drop_begin(variants))
    e.variants.push_back(variantOf(variant));
  interface.enumerations.push_back(std::move(e));
  return interface.enumerations.size() - 1;
}

std::vector<Expression> InterfaceTypes::shapeOf(const check::TypeRef &tensor) {
  std::vector<Expression> shape;
  for (const check::Dim &dim : tensor->shape)
    shape.push_back(dim.isUnknown() ? Expression::dim("?") : expressionOf(dim));
  return shape;
}

// A graph that is only read is where its tensors are; all else is a struct of the caller's.
library::Parameter InterfaceTypes::part(const check::TypeRef &type, library::Parameter p) {
  if (type->kind == check::Type::Kind::graph && p.way == library::Parameter::Way::In) {
    p.kind = library::Parameter::Kind::Structure;
    p.structure = structure(type);
    return p;
  }
  p.kind = library::Parameter::Kind::Record;
  for (const check::Leaf &leaf : leavesOf(type))
    p.fields.push_back({leaf.path, dtypeOf(leaf.type->element), shapeOf(leaf.type)});
  p.structure = record(type, p.fields);
  return p;
}

static bool sameLayout(const library::Field &a, const library::Field &b) {
  auto same = [](const Expression &x, const Expression &y) {
    return x.isConstant() == y.isConstant() && (!x.isConstant() || x.value == y.value);
  };
  return a.path == b.path && a.dtype == b.dtype &&
         std::equal(a.shape.begin(), a.shape.end(), b.shape.begin(), b.shape.end(), same);
}

size_t InterfaceTypes::record(const check::TypeRef &type, const std::vector<library::Field> &fields) {
  library::Record r;
  bool isGraph = type->kind == check::Type::Kind::graph;
  r.name = nameOf(type) + (isGraph ? "_state" : "");
  const check::Type &named = type->kind == check::Type::Kind::grad ? *type->inner : *type;
  r.source = source(named.decl->name.range);
  r.place = place(named.decl->name.range);
  r.text = fmt::format("{} {}", isGraph ? "graph" : "struct", typeText(checked.dims, type));
  r.fields = fields;
  for (size_t k = 0; k < interface.records.size(); ++k)
    if (const library::Record &known = interface.records[k];
        known.name == r.name && known.source == r.source &&
        std::equal(known.fields.begin(), known.fields.end(), fields.begin(), fields.end(), sameLayout))
      return k;
  size_t first = 0;
  addParts(type, "", first, r);
  interface.records.push_back(std::move(r));
  return interface.records.size() - 1;
}

// The graphs in a struct: what reads one takes a view of it.
void InterfaceTypes::addParts(const check::TypeRef &type, const std::string &path, size_t &first,
                              library::Record &r) {
  if (type->kind == check::Type::Kind::graph)
    r.parts.push_back({path, structure(type), first});
  if (type->kind == check::Type::Kind::structure)
    for (const check::Member &member : type->members) {
      size_t at = first;
      addParts(member.type, path.empty() ? member.name : path + "." + member.name, at, r);
      first += leafCount(member.type);
    }
}

size_t InterfaceTypes::structure(const check::TypeRef &type) {
  library::Structure s;
  s.name = type->decl->name.text;
  std::vector<std::string> arguments;
  for (const check::NamedDim &named : type->dims)
    arguments.push_back(fmt::format("{}: {}", named.name, named.dim.constant()));
  for (auto &[name, value] : type->constArgs)
    arguments.push_back(
        std::visit([&, &name = name](auto &plain) { return fmt::format("{}: {}", name, plain); }, value));
  s.text = fmt::format("graph {}({})", s.name, fmt::join(arguments, ", "));
  s.source = source(type->decl->name.range);
  s.place = place(type->decl->name.range);
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

} // namespace dual::tool
