// Type parameters that only the result of a function argument mentions: `B` of `fn each(xs: list[A], f: fn(A)
// -> B) -> list[B]` is what `f` gives for an `A`.
#include "frontend/check/checker.h"
#include "frontend/check/graph.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

#include <fmt/format.h>

namespace dual::check {

// Whether a type mentions a type parameter that nothing has bound.
bool Checker::mentionsUnbound(const TypeExpr &type, const ModuleScope &in, const TypeEnv &types) {
  if (auto *tuple = type.as<TupleType>())
    return llvm::any_of(tuple->elements,
                        [&](const TypePtr &element) { return mentionsUnbound(*element, in, types); });
  auto *named = type.as<NamedType>();
  if (!named)
    return false;
  if (isTypeParameter(*named, in, types) && !types.types.count(named->path.last().text))
    return true;
  return llvm::any_of(named->args, [&](const TypeArg &arg) {
    if (arg.kind == TypeArg::Kind::type)
      return mentionsUnbound(*arg.type, in, types);
    return arg.kind == TypeArg::Kind::name && takesType(*named, arg, in) && isupper(arg.name.text[0]) &&
           !types.types.count(arg.name.text) && !findDecl(arg.name.text, in).first;
  });
}

// What a call that is thrown away must not change: variables, among them the states of the graph that runs.
class WalkState {
public:
  WalkState(Env *env, Frame &frame) : env(env), frame(frame), before(frame) {
    if (frame.graphCall)
      graphCall = *frame.graphCall;
    for (Env *each = env; each; each = each->parent.get())
      names.push_back(each->names);
  }

  void restore() {
    frame = before;
    if (frame.graphCall)
      *frame.graphCall = graphCall;
    size_t k = 0;
    for (Env *each = env; each; each = each->parent.get())
      each->names = names[k++];
  }

  const std::map<int, mlir::Value> &dimValues() const { return before.dimValues; }

private:
  Env *env;
  Frame &frame;
  Frame before;
  GraphCall graphCall;
  std::vector<std::map<std::string, Binding>> names;
};

// The type of what a function gives for values of these types: it is called where nothing runs.
TypeRef Checker::typeGiven(const FnValue &fn, llvm::ArrayRef<TypeRef> params, SourceRange range) {
  WalkState before(env.get(), frame);
  auto never =
      mlir::scf::IfOp::create(builder, loc(range), mlir::TypeRange(), boolConstant(false).leaf(), true);
  TypeRef given;
  {
    mlir::OpBuilder::InsertionGuard guard(builder);
    never.thenBlock()->clear();
    builder.setInsertionPointToStart(never.thenBlock());
    std::vector<Val> values;
    for (const TypeRef &type : params)
      values.push_back(zeroOf(type));
    FnValue plain = fn;
    plain.signature = nullptr;
    Val result = applyValues(plain, values, range);
    result = result.fn ? error(DiagCode::cannot_infer, range,
                               "this gives a function; expected one that gives a value")
                       : settle(result, range);
    given = result.isError() ? errorType() : typeOutside(result.type, before.dimValues());
  }
  never.erase();
  before.restore();
  return given;
}

// Function after function whose parameters are known; others may tell those of the rest.
bool Checker::bindGivenTypes(const FnDecl &decl, llvm::ArrayRef<SourceRange> places, const ModuleScope &in,
                             BoundCall &bound) {
  auto isOpen = [&](const TypePtr &type) { return mentionsUnbound(*type, in, bound.types); };
  auto asksFor = [&](size_t k) -> const FnType * {
    auto *signature = decl.params[k].type ? decl.params[k].type->as<FnType>() : nullptr;
    const Val &arg = bound.args[k];
    bool isGiven = signature && signature->result && arg.fn && arg.fn->kind != FnValue::Kind::opaque;
    return isGiven && isOpen(signature->result) ? signature : nullptr;
  };
  for (bool more = true; more;) {
    more = false;
    for (size_t k = 0; k < decl.params.size(); ++k) {
      const FnType *signature = asksFor(k);
      if (!signature || llvm::any_of(signature->params, isOpen))
        continue;
      if (!bindGivenType(decl.params[k], *signature, *bound.args[k].fn, places[k], in, bound))
        return false;
      more = true;
    }
  }
  for (size_t k = 0; k < decl.params.size(); ++k)
    if (const FnType *signature = asksFor(k)) {
      error(DiagCode::cannot_infer, places[k],
            fmt::format("nothing here says what `{}` gives: `{}`", decl.params[k].name.text,
                        sources.text(signature->range)),
            {decl.params[k].range, "the parameter is declared here"});
      return false;
    }
  return true;
}

bool Checker::bindGivenType(const Param &param, const FnType &signature, const FnValue &fn, SourceRange range,
                            const ModuleScope &in, BoundCall &bound) {
  std::vector<TypeRef> params;
  for (const TypePtr &type : signature.params) {
    params.push_back(evalType(*type, bound.types, in, param.name.text, false));
    if (params.back()->isError())
      return false;
  }
  TypeRef given = typeGiven(fn, params, range);
  if (given->isError())
    return false;
  if (bindType(*signature.result, given, bound.types, in, param.name.text))
    return true;
  error(DiagCode::type_mismatch, range,
        fmt::format("`{}` gives `{}`; expected `{}`", param.name.text, text(given),
                    sources.text(signature.result->range)),
        {param.range, "the parameter is declared here"});
  return false;
}

} // namespace dual::check
