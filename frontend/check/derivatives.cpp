// Derivatives of functions that do not give a scalar, and derivatives that compute again what they read.
#include "frontend/check/derivatives.h"
#include "frontend/check/function_values.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Attributes.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

std::optional<Val> asFunctionValue(const Val &given) {
  if (given.fn)
    return given;
  if (given.type->kind != Type::Kind::graph)
    return std::nullopt;
  Val result;
  result.type = functionType();
  result.fn = std::make_shared<FnValue>();
  result.fn->kind = FnValue::Kind::bound;
  result.fn->instance = std::make_shared<Val>(given);
  return result;
}

bool hasFloats(const TypeRef &type) {
  return llvm::any_of(leavesOf(type), [](const Leaf &leaf) { return leaf.trainable; });
}

TypeRef Derivatives::gradientType(const TypeRef &type) {
  return type->isTensor() || type->kind == Type::Kind::grad ? type : gradType(type);
}

mlir::Value Derivatives::filled(Value derivative, Value of, SourceRange range) {
  if (!mlir::isa<dl::DataType>(of.getType()))
    return derivative;
  return check.emit<dl::FillNodesOp>(range, of.getType(), derivative, of);
}

void Derivatives::requireSameNodes(Value derivative, Value of, SourceRange range,
                                   const std::string &message) {
  if (!mlir::isa<dl::DataType>(of.getType()))
    return;
  Value same = check.emit<dl::SameNodesOp>(range, check.builder.getI1Type(), derivative, of);
  check.emit<dl::CheckOp>(range, same, message, "VALUE", mlir::ValueRange());
}

Val Derivatives::zeros(const Val &like, bool onlyFloats, SourceRange range) {
  Val all = check.zeroOf(like.type), floats = check.make(gradientType(like.type), {});
  for (auto [leaf, zero, own] : llvm::zip_equal(leavesOf(like.type), all.leaves, like.leaves)) {
    zero = filled(zero, own, range);
    if (leaf.trainable)
      floats.leaves.push_back(zero);
  }
  return onlyFloats ? floats : all;
}

Val Derivatives::call(const std::string &name, const CallExpr &given, const Val *piped) {
  auto args = check.exactly(
      name == "vjp" ? 2 : 3, name, given,
      check.positionalExpecting(given, piped, [this](llvm::ArrayRef<Val> earlier, const Expr &argument) {
        return asked(earlier, argument);
      }));
  if (!args)
    return check.make(errorType(), {});
  std::optional<Val> function = asFunctionValue(args->front());
  if (!function)
    return check.error(
        DiagCode::not_differentiable, given.range,
        fmt::format("`{}` takes a function first; this is `{}`", name, check.text(args->front().type)));
  if (const Param *changed = changedParameter(*function->fn))
    return check.error(
        DiagCode::not_differentiable, given.range,
        fmt::format("`{}` takes a function that changes none of its arguments; this one changes `{}`", name,
                    changed->name.text));
  Val x = typedArgument(*function->fn, 0, (*args)[1], given.range);
  if (x.isError() || x.fn || !hasFloats(x.type))
    return x.isError() && !x.fn
               ? x
               : check.error(DiagCode::not_differentiable, given.range,
                             fmt::format("the argument of the function has no float parts: it is `{}`",
                                         x.fn ? "a function" : check.text(x.type)));
  if (name == "vjp")
    return vjp(name, *function, x, given.range);
  return jvp(*function, x, (*args)[2], given.range);
}

TypeRef Derivatives::asked(llvm::ArrayRef<Val> earlier, const Expr &given) {
  std::optional<Val> function = earlier.empty() ? std::nullopt : asFunctionValue(earlier.front());
  if (!function)
    return nullptr;
  if (earlier.size() == 1)
    return check.askedBy(*function->fn, 0, given);
  return earlier[1].literal ? nullptr : numbersOf(earlier[1].type, given);
}

Val Derivatives::typedArgument(const FnValue &fn, size_t number, const Val &given, SourceRange range) {
  return check.settle(check.asDeclared(given, declaredType(fn, number), range), range);
}

// What is computed again must not be seen twice.
bool Derivatives::isRepeatable(const Instance &body, const std::string &name, SourceRange range) {
  if (body.effects)
    check.error(DiagCode::not_differentiable, range,
                fmt::format("the function prints or reads files, which `{}` would do twice", name));
  return !body.effects;
}

mlir::func::CallOp Derivatives::callOf(const Instance &body, llvm::ArrayRef<Value> leading,
                                       llvm::ArrayRef<Val> args, SourceRange range) {
  auto callee = check.module.lookupSymbol<mlir::func::FuncOp>(body.symbol);
  llvm::SmallVector<Value> operands(leading);
  for (const Val &arg : args)
    for (Value leaf : arg.leaves)
      operands.push_back(check.castTo(leaf, callee.getArgumentTypes()[operands.size()], range));
  return mlir::func::CallOp::create(check.builder, check.loc(range), callee, operands);
}

Val Derivatives::taken(const TypeRef &type, mlir::ValueRange &results, SourceRange range) {
  Val first = check.make(type, {});
  for (auto [leaf, value] : llvm::zip(leavesOf(type), results))
    first.leaves.push_back(check.castTo(value, check.mlirType(leaf.type), range));
  results = results.drop_front(first.leaves.size());
  return first;
}

Val Derivatives::vjp(const std::string &name, const Val &function, const Val &x, SourceRange range) {
  llvm::SmallVector<Value> leading;
  Instance *body = check.bodyOf(*function.fn, x, range, leading);
  if (!body || !isRepeatable(*body, name, range))
    return check.make(errorType(), {});
  if (!hasFloats(body->result))
    return check.error(
        DiagCode::not_differentiable, range,
        fmt::format("the function gives `{}`, which has no float parts", check.text(body->result)));
  mlir::ValueRange results = callOf(*body, leading, x, range).getResults();
  Val value = check.refresh(taken(body->result, results, range), range);
  Val both = check.make(tupleType({value.type, functionType()}), value.leaves);
  both.fn = std::make_shared<FnValue>();
  both.fn->kind = FnValue::Kind::transform;
  both.fn->name = "pullback";
  both.fn->inner = function.fn;
  bool holdsNodes = llvm::any_of(leavesOf(value.type),
                                 [](const Leaf &leaf) { return leaf.trainable && leaf.type->isNode(); });
  Val like = holdsNodes ? value : check.unit();
  both.fn->instance = std::make_shared<Val>(check.make(tupleType({x.type, like.type}), x.leaves));
  both.fn->instance->leaves.append(like.leaves);
  return both;
}

// The float parts of a value that stands beside one of type `of`: of that type, or its gradient's.
std::optional<Val> Derivatives::cotangent(const Val &given, const TypeRef &of, SourceRange range,
                                          const std::string &what) {
  if (of->isTensor() || (!given.literal && given.type->kind == Type::Kind::grad)) {
    Val result = check.coerce(given, gradientType(of), range, what);
    return result.isError() ? std::nullopt : std::optional(result);
  }
  Val whole = check.coerce(given, of, range, what);
  if (whole.isError())
    return std::nullopt;
  Val result = check.make(gradType(of), {});
  for (auto [leaf, value] : llvm::zip_equal(leavesOf(of), whole.leaves))
    if (leaf.trainable)
      result.leaves.push_back(value);
  return result;
}

Val Derivatives::pullback(const FnValue &fn, const CallExpr &given) {
  Val x = check.member(*fn.instance, 0), like = check.member(*fn.instance, 1);
  llvm::SmallVector<Value> unused;
  Instance *body = check.bodyOf(*fn.inner, x, given.range, unused);
  if (!body)
    return check.make(errorType(), {});
  auto asked = [&](llvm::ArrayRef<Val>, const Expr &argument) { return numbersOf(body->result, argument); };
  auto args = check.exactly(1, "the pullback", given, check.positionalExpecting(given, nullptr, asked));
  if (!args)
    return check.make(errorType(), {});
  return pullbackOf(*fn.inner, x, args->front(), like.type->isUnit() ? nullptr : &like, given.range);
}

Val Derivatives::pullbackOf(const FnValue &fn, const Val &x, const Val &given, const Val *like,
                            SourceRange range) {
  llvm::SmallVector<Value> operands, seeds;
  Instance *body = check.bodyOf(fn, x, range, operands);
  std::optional<Val> seed = body ? cotangent(given, body->result, range, "the argument") : std::nullopt;
  if (!seed)
    return check.make(errorType(), {});
  auto callee = check.module.lookupSymbol<mlir::func::FuncOp>(body->symbol);
  llvm::SmallVector<int64_t> wrt, of;
  llvm::SmallVector<mlir::Type> types;
  for (auto [leaf, value] : llvm::zip_equal(leavesOf(x.type), x.leaves)) {
    operands.push_back(check.castTo(value, callee.getArgumentTypes()[operands.size()], range));
    if (!leaf.trainable)
      continue;
    wrt.push_back(operands.size() - 1);
    types.push_back(operands.back().getType());
  }
  for (auto [number, leaf] : llvm::enumerate(leavesOf(body->result)))
    if (leaf.trainable) {
      seeds.push_back(check.castTo(seed->leaves[of.size()], callee.getResultTypes()[number], range));
      if (like)
        requireSameNodes(seeds.back(), like->leaves[number], range,
                         "the argument has other nodes than what the function gives");
      of.push_back(number);
    }
  auto back = check.emit<dl::PullbackOp>(range, types, body->symbol, operands, seeds, wrt, of);
  TypeRef type = gradientType(x.type);
  llvm::SmallVector<Value> leaves;
  for (auto [leaf, value, number] : llvm::zip_equal(leavesOf(type), back.getResults(), wrt))
    leaves.push_back(filled(check.castTo(value, check.mlirType(leaf.type), range), operands[number], range));
  return check.refresh(check.make(type, leaves), range);
}

// The pullback is linear in what it is given, so pulling `direction` back through it pushes it through the
// function, whatever the pullback was given: zeros.
Val Derivatives::jvp(const Val &function, const Val &x, const Val &direction, SourceRange range) {
  std::optional<Val> moved = cotangent(direction, x.type, range, "the direction");
  Val both = moved ? vjp("jvp", function, x, range) : check.make(errorType(), {});
  if (both.isError())
    return both;
  for (size_t k = 0, part = 0; k < x.leaves.size(); ++k)
    if (leavesOf(x.type)[k].trainable)
      requireSameNodes(moved->leaves[part++], x.leaves[k], range,
                       "the direction has other nodes than the argument");
  Val value = check.member(both, 0);
  Val pushed = pullbackOf(*both.fn, zeros(value, true, range), *moved, nullptr, range);
  if (pushed.isError())
    return pushed;
  llvm::SmallVector<Value> leaves(value.leaves.begin(), value.leaves.end());
  leaves.append(pushed.leaves.begin(), pushed.leaves.end());
  return check.make(tupleType({value.type, pushed.type}), leaves);
}

Val Derivatives::checkpointed(const FnValue &fn, const CallExpr &given) {
  BoundCall bound;
  llvm::SmallVector<Value> leading;
  if (!check.promisedArguments(*fn.inner, given, bound))
    return check.make(errorType(), {});
  Instance *body = check.bodyOf(*fn.inner, bound.args, given.range, leading);
  if (!body || !isRepeatable(*body, "checkpoint", given.range))
    return check.make(errorType(), {});
  mlir::func::CallOp call = callOf(*body, leading, bound.args, given.range);
  call->setAttr(dl::checkpointAttr, check.builder.getUnitAttr());
  mlir::ValueRange results = call.getResults();
  Val value = check.refresh(taken(body->result, results, given.range), given.range);
  std::vector<Val> changed;
  for (size_t p : body->varParams)
    changed.push_back(taken(bound.args[p].type, results, given.range));
  bool stored = changed.empty() || check.storeChanged(calleeText(check.sources, given),
                                                      parametersOf(*fn.inner), given, 0, nullptr, changed);
  return stored ? value : check.make(errorType(), {});
}

} // namespace dual::check
