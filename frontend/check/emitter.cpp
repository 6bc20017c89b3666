// Errors and places.
#include "frontend/check/emitter.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

Emitter::Emitter(mlir::ModuleOp module, SourceManager &sources, Diagnostics &diags)
    : module(module), builder(module.getContext()), sources(sources), diags(diags) {
  module.getContext()->loadDialect<dl::DLDialect, mlir::func::FuncDialect, mlir::scf::SCFDialect>();
  usedNames["main"] = 1; // the root's name
}

Val Emitter::error(DiagCode code, SourceRange range, const std::string &message, const DiagNote &note) {
  auto report = diags.error(code, range, message);
  if (note.range.valid())
    report.note(note.range, note.text);
  Val value;
  value.type = errorType();
  return value;
}

Val Emitter::notBuilt(SourceRange range, const std::string &what) {
  return error(DiagCode::not_built_yet, range, what + " is not built yet");
}

mlir::Location Emitter::loc(SourceRange range) {
  if (!range.valid())
    return builder.getUnknownLoc();
  const SourceFile &file = sources.file(range.file);
  LineColumn at = file.lineColumn(range.begin);
  return mlir::FileLineColLoc::get(builder.getContext(), file.name(), at.line, at.column);
}

mlir::Block *Emitter::openFunction(llvm::StringRef name, mlir::FunctionType type, SourceRange range) {
  builder.setInsertionPointToEnd(module.getBody());
  auto function = mlir::func::FuncOp::create(builder, loc(range), name, type);
  function.setPrivate();
  mlir::Block *body = function.addEntryBlock();
  builder.setInsertionPointToStart(body);
  return body;
}

} // namespace dual::check
