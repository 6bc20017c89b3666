// `grad` and its kin: what they take and give.
#include "frontend/check/checker.h"
#include "frontend/check/derivatives.h"
#include "frontend/check/function_values.h"
#include "frontend/check/map_leaves.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

Val Checker::transform(const std::string &name, const CallExpr &given, const Val *piped) {
  if (name == "map_leaves")
    return MapLeaves(*this, given.range).map(given);
  if (name == "vjp" || name == "jvp")
    return Derivatives{*this}.call(name, given, piped);
  auto args = exactly(1, name, given, piped, nullptr);
  if (!args && given.args.size() > 1)
    diags.last().help(fmt::format(
        "it gives a function, `{0}(f)(x, y)`, differentiated by `x`; `{0}(fn(y) => f(x, y))(y)` by `y`",
        name));
  if (!args)
    return make(errorType(), {});
  Val arg = settle(args->front(), given.range);
  if (arg.isError() && !arg.fn)
    return arg;
  if (name == "freeze")
    return freeze(arg, given.range);
  if (name == "zero_grad" || name == "zeros_like")
    return arg.fn || arg.literal ? error(DiagCode::type_mismatch, given.range,
                                         fmt::format("`{}` takes a structure or tensor", name))
                                 : Derivatives{*this}.zeros(arg, name == "zero_grad", given.range);
  if (name == "stop_gradient") {
    arg = settle(arg, given.range);
    for (Value &leaf : arg.leaves)
      leaf = emit<dl::StopGradientOp>(given.range, leaf.getType(), leaf);
    return arg;
  }
  if (std::optional<Val> function = name == "checkpoint" ? asFunctionValue(arg) : std::nullopt)
    arg = *function;
  if (arg.type->kind == Type::Kind::graph)
    return error(
        DiagCode::not_differentiable, given.range,
        fmt::format("`{}` takes a function; write `fn(x) => ...` around the call of the graph", name));
  if (arg.fn && arg.fn->kind == FnValue::Kind::module)
    return error(DiagCode::not_differentiable, given.range,
                 fmt::format("`{}` takes a function; this is a module", name));
  if (arg.fn && arg.fn->kind == FnValue::Kind::method)
    return methodAsValue(*arg.fn, given.range, fmt::format("`{}` of a method", name));
  if (!arg.fn)
    return error(DiagCode::not_differentiable, given.range,
                 fmt::format("`{}` takes a function; this is `{}`", name, text(arg.type)));
  Val result = make(functionType(), {});
  result.fn = std::make_shared<FnValue>();
  result.fn->kind = FnValue::Kind::transform;
  result.fn->name = name;
  result.fn->inner = arg.fn;
  return result;
}

// value_and_grad(f)(args): f's result, and the derivative of its first part for the first argument.
Val Checker::callTransform(const FnValue &fn, const CallExpr &given) {
  if (fn.name == "pullback")
    return Derivatives{*this}.pullback(fn, given);
  if (fn.name == "checkpoint")
    return Derivatives{*this}.checkpointed(fn, given);
  bool named = fn.inner->kind == FnValue::Kind::function && !fn.inner->signature;
  std::string name = named ? "`" + fn.inner->decl->name.text + "`" : "the function";
  BoundCall bound;
  Instance *instance;
  TypeRef result;
  llvm::SmallVector<Value> args;
  if (named) {
    const FnDecl &decl = *fn.inner->decl->as<FnDecl>();
    if (!bindCall(decl, *fn.inner->scope, given, nullptr, nullptr, bound))
      return make(errorType(), {});
    for (Val &arg : bound.args)
      attachCall(arg, given.range);
    instance = instantiate(decl, *fn.inner->scope, bound);
    result = resultType(decl, *fn.inner->scope, bound);
    if (instance)
      args = flatArguments(*instance, bound);
  } else {
    if (!promisedArguments(*fn.inner, given, bound))
      return make(errorType(), {});
    instance = bodyOf(*fn.inner, bound.args, given.range, args);
    result = instance ? instance->result : nullptr;
  }
  if (!instance)
    return make(errorType(), {});
  std::vector<Val> changed;
  Val both =
      derivative(fn.name == "grad", name, *instance, bound, result, std::move(args), given.range, changed);
  std::string callee = named ? fn.inner->decl->name.text : calleeText(sources, given);
  bool ok = both.isError() || changed.empty() ||
            storeChanged(callee, parametersOf(*fn.inner), given, 0, nullptr, changed);
  return ok ? both : make(errorType(), {});
}

// The arguments of a function value, as values of the types that it promises to take.
bool Checker::promisedArguments(const FnValue &fn, const CallExpr &given, BoundCall &bound) {
  if (!takesNamed(given, "the function", ""))
    return false;
  bound.args = argumentsOf(fn, given);
  for (size_t k = 0; k < bound.args.size(); ++k) {
    Val &arg = bound.args[k] = Derivatives{*this}.typedArgument(fn, k, bound.args[k], given.range);
    if (arg.isError() && !arg.fn)
      return false;
  }
  return true;
}

// One operation for value and gradient; `args` holds what goes before the parameters.
Val Checker::derivative(bool only, const std::string &name, Instance &instance, const BoundCall &bound,
                        const TypeRef &result, llvm::SmallVector<Value> args, SourceRange range,
                        std::vector<Val> &changed) {
  if (frame.instance)
    frame.instance->effects |= instance.effects;
  TypeRef value =
      result->kind == Type::Kind::tuple && !result->members.empty() ? result->members.front().type : result;
  if (!value->isScalar() || !mlir::isa<mlir::FloatType>(value->element))
    return error(DiagCode::not_differentiable, range,
                 fmt::format("{} gives `{}`; a derivative needs a float scalar first", name, text(result)));
  llvm::SmallVector<int64_t> wrt;
  auto callee = module.lookupSymbol<mlir::func::FuncOp>(instance.symbol);
  for (size_t p = 0; p < instance.params.size(); ++p) {
    const Val &arg = bound.args[instance.sources[p]];
    auto leaves = leavesOf(instance.params[p]);
    for (size_t k = 0; k < leaves.size(); ++k) {
      if (instance.sources[p] == 0 && leaves[k].trainable)
        wrt.push_back(args.size());
      args.push_back(castTo(arg.leaves[k], callee.getArgumentTypes()[args.size()], range));
    }
    if (arg.running && arg.running->seed)
      args.push_back(arg.running->seed);
  }
  if (wrt.empty())
    return error(DiagCode::not_differentiable, range,
                 fmt::format("the first argument of {} has no float parts", name));
  llvm::SmallVector<mlir::Type> types(callee.getResultTypes());
  for (int64_t k : wrt)
    types.push_back(args[k].getType());
  auto call = emit<dl::ValueAndGradOp>(range, types, instance.symbol, args, wrt);
  size_t count = callee.getNumResults();
  const Val &first = bound.args.front();
  TypeRef gradient = first.type->isTensor() ? first.type : gradType(first.type);
  auto take = [&](const TypeRef &type, size_t from, llvm::SmallVectorImpl<Value> &into) {
    for (const Leaf &leaf : leavesOf(type))
      into.push_back(castTo(call.getResult(from++), mlirType(leaf.type), range));
    return from;
  };
  size_t next = leafCount(result);
  for (size_t p : instance.varParams) {
    llvm::SmallVector<Value> own;
    const TypeRef &type = bound.args[instance.sources[p]].type;
    next = take(type, next, own);
    changed.push_back(make(type, own));
  }
  llvm::SmallVector<Value> both;
  if (!only)
    take(result, 0, both);
  take(gradient, count, both);
  for (auto [k, leaf] : llvm::zip_equal(wrt, llvm::MutableArrayRef(both).take_back(wrt.size())))
    leaf = Derivatives{*this}.filled(leaf, args[k], range);
  return refresh(make(only ? gradient : tupleType({result, gradient}), both), range);
}

} // namespace dual::check
