// Values: their leaves, literals that find their dtype, sizes, and fitting a value to a type.
#include "frontend/check/list.h"
#include "frontend/check/static_size.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

mlir::Type Emitter::mlirType(const TypeRef &type) {
  if (type->kind == Type::Kind::str)
    return dl::StrType::get(builder.getContext());
  if (type->isNode())
    return dl::DataType::get(builder.getContext());
  llvm::SmallVector<int64_t> shape;
  for (const Dim &dim : type->shape)
    shape.push_back(isStaticSize(dim) ? dim.constant() : mlir::ShapedType::kDynamic);
  return dl::numericType(shape, type->element);
}

Val Emitter::make(const TypeRef &type, llvm::ArrayRef<Value> leaves) {
  Val value;
  value.type = type;
  value.leaves.assign(leaves.begin(), leaves.end());
  return value;
}

Val Emitter::scalar(Value value) { return make(tensorType(value.getType()), {value}); }

Val Emitter::unit() { return make(unitType(), {}); }

Value Emitter::numberConstant(mlir::Type element, double real, int64_t integer) {
  mlir::TypedAttr attr;
  if (auto type = mlir::dyn_cast<mlir::FloatType>(element))
    attr = builder.getFloatAttr(type, real);
  else
    attr = builder.getIntegerAttr(element, llvm::APInt(element.getIntOrFloatBitWidth(), integer, true, true));
  return dl::ConstantOp::create(builder, builder.getUnknownLoc(), element, attr);
}

Val Emitter::knownNumber(mlir::Type element, double real, int64_t integer) {
  Val result = scalar(numberConstant(element, real, integer));
  if (auto type = mlir::dyn_cast<mlir::FloatType>(element))
    result.constant = builder.getFloatAttr(type, real).getValueAsDouble();
  else
    result.constant = integer;
  if (element.isInteger(64))
    result.dim = Dim(integer);
  return result;
}

Val Emitter::intConstant(int64_t value) { return knownNumber(builder.getI64Type(), 0, value); }

Val Emitter::boolConstant(bool value) {
  Val result = scalar(numberConstant(builder.getI1Type(), 0, value));
  result.constant = value;
  return result;
}

// `type`: of a number, if it is not what a number is by itself.
Val Emitter::constantOf(const ConstValue &value, const TypeRef &type) {
  auto *integer = std::get_if<int64_t>(&value);
  auto *real = std::get_if<double>(&value);
  if (integer || real) {
    mlir::Type own = integer ? mlir::Type(builder.getI64Type()) : mlir::Type(builder.getF32Type());
    mlir::Type element = type && type->isTensor() ? type->element : own;
    return knownNumber(element, integer ? double(*integer) : *real, integer ? *integer : 0);
  }
  if (auto *flag = std::get_if<bool>(&value))
    return boolConstant(*flag);
  Val result = make(strType(), {dl::StringOp::create(builder, builder.getUnknownLoc(),
                                                     dl::StrType::get(builder.getContext()),
                                                     std::get<std::string>(value))});
  result.constant = value;
  return result;
}

Val Emitter::member(const Val &value, size_t index) {
  if (value.parts)
    return (*value.parts)[index];
  size_t first = 0;
  for (size_t k = 0; k < index; ++k)
    first += leafCount(value.type->members[k].type);
  const TypeRef &type = value.type->members[index].type;
  Val part = make(type, llvm::ArrayRef(value.leaves).slice(first, leafCount(type)));
  // A tuple's function is that of its one part of this type: `vjp` gives such a tuple.
  if (type->kind == Type::Kind::function)
    part.fn = value.fn;
  if (type->isScalar() && type->element.isInteger(64))
    if (const Dim *dim = value.type->dim(value.type->members[index].name))
      part.dim = *dim;
  return part;
}

void Emitter::setMember(Val &value, size_t index, const Val &part) {
  size_t first = 0;
  for (size_t k = 0; k < index; ++k)
    first += leafCount(value.type->members[k].type);
  std::copy(part.leaves.begin(), part.leaves.end(), value.leaves.begin() + first);
}

Val Emitter::zeroOf(const TypeRef &type) {
  Val result = make(type, {});
  if (type->isTensor())
    result.leaves.push_back(zeroTensor(type));
  else if (type->kind == Type::Kind::str)
    result.leaves.push_back(constantOf(std::string()).leaf());
  else if (type->isNode())
    result.leaves.push_back(emit<dl::NoNodeOp>({}, mlirType(type)));
  else if (type->kind == Type::Kind::list)
    return Lists(*this, {}).empty(type);
  else if (type->kind == Type::Kind::grad)
    for (const Leaf &leaf : leavesOf(type))
      result.leaves.append(zeroOf(leaf.type).leaves);
  else
    for (const Member &member : type->members)
      result.leaves.append(zeroOf(member.type).leaves);
  return result;
}

Value Emitter::zeroTensor(const TypeRef &type) {
  Value zero = numberConstant(type->element, 0, 0);
  auto tensor = mlir::dyn_cast<mlir::RankedTensorType>(mlirType(type));
  if (!tensor)
    return zero;
  // A size is checked where a value is made of it; that may be after this.
  llvm::SmallVector<Value> sizes;
  for (const Dim &dim : type->shape) {
    if (isStaticSize(dim))
      continue;
    sizes.push_back(dimValue(dim));
    if (!dims.isNeverNegative(dim))
      sizes.back() =
          dl::BinaryOp::create(builder, builder.getUnknownLoc(), builder.getI64Type(), dl::BinaryKind::Max,
                               sizes.back(), numberConstant(builder.getI64Type(), 0, 0));
  }
  return dl::BroadcastOp::create(builder, builder.getUnknownLoc(), tensor, zero, sizes,
                                 builder.getDenseI64ArrayAttr({}));
}

// ---- sizes

Dim Emitter::freshDim(const std::string &name, Value value, SourceRange range) {
  Dim dim = dims.symbol(name, range);
  frame.dimValues[dim.bareAtom()] = value;
  return dim;
}

Value Emitter::dimValue(const Dim &dim) {
  auto binary = [&](dl::BinaryKind kind, Value a, Value b) -> Value {
    return dl::BinaryOp::create(builder, builder.getUnknownLoc(), a.getType(), kind, a, b);
  };
  Value total;
  for (auto &[monomial, factor] : dim.terms()) {
    Value product;
    for (int id : monomial) {
      auto known = frame.dimValues.find(id);
      const Atom atom = dims[id];
      Value part = known != frame.dimValues.end() ? known->second
                   : atom.kind == Atom::Kind::quotient
                       ? binary(dl::BinaryKind::Div, dimValue(atom.lhs), dimValue(atom.rhs))
                       : numberConstant(builder.getI64Type(), 0, 0);
      product = product ? binary(dl::BinaryKind::Mul, product, part) : part;
    }
    if (!product || factor != 1) {
      Value constant = numberConstant(builder.getI64Type(), 0, factor);
      product = product ? binary(dl::BinaryKind::Mul, product, constant) : constant;
    }
    total = total ? binary(dl::BinaryKind::Add, total, product) : product;
  }
  return total ? total : numberConstant(builder.getI64Type(), 0, 0);
}

llvm::SmallVector<Value> Emitter::dynamicSizes(llvm::ArrayRef<Dim> shape) {
  llvm::SmallVector<Value> sizes;
  for (const Dim &dim : shape)
    if (!isStaticSize(dim))
      sizes.push_back(dimValue(dim));
  return sizes;
}

// An int as a size: what is known of it, else a new symbol for its value.
Dim Emitter::dimOf(const Val &value, SourceRange range) {
  if (value.literal && !value.literal->isFloat)
    return Dim(value.literal->integer);
  if (value.dim)
    return *value.dim;
  std::string name(range.valid() ? std::string(sources.text(range)) : "n");
  return freshDim(name, value.leaf(), range);
}

// A size is not negative: seen now, or checked when it runs.
bool Emitter::requireSize(const Dim &size, SourceRange range) {
  if (size.isConstant() && size.constant() < 0) {
    error(DiagCode::bad_size, range, fmt::format("the size is `{}`; a size is at least 0", size.constant()));
    return false;
  }
  if (isProvedNotNegative(size))
    return true;
  Value value = dimValue(size);
  Value fits =
      emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Ge, value, intConstant(0).leaf());
  emit<dl::CheckOp>(range, fits,
                    fmt::format("the size `{}` is {{0}}; a size is at least 0", sources.text(range)), "VALUE",
                    mlir::ValueRange{value});
  return true;
}

// A size in a message of the running program, which has one place only: a symbol says its line.
std::string Emitter::placed(const Dim &dim, SourceRange range) {
  int atom = dim.bareAtom();
  SourceRange origin = atom < 0 ? SourceRange() : dims[atom].origin;
  if (!origin.valid() || dims[atom].name != sources.text(origin))
    return fmt::format("`{}`", text(dim));
  const SourceFile &file = sources.file(origin.file);
  std::string name = origin.file == range.file ? "" : file.name() + ", ";
  return fmt::format("`{}` ({}line {})", text(dim), name, file.lineColumn(origin.begin).line);
}

void Emitter::noteOrigins(DiagnosticBuilder &report, llvm::ArrayRef<Dim> sizes) {
  std::map<std::string, SourceRange> places;
  for (const Dim &dim : sizes)
    for (auto &[name, origin] : dims.origins(dim))
      places.emplace(name, origin);
  for (auto &[name, origin] : places)
    report.note(origin, fmt::format("`{}` comes from here", name));
}

// Equal by normal form; disproved: an error; neither: a check when it runs, in the user's names.
bool Emitter::requireEqual(const Dim &a, const Dim &b, SourceRange range, const std::string &what) {
  if (a == b)
    return true;
  Truth equal = DimProver(dims, factsHere()).isZero(a - b);
  if (equal == Truth::yes)
    return true;
  if (equal == Truth::no) {
    auto report = diags.error(DiagCode::dim_mismatch, range,
                              fmt::format("{}: `{}` is not `{}`", what, text(a), text(b)));
    noteOrigins(report, {a, b});
    noteFacts(report, {a, b});
    return false;
  }
  Value left = dimValue(a), right = dimValue(b);
  Value same = emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Eq, left, right);
  emit<dl::CheckOp>(range, same,
                    fmt::format("{}: {} is {{0}} and {} is {{1}}", what, placed(a, range), placed(b, range)),
                    "FACT", mlir::ValueRange{left, right});
  return true;
}

// By which argument two graphs differ that read alike, as in `body.f`; empty: by none.
static std::string differingArgument(const TypeRef &a, const TypeRef &b) {
  if (a->decl != b->decl || a->members.size() != b->members.size())
    return "";
  for (auto &[name, value] : a->constArgs)
    if (auto other = b->constArgs.find(name); other != b->constArgs.end() && value != other->second)
      return name;
  for (auto &[name, function] : a->functionArgs)
    if (auto other = b->functionArgs.find(name);
        other != b->functionArgs.end() && function.key != other->second.key)
      return name;
  for (auto [mine, other] : llvm::zip(a->members, b->members))
    if (std::string inner = differingArgument(mine.type, other.type); !inner.empty())
      return mine.name + "." + inner;
  return "";
}

static std::string mismatch(const DimTable &dims, const std::string &what, const TypeRef &given,
                            const TypeRef &wanted) {
  std::string is = typeText(dims, given), expected = typeText(dims, wanted);
  std::string argument = is == expected ? differingArgument(given, wanted) : "";
  if (!argument.empty())
    return fmt::format("{} is `{}` with another `{}` than the `{}` that is expected", what, is, argument,
                       expected);
  return fmt::format("{} is `{}`; expected `{}`", what, is, expected);
}

// The value as exactly this type: literals typed, `?` accepted, sizes proved or checked.
Val Emitter::coerce(const Val &given, const TypeRef &type, SourceRange range, const std::string &what) {
  if (given.isError() || type->isError())
    return given.isError() ? given : make(type, {});
  Val value = type->kind == Type::Kind::list ? listed(given, range) : given;
  if (value.literal && type->isTensor())
    value = materialize(value, type->element, range);
  if (value.isError())
    return value;
  if (type->isTensor() && !type->shape.empty() && value.type->isScalar() &&
      value.type->element == type->element) {
    if (holdsUnknown(type))
      return error(DiagCode::type_mismatch, range,
                   fmt::format("{} is a number, which does not say a size; expected `{}`", what, text(type)));
    for (const Dim &dim : type->shape)
      if (!requireSize(dim, range))
        return make(errorType(), {});
    return broadcastTo(value, type->shape, range, what);
  }
  if (value.type->kind == Type::Kind::list && type->kind == Type::Kind::list &&
      !sameStructure(value.type, type) && sameStructure(value.type->inner, type->inner) &&
      holdsUnknown(type->inner))
    return Lists(*this, range).as(value, type);
  if (!sameStructure(value.type, type)) {
    diags.error(DiagCode::type_mismatch, range,
                value.literal ? fmt::format("{} is a number; expected `{}`", what, text(type))
                              : mismatch(dims, what, value.type, type));
    return make(errorType(), {});
  }
  std::vector<Dim> have, want;
  collectDims(value.type, have);
  collectDims(type, want);
  for (size_t k = 0; k < have.size(); ++k)
    if (!want[k].isUnknown() && !(have[k] == want[k]) && !requireEqual(have[k], want[k], range, what))
      return make(errorType(), {});
  Val result = make(type, value.leaves);
  auto leaves = leavesOf(type);
  for (size_t k = 0; k < leaves.size(); ++k) {
    mlir::Type wanted = mlirType(leaves[k].type);
    if (result.leaves[k].getType() == wanted)
      continue;
    llvm::SmallVector<Value> sizes;
    for (size_t axis = 0; axis < leaves[k].type->shape.size(); ++axis) {
      const Dim &dim = leaves[k].type->shape[axis];
      if (dim.isUnknown())
        sizes.push_back(emit<dl::DimOp>(range, result.leaves[k], axis));
      else if (!isStaticSize(dim))
        sizes.push_back(dimValue(dim));
    }
    result.leaves[k] = emit<dl::ReshapeOp>(range, wanted, result.leaves[k], sizes);
  }
  result.dim = value.dim;
  result.constant = value.constant;
  result.fn = value.fn;
  result.path = value.path;
  result.running = value.running;
  return result;
}

} // namespace dual::check
