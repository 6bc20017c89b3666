// `x -> f(a)`: the stages of a pipe.
#include "frontend/check/checker.h"

#include <fmt/format.h>

namespace dual::check {

// What stands left of `->`: the elements of a tuple literal, which spread, or one value. Bare numbers stay
// open: a parameter says their dtype.
std::vector<Val> Checker::leftOf(const PipeExpr &given) {
  auto *tuple = given.value->as<TupleExpr>();
  if (!tuple)
    return {expr(*given.value)};
  std::vector<Val> parts;
  for (const ExprPtr &element : tuple->elements)
    parts.push_back(expr(*element));
  return parts;
}

// Upper-case callee: made, then applied. Lower-case with arguments: the value goes in first.
Val Checker::pipe(const PipeExpr &given, const TypeRef &expected) {
  bool spreads = given.value->is<TupleExpr>();
  std::vector<Val> left = leftOf(given);
  for (const Val &part : left)
    if (part.isError() && !part.literal && !part.fn)
      return part;
  auto typed = [&] {
    for (auto [k, part] : llvm::enumerate(left))
      part = settle(part, spreads ? given.value->as<TupleExpr>()->elements[k]->range : given.value->range);
    return spreads ? left : spread(left.front());
  };
  auto first = [&](const Val &callee) {
    FnValue::Kind kind = callee.fn ? callee.fn->kind : FnValue::Kind::builtin;
    bool saysDtype = kind == FnValue::Kind::function || kind == FnValue::Kind::method ||
                     (callee.fn && (kind == FnValue::Kind::builtin || callee.fn->signature));
    return saysDtype ? left.front() : settle(left.front(), given.value->range);
  };
  auto *stageCall = given.stage->as<CallExpr>();
  CallExpr bare; // `x -> f`: f called without further arguments
  bare.range = given.range;
  if (stageCall && !given.stage->parenthesized) {
    Val callee = expr(*stageCall->callee);
    bool makes = callee.fn && callee.fn->kind == FnValue::Kind::graph;
    if (!makes && spreads)
      return callSpread(callee, left, stageCall, given.range);
    Val piped = makes ? Val() : first(callee);
    if (!makes)
      return callValue(callee, {}, *stageCall, &piped, expected);
    Val instance = callGraph(*callee.fn->decl->as<GraphDecl>(), *callee.fn->scope, *stageCall, typed());
    return instance.isError() ? instance : applyInstance(instance, typed(), given.range);
  }
  auto *repeated = given.stage->as<RepeatExpr>();
  Val callee = repeated ? repeatExpr(*repeated, typed()) : expr(*given.stage);
  if (callee.isError() && !callee.fn)
    return callee;
  if (callee.type->kind == Type::Kind::graph || callee.type->sequence || callee.cut ||
      (callee.fn && callee.fn->kind == FnValue::Kind::cut))
    return runInstance(callee, typed(), *given.stage, {}, given.range);
  if (!callee.fn)
    return error(DiagCode::not_callable, given.stage->range,
                 fmt::format("`{}` is `{}`, which cannot be called", sources.text(given.stage->range),
                             text(callee.type)));
  if (callee.fn->kind == FnValue::Kind::lambda && !callee.fn->signature)
    return callLambda(*callee.fn, typed(), given.range);
  if (spreads)
    return callSpread(callee, left, nullptr, given.range);
  Val piped = first(callee);
  return callValue(callee, {}, bare, &piped, expected);
}

// `(a, b) -> f(c)` is f(a, b, c): each argument gets a name for the call.
Val Checker::callSpread(const Val &callee, const std::vector<Val> &parts, const CallExpr *stage,
                        SourceRange range) {
  enter();
  CallExpr call;
  call.range = range;
  call.callee = std::make_unique<NameExpr>();
  call.callee->range = range;
  auto add = [&](const Val &value, SourceRange place, const std::optional<Ident> &label) {
    auto stand = std::make_unique<NameExpr>();
    stand->name = "%" + std::to_string(call.args.size());
    stand->range = place;
    env->names[stand->name] = {value, false, place};
    Argument arg;
    arg.range = place;
    arg.name = label;
    arg.value = std::move(stand);
    call.args.push_back(std::move(arg));
  };
  for (const Val &part : parts)
    add(part, range, std::nullopt);
  for (const Argument &arg : stage ? llvm::ArrayRef<Argument>(stage->args) : llvm::ArrayRef<Argument>())
    add(expr(*arg.value), arg.range, arg.name);
  Val result = callValue(callee, call.args, call, nullptr, nullptr);
  leave();
  return result;
}

// A tuple on the left of `->` gives several arguments.
std::vector<Val> Checker::spread(const Val &value) {
  if (value.type->kind != Type::Kind::tuple)
    return {value};
  std::vector<Val> parts;
  for (size_t k = 0; k < value.type->members.size(); ++k)
    parts.push_back(member(value, k));
  return parts;
}

} // namespace dual::check
