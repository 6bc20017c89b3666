#include "frontend/check/function_values.h"

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

std::string calleeText(const SourceManager &sources, const CallExpr &call) {
  return std::string(call.callee ? sources.text(call.callee->range) : "the function");
}

} // namespace dual::check
