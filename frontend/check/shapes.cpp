// Built-in functions that make or reshape tensors.
#include "frontend/check/list.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// With so few elements no count of bytes leaves 63 bits.
static constexpr double elementLimit = 0x1p60;

std::optional<std::vector<Dim>> Checker::shapeArguments(const CallExpr &given, size_t first) {
  std::vector<Dim> shape;
  for (size_t k = first; k < given.args.size(); ++k) {
    if (given.args[k].name)
      continue;
    Val size = settle(expr(*given.args[k].value), given.args[k].range);
    if (size.isError())
      return std::nullopt;
    if (!size.type->isScalar() || !size.type->element.isInteger(64)) {
      auto report = diags.error(DiagCode::type_mismatch, given.args[k].range,
                                fmt::format("a size is `{}`; expected `int`", text(size.type)));
      if (size.fn && dtypeNamed(*builder.getContext(), size.fn->name))
        report.help(fmt::format("a dtype is named: `T: {}`", size.fn->name));
      return std::nullopt;
    }
    shape.push_back(dimOf(size, given.args[k].value->range));
    if (!requireSize(shape.back(), given.args[k].value->range))
      return std::nullopt;
  }
  double known = 1;
  llvm::SmallVector<Value> others;
  for (const Dim &dim : shape)
    if (dim.isConstant())
      known *= static_cast<double>(dim.constant());
    else
      others.push_back(dimValue(dim));
  std::string message = fmt::format("`{}` has too many elements: 2^60 or more", sources.text(given.range));
  if (others.empty() && known >= elementLimit) {
    error(DiagCode::bad_size, given.range, message);
    return std::nullopt;
  }
  if (others.empty() || known == 0)
    return shape;
  // Counted in floats, which do not wrap.
  mlir::Type real = builder.getF64Type();
  Value count = numberConstant(real, known, 0);
  for (Value size : others)
    count = emit<dl::BinaryOp>(given.range, real, dl::BinaryKind::Mul, count,
                               emit<dl::CastOp>(given.range, real, size));
  Value few = emit<dl::CompareOp>(given.range, builder.getI1Type(), dl::CompareKind::Lt, count,
                                  numberConstant(real, elementLimit, 0));
  emit<dl::CheckOp>(given.range, few, message, "VALUE", mlir::ValueRange{});
  return shape;
}

mlir::Type Checker::dtypeArgument(const CallExpr &given, const TypeRef &expected) {
  if (const Argument *arg = named(given, "T"))
    return dtypeOf(*arg->value);
  if (expected && expected->isTensor() && expected->element)
    return expected->element;
  return builder.getF32Type();
}

Val Checker::fillCall(double fill, const CallExpr &given, const TypeRef &expected) {
  auto shape = shapeArguments(given, 0);
  mlir::Type element = dtypeArgument(given, expected);
  if (!shape || !element)
    return make(errorType(), {});
  Val one = scalar(numberConstant(element, fill, static_cast<int64_t>(fill)));
  return broadcastTo(one, *shape, given.range, "the shape");
}

// What the others must be where the first is a list.
static TypeRef listTypeOf(llvm::ArrayRef<Val> args) {
  bool isList = !args.empty() && !args.front().isError() && args.front().type->kind == Type::Kind::list;
  return isList ? args.front().type : nullptr;
}

// `concat([a, b])`, as other libraries have it.
static void reportOneConcat(Diagnostics &diags, const SourceManager &sources, const CallExpr &given) {
  auto report = diags.error(DiagCode::wrong_arguments, given.range,
                            "`concat` takes two tensors or lists, or more, one by one");
  auto isPart = [](const Argument &arg) { return !arg.name; };
  auto only = llvm::find_if(given.args, isPart);
  std::string text = only == given.args.end() ? "" : std::string(sources.text(only->value->range));
  bool isSeveral = text.find(',') != std::string::npos;
  if (isSeveral && (text.front() == '[' || text.front() == '('))
    report.help(fmt::format("without the brackets: `concat({})`", text.substr(1, text.size() - 2)));
}

// All of them are of one dtype, but for the condition of `select` and the sizes of `reshape`.
std::vector<Val> Checker::shapeOperands(const std::string &name, const CallExpr &given, const Val *piped,
                                        const TypeRef &expected) {
  if (name != "select" && name != "reshape")
    return operandsOf(given, piped, ofOperand(expected));
  llvm::SmallVector<const Expr *> places = placesOf(given);
  llvm::ArrayRef<const Expr *> rest = places;
  std::vector<Val> args;
  if (piped)
    args.push_back(*piped);
  else if (!rest.empty())
    args.push_back(expr(*rest.consume_front(), name == "reshape" ? ofOperand(expected) : nullptr));
  if (name == "select")
    llvm::append_range(args, operands(rest, nullptr, ofOperand(expected)));
  return args;
}

Val Checker::shapeCall(const std::string &name, const CallExpr &given, const Val *piped,
                       const TypeRef &expected) {
  if (name == "zeros" || name == "ones")
    return fillCall(name == "ones", given, expected);
  if (name == "arange") {
    auto shape = shapeArguments(given, 0);
    if (!shape || shape->size() != 1)
      return shape ? error(DiagCode::wrong_arguments, given.range, "`arange` takes one size")
                   : make(errorType(), {});
    TypeRef type = tensorType(builder.getI64Type(), *shape);
    return make(type, {emit<dl::IotaOp>(given.range, mlirType(type), dynamicSizes(*shape), 0)});
  }
  std::vector<Val> args = shapeOperands(name, given, piped, expected);
  for (const Val &each : args)
    if (each.isError() && !each.literal)
      return make(errorType(), {});
  if (name != "select" && name != "fma" && !args.empty())
    args.front() = settle(args.front(), given.range);
  if (name == "concat" && args.size() < 2) {
    reportOneConcat(diags, sources, given);
    return make(errorType(), {});
  }
  if (name == "concat" && listTypeOf(args))
    return concatLists(args, given);
  if (args.empty() || !args.front().type->isTensor())
    return error(DiagCode::wrong_arguments, given.range, fmt::format("`{}` takes a tensor first", name));
  if (name == "reshape") {
    auto shape = shapeArguments(given, piped ? 0 : 1);
    return shape ? reshapeTo(args.front(), *shape, given.range) : make(errorType(), {});
  }
  if (name == "select" && args.size() == 3) {
    bool ok = agree(args[1], args[2], given.range, expected);
    return ok ? selectValues(args[0], args[1], args[2], given.range) : make(errorType(), {});
  }
  if (name == "fma" && args.size() == 3)
    return fmaCall(args, given.range, expected);
  if (name == "transpose" && args.size() == 1 && !args.front().type->shape.empty())
    return transposeAll(args.front(), given.range);
  if (name == "concat")
    return concatAll(args, given);
  if (name == "transpose")
    return error(DiagCode::wrong_arguments, given.range,
                 "`transpose` takes one tensor, and turns the order of its axes");
  return error(DiagCode::wrong_arguments, given.range,
               fmt::format("`{}` does not take {}", name, counted(args.size(), "argument")));
}

// fma(a, b, c) = a * b + c, rounded once.
Val Emitter::fmaCall(std::vector<Val> &args, SourceRange range, const TypeRef &expected) {
  Val &a = args[0], &b = args[1], &c = args[2];
  TypeRef dtype = !c.literal && c.type->isTensor() ? c.type : expected; // of two bare factors
  if (!agree(a, b, range, dtype) || !agree(a, c, range, expected) || !broadcastTogether(a, b, range) ||
      !broadcastTogether(a, c, range))
    return make(errorType(), {});
  if (!mlir::isa<mlir::FloatType>(a.type->element))
    return error(DiagCode::type_mismatch, range, fmt::format("`fma` does not apply to `{}`", text(a.type)));
  b = broadcastTo(b, a.type->shape, range, "the factors");
  return make(a.type, {emit<dl::FmaOp>(range, a.leaf().getType(), a.leaf(), b.leaf(), c.leaf())});
}

Val Emitter::transposeAll(const Val &x, SourceRange range) {
  llvm::SmallVector<int64_t> permutation;
  std::vector<Dim> shape(x.type->shape.rbegin(), x.type->shape.rend());
  for (size_t axis = shape.size(); axis > 0; --axis)
    permutation.push_back(axis - 1);
  TypeRef type = tensorType(x.type->element, shape);
  return make(type, {emit<dl::TransposeOp>(range, mlirType(type), x.leaf(), permutation)});
}

Val Emitter::reshapeTo(const Val &x, const std::vector<Dim> &shape, SourceRange range) {
  Dim have = 1, want = 1;
  for (const Dim &dim : x.type->shape)
    have = have * dim;
  for (const Dim &dim : shape)
    want = want * dim;
  if (!requireEqual(have, want, range,
                    fmt::format("the element counts of `{}` and its new shape", text(x.type))))
    return make(errorType(), {});
  TypeRef type = tensorType(x.type->element, shape);
  return make(type, {emit<dl::ReshapeOp>(range, mlirType(type), x.leaf(), dynamicSizes(shape))});
}

Val Emitter::selectValues(const Val &condition, const Val &onTrue, const Val &onFalse, SourceRange range) {
  Val flags = condition, yes = onTrue, no = onFalse;
  if (flags.literal || !flags.type->isTensor() || !flags.type->element.isInteger(1))
    return error(DiagCode::type_mismatch, range,
                 fmt::format("the condition is `{}`; expected `bool`", text(flags.type)));
  if (!broadcastTogether(yes, no, range) || !broadcastTogether(flags, yes, range))
    return make(errorType(), {});
  no = broadcastTo(no, yes.type->shape, range, "the choice");
  return make(yes.type,
              {emit<dl::SelectOp>(range, yes.leaf().getType(), flags.leaf(), yes.leaf(), no.leaf())});
}

Val Checker::concatLists(std::vector<Val> &args, const CallExpr &given) {
  Val all = args.front();
  for (const Val &other : llvm::ArrayRef(args).drop_front()) {
    Val part = coerce(other, all.type, given.range, "a list of `concat`");
    if (part.isError())
      return part;
    all = Lists(*this, given.range).joined(all, part);
  }
  return all;
}

Val Checker::concatAll(std::vector<Val> &args, const CallExpr &given) {
  const Argument *axisGiven = named(given, "axis");
  auto axis = axisGiven && !args.front().type->shape.empty()
                  ? axes(*axisGiven->value, args.front().type->shape.size())
                  : std::optional(std::vector<int64_t>{0});
  if (!axis)
    return make(errorType(), {});
  std::vector<Dim> shape = args.front().type->shape;
  Dim total = 0;
  llvm::SmallVector<Value> parts;
  for (const Val &part : args) {
    if (part.literal || !part.type->isTensor() || part.type->shape.empty())
      return error(DiagCode::wrong_arguments, given.range,
                   "`concat` joins tensors; a number is `[x]` as a tensor");
    if (part.type->element != args.front().type->element || part.type->shape.size() != shape.size())
      return error(DiagCode::shape_mismatch, given.range,
                   fmt::format("`{}` and `{}` cannot be joined", text(args.front().type), text(part.type)));
    for (size_t k = 0; k < shape.size(); ++k)
      if (static_cast<int64_t>(k) != axis->front() &&
          !requireEqual(part.type->shape[k], shape[k], given.range, "the other sizes of `concat`"))
        return make(errorType(), {});
    total = total + part.type->shape[axis->front()];
    parts.push_back(part.leaf());
  }
  shape[axis->front()] = total;
  TypeRef type = tensorType(args.front().type->element, shape);
  return make(type, {emit<dl::ConcatOp>(given.range, mlirType(type), parts, axis->front())});
}

} // namespace dual::check
