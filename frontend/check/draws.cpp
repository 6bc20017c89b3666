// Random draws other than `uniform` and `normal`: all are made of these and of permutations.
#include "frontend/check/list.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

Val Emitter::uniformLike(mlir::Type element, llvm::ArrayRef<Dim> shape, Value seed, SourceRange range) {
  TypeRef type = tensorType(element, {shape.begin(), shape.end()});
  return make(
      type, {emit<dl::RandomOp>(range, mlirType(type), dl::RandomKind::Uniform, seed, dynamicSizes(shape))});
}

// Whether u < p: p is one number, behind which the shape stands, or a tensor of them.
Val Emitter::bernoulli(const Val &given, std::vector<Dim> shape, Value seed, SourceRange range) {
  Val p = materialize(given, builder.getF32Type(), range);
  if (p.isError() || !p.type->isTensor() || !mlir::isa<mlir::FloatType>(p.type->element))
    return p.isError() ? p
                       : error(DiagCode::type_mismatch, range,
                               fmt::format("the probability is `{}`; expected floats", text(p.type)));
  if (p.type->isScalar())
    p = broadcastTo(p, shape, range, "");
  Val u = uniformLike(p.type->element, p.type->shape, seed, range);
  TypeRef type = tensorType(builder.getI1Type(), p.type->shape);
  return make(type, {emit<dl::CompareOp>(range, mlirType(type), dl::CompareKind::Lt, u.leaf(), p.leaf())});
}

// One index along the last axis, with probabilities in the ratio of `p`: of waiting times with these rates
// the shortest is the first with just that probability.
Val Emitter::categorical(const Val &p, Value seed, SourceRange range) {
  if (p.literal || !p.type->isTensor() || p.type->shape.empty() ||
      !mlir::isa<mlir::FloatType>(p.type->element))
    return error(DiagCode::type_mismatch, range,
                 fmt::format("the probabilities are `{}`; expected a tensor of floats",
                             p.literal ? "number" : text(p.type)));
  mlir::Type element = p.type->element, type = p.leaf().getType();
  auto filled = [&](double value) {
    return broadcastTo(scalar(numberConstant(element, value, 0)), p.type->shape, range, "").leaf();
  };
  Value zero = filled(0), u = uniformLike(element, p.type->shape, seed, range).leaf();
  Value rest = emit<dl::BinaryOp>(range, type, dl::BinaryKind::Sub, filled(1), u);
  Value wait = emit<dl::UnaryOp>(range, type, dl::UnaryKind::Neg,
                                 emit<dl::UnaryOp>(range, type, dl::UnaryKind::Log, rest));
  wait = emit<dl::BinaryOp>(range, type, dl::BinaryKind::Div, wait, p.leaf());
  mlir::Type flags = mlirType(tensorType(builder.getI1Type(), p.type->shape));
  Value may = emit<dl::CompareOp>(range, flags, dl::CompareKind::Gt, p.leaf(), zero);
  wait = emit<dl::SelectOp>(range, type, may, wait, filled(HUGE_VAL));
  auto last = static_cast<int64_t>(p.type->shape.size()) - 1;
  return reduce(ReductionOp::argmin, make(p.type, {wait}), {last}, false, range);
}

// low + floor(u * (high - low)) with 53 bits of u.
Val Emitter::randint(const Val &low, const Val &high, llvm::ArrayRef<Dim> shape, Value seed,
                     SourceRange range) {
  mlir::Type real = builder.getF64Type(), i64 = builder.getI64Type();
  Value some = emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Lt, low.leaf(), high.leaf());
  emit<dl::CheckOp>(range, some, "there is no integer from {0} up to, but not including, {1}", "VALUE",
                    mlir::ValueRange{low.leaf(), high.leaf()});
  Value count = emit<dl::BinaryOp>(range, i64, dl::BinaryKind::Sub, high.leaf(), low.leaf());
  Val u = uniformLike(real, shape, seed, range);
  Val scale = broadcastTo(scalar(emit<dl::CastOp>(range, real, count)), shape, range, "");
  TypeRef type = tensorType(i64, u.type->shape);
  Value product = emit<dl::BinaryOp>(range, u.leaf().getType(), dl::BinaryKind::Mul, u.leaf(), scale.leaf());
  Value above = emit<dl::CastOp>(range, mlirType(type), product);
  Val base = broadcastTo(low, shape, range, "");
  return make(type, {emit<dl::BinaryOp>(range, mlirType(type), dl::BinaryKind::Add, base.leaf(), above)});
}

Val Emitter::shuffled(const Val &given, Value seed, SourceRange range) {
  Val x = listed(given, range);
  if (x.literal || x.type->kind != Type::Kind::list) {
    auto rows = x.literal ? std::nullopt : rowCount(x, range);
    return rows ? takeRows(x, permutation(*rows, seed, range), *rows, range) : make(errorType(), {});
  }
  Dim count = freshDim("?", x.leaf(), range);
  Val order = make(tensorType(builder.getI64Type(), {count}), {permutation(count, seed, range)});
  return Lists(*this, range).taken(x, order);
}

// `permutation(n)`, `bernoulli(p, n)`, `categorical(p)`, `randint(low, high, n)`, `data.shuffle(d)`.
Val Checker::draw(const std::string &name, const CallExpr &given, const Val *piped) {
  std::vector<Val> args = positional(given, piped);
  Value seed = seedArgument(given);
  for (const Val &arg : args)
    if ((arg.isError() && !arg.literal) || arg.fn)
      return arg.fn ? error(DiagCode::type_mismatch, given.range, "a function is no number") : arg;
  if (!seed)
    return make(errorType(), {});
  size_t own = name == "permutation" ? 0 : name == "randint" ? 2 : 1, piping = piped ? 1 : 0;
  bool hasShape = name == "randint" || name == "permutation" || name == "bernoulli";
  if (args.size() < own || (!hasShape && args.size() > own) || (name == "permutation" && args.size() != 1))
    return error(DiagCode::wrong_arguments, given.range,
                 fmt::format("`{}` does not take {} arguments", name, args.size()));
  auto shape = shapeArguments(given, own >= piping ? own - piping : 0);
  if (hasShape && !shape)
    return make(errorType(), {});
  if (name == "permutation") {
    TypeRef type = tensorType(builder.getI64Type(), *shape);
    return make(type, {permutation(shape->front(), seed, given.range)});
  }
  if (name == "categorical")
    return categorical(args[0], seed, given.range);
  if (name == "bernoulli")
    return bernoulli(args[0], *shape, seed, given.range);
  if (name == "data.shuffle")
    return shuffled(args[0], seed, given.range);
  TypeRef i64 = tensorType(builder.getI64Type());
  Val low = coerce(args[0], i64, given.range, "the lower bound"),
      high = coerce(args[1], i64, given.range, "the upper bound");
  if (low.isError() || high.isError())
    return make(errorType(), {});
  return randint(low, high, *shape, seed, given.range);
}

} // namespace dual::check
