// What a function consists of, for people: its operations as they are when this is asked, with sizes and
// costs.
#pragma once

#include "frontend/check/outline.h"

#include "mlir/IR/OwningOpRef.h"

namespace dual::check {

class FunctionOutliner {
public:
  // `depth`: how many levels of loops and branches are shown.
  FunctionOutliner(Checker &checker, int depth);

  // False after an error: a function that gets its code where it is used has no body of its own.
  bool find(const FnDecl &decl);
  // A copy, for passes to simplify before `outline`; all that they may remove is private.
  mlir::ModuleOp module() { return *copy; }
  Outline outline();

private:
  void bind(std::vector<OutlineLine> &lines);
  std::set<int> sources(mlir::Operation &op);
  void add(mlir::Operation &op, std::vector<OutlineLine> &lines, int level);

  Checker &checker;
  mlir::OwningOpRef<mlir::ModuleOp> copy;
  Costs costs;
  int depth;
  int nextId = 0;
  const FnDecl *decl = nullptr;
  const Instance *instance = nullptr;
  mlir::func::FuncOp function;
};

} // namespace dual::check
