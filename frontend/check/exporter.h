// Writes a library's roots: one function for each `export`, and what the library's maker has to know of it.
#pragma once

#include "frontend/check/checker.h"
#include "frontend/check/exports.h"

namespace dual::check {

// The graphs inside a type, and what the user calls them.
void graphsIn(const TypeRef &type, const std::string &name,
              llvm::SmallVectorImpl<std::pair<std::string, TypeRef>> &found);

class Exporter {
public:
  explicit Exporter(Checker &c) : c(c) {}

  // Writes one root for each `export` of the module, after checkModule; what cannot be exported is reported.
  // `weights` are what the library will be built with.
  std::vector<Export> write(const ModuleScope &in, const WeightShapes &weights);

private:
  using Value = mlir::Value;

  std::optional<Export> function(const FnDecl &decl, const ModuleScope &in, const WeightShapes &weights);
  std::string signature(const FnDecl &decl);
  void parameters(const ModuleScope &in, const WeightShapes &weights, TypeEnv &types, Export &what);
  void results(const ModuleScope &in, TypeEnv &types, Export &what);
  void addParts(const ExportedValue &whole, bool isParam, std::vector<ExportedValue> &parts);
  void counts(Export &what, SourceRange range);
  void renameBody(const std::string &name);

  // ---- sizes (export_sizes.cpp)
  void closeGraphs(const TypeExpr &written, const std::string &name, const ModuleScope &in,
                   const WeightShapes &weights, TypeEnv &types);
  void addDims(const TypeRef &type, const TypeEnv &types, size_t param, Export &what);
  void facts(const FnDecl &decl, const ModuleScope &in, TypeEnv &types, Export &what); // export_facts.cpp

  // ---- lists (export_lists.cpp)
  // False if it is none, or cannot cross.
  bool addColumns(const ExportedValue &list, bool isParam, std::vector<ExportedValue> &parts);
  Value columnOf(const ExportedValue &output, llvm::ArrayRef<Value> list, SourceRange range);

  // ---- what cannot cross (export_crossing.cpp)
  bool isConcrete(const FnDecl &decl, const ModuleScope &in);
  bool canExport(const Export &what);
  void checkOption(const Export &what, const ExportOption &option);
  std::string unstatedSize(const Export &what, const Dim &dim);
  void canCross(const Export &what, const ExportedValue &value, SourceRange range, bool isParam);
  void listCrosses(const ExportedValue &value, SourceRange range);
  void enumCrosses(const ExportedValue &value, SourceRange range);
  bool leafCrosses(const Export &what, const ExportedValue &value, const Leaf &leaf, SourceRange range,
                   bool isParam);

  // ---- the root (export_root.cpp)
  void bindDims(const Export &what, llvm::ArrayRef<Value> given);
  void arguments(const Export &what, mlir::func::FuncOp root, BoundCall &bound);
  void attributes(const Export &what, mlir::func::FuncOp root);
  mlir::Type crossingType(const TypeRef &leaf);
  mlir::func::FuncOp root(const Export &what);
  llvm::SmallVector<Value> openSizes(const ExportedValue &output, Value value, Value room, SourceRange range);
  llvm::SmallVector<Value> crossingResults(const Export &what, mlir::func::FuncOp root, const Val &value);
  void writeRoot(const ModuleScope &in, const Export &what, BoundCall &bound);

  Checker &c;
};

} // namespace dual::check
