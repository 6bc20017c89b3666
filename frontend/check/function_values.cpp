#include "frontend/check/function_values.h"
#include "frontend/check/checker.h"

namespace dual::check {

bool isPullback(const FnValue &fn) { return fn.kind == FnValue::Kind::transform && fn.name == "pullback"; }

llvm::ArrayRef<Param> parametersOf(const FnValue &fn) {
  if (fn.signature || isPullback(fn))
    return {};
  if (fn.inner)
    return parametersOf(*fn.inner);
  if (fn.lambda)
    return fn.lambda->params;
  return fn.kind == FnValue::Kind::function ? llvm::ArrayRef(fn.decl->as<FnDecl>()->params)
                                            : llvm::ArrayRef<Param>();
}

const Param *changedParameter(const FnValue &fn) {
  for (const Param &param : parametersOf(fn))
    if (param.isVar)
      return &param;
  return nullptr;
}

const TypeExpr *declaredType(const FnValue &fn, size_t number) {
  if (fn.signature)
    return number < fn.signature->params.size() ? fn.signature->params[number].get() : nullptr;
  llvm::ArrayRef<Param> params = parametersOf(fn);
  return number < params.size() ? params[number].type.get() : nullptr;
}

TypeRef numbersOf(const TypeRef &type, const Expr &given) {
  if (given.is<TupleExpr>() && type->kind == Type::Kind::tuple)
    return type;
  return given.is<ListExpr>() && type->isTensor() ? tensorType(type->element) : nullptr;
}

TypeRef numbersOfInput(const GraphTemplate &graph, size_t number, const Expr &given) {
  bool isTensor = number < graph.inputs.size() && graph.inputs[number]->isTensor();
  return isTensor ? numbersOf(graph.inputs[number], given) : nullptr;
}

std::string calleeText(const SourceManager &sources, const CallExpr &call) {
  return std::string(call.callee ? sources.text(call.callee->range) : "the function");
}

// What a function value takes there says what numbers in brackets are, and `None`; null: it does not.
TypeRef Checker::askedBy(const FnValue &fn, size_t number, const Expr &given) {
  const TypeExpr *type = declaredType(fn, number);
  if (fn.signature)
    return expectedBy(type, "%", *fn.signatureScope, fn.signatureTypes ? *fn.signatureTypes : frame.types,
                      &given);
  if (fn.inner && !isPullback(fn))
    return askedBy(*fn.inner, number, given);
  if (fn.instance && fn.instance->type->kind == Type::Kind::graph)
    return numbersOfInput(templateOf(*fn.instance->type), number, given);
  if (!type)
    return nullptr;
  TypeEnv types = fn.types ? *fn.types : TypeEnv();
  if (fn.decl)
    declareClasses(fn.decl->as<FnDecl>()->where, types);
  return expectedBy(type, parametersOf(fn)[number].name.text, *fn.scope, types, &given);
}

// The arguments of a function value, which says what numbers are.
std::vector<Val> Checker::argumentsOf(const FnValue &fn, const CallExpr &given, const Val *piped) {
  std::vector<Val> values =
      positionalExpecting(given, piped, [&](llvm::ArrayRef<Val> earlier, const Expr &argument) {
        return askedBy(fn, earlier.size(), argument);
      });
  size_t number = piped ? 1 : 0;
  for (const Argument &arg : given.args)
    if (!arg.name) {
      values[number] = asDeclared(values[number], declaredType(fn, number), arg.value->range);
      ++number;
    }
  return values;
}

} // namespace dual::check
