// Type parameters that only the result of a function argument mentions: `B` of `fn each(xs: list[A], f: fn(A)
// -> B) -> list[B]` is what `f` gives for an `A`.
#include "frontend/check/checker.h"

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

// The type of what a function gives for values of these types: it is called where nothing runs.
TypeRef Checker::typeGiven(const FnValue &fn, llvm::ArrayRef<TypeRef> params, SourceRange range) {
  Frame outerFrame = frame;
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
    given = result.isError() ? errorType() : typeOutside(result.type, outerFrame.dimValues);
  }
  never.erase();
  frame = std::move(outerFrame);
  return given;
}

bool Checker::bindGivenTypes(const FnDecl &decl, llvm::ArrayRef<SourceRange> places, const ModuleScope &in,
                             BoundCall &bound) {
  for (auto [k, param] : llvm::enumerate(decl.params)) {
    auto *signature = param.type ? param.type->as<FnType>() : nullptr;
    const Val &arg = bound.args[k];
    if (!signature || !signature->result || !arg.fn || arg.fn->kind == FnValue::Kind::opaque ||
        !mentionsUnbound(*signature->result, in, bound.types))
      continue;
    std::vector<TypeRef> params;
    for (const TypePtr &type : signature->params)
      params.push_back(evalType(*type, bound.types, in, param.name.text, false));
    if (llvm::any_of(params, [](const TypeRef &type) { return type->isError(); }))
      return false;
    TypeRef given = typeGiven(*arg.fn, params, places[k]);
    if (given->isError())
      return false;
    if (!bindType(*signature->result, given, bound.types, in, param.name.text)) {
      error(DiagCode::type_mismatch, places[k],
            fmt::format("`{}` gives `{}`; expected `{}`", param.name.text, text(given),
                        sources.text(signature->result->range)),
            {param.range, "the parameter is declared here"});
      return false;
    }
  }
  return true;
}

} // namespace dual::check
