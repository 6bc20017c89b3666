// Errors, places, and the walk over a module's declarations.
#include "frontend/check/checker.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

Checker::Checker(mlir::ModuleOp module, SourceManager &sources, Diagnostics &diags)
    : module(module), builder(module.getContext()), sources(sources), diags(diags) {
  module.getContext()->loadDialect<dl::DLDialect, mlir::func::FuncDialect, mlir::scf::SCFDialect>();
  usedNames["main"] = 1; // the root's name
}

Val Checker::error(DiagCode code, SourceRange range, const std::string &message) {
  diags.error(code, range, message);
  Val value;
  value.type = errorType();
  return value;
}

Val Checker::notBuilt(SourceRange range, const std::string &what) {
  return error(DiagCode::not_built_yet, range, what + " is not built yet");
}

mlir::Location Checker::loc(SourceRange range) {
  if (!range.valid())
    return builder.getUnknownLoc();
  const SourceFile &file = sources.file(range.file);
  LineColumn at = file.lineColumn(range.begin);
  return mlir::FileLineColLoc::get(builder.getContext(), file.name(), at.line, at.column);
}

// A function is checked by itself unless its parameters leave a dtype, rank or function open.
bool Checker::isGeneric(const FnDecl &decl) {
  for (const WhereFact &fact : decl.where)
    if (!fact.condition)
      return true;
  for (const Param &param : decl.params)
    if (param.isConst || !param.type || param.type->is<FnType>())
      return true;
  return false;
}

void Checker::checkModule(const ModuleScope &checked) {
  for (const DeclPtr &decl : checked.syntax->decls)
    checkDecl(*decl, checked);
}

void Checker::checkDecl(const Decl &decl, const ModuleScope &in) {
  if (auto *graph = decl.as<GraphDecl>()) {
    std::map<std::string, ConstValue> consts;
    if (graph->params.empty())
      graphTemplate(*graph, in, consts);
  }
  auto *fn = decl.as<FnDecl>();
  if (!fn || isGeneric(*fn))
    return;
  BoundCall bound;
  scope = &in;
  size_t before = diags.errorCount();
  for (const Param &param : fn->params) {
    Val arg;
    arg.type = evalType(*param.type, bound.types, in, param.name.text, true);
    if (isIntParameter(param) && !param.isVar)
      bound.types.dims[param.name.text] = dims.symbol(param.name.text, param.name.range);
    bound.args.push_back(arg);
  }
  if (diags.errorCount() == before)
    instantiate(*fn, in, bound);
}

} // namespace dual::check
