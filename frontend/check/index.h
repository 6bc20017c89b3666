// Index notation: `let y[i, j] = e`, and reductions such as `sum[k](e)`.
#pragma once

#include "frontend/check/checker.h"
#include "frontend/check/reach.h"

namespace dual::check {

struct Index {
  std::string name;
  std::optional<Dim> range;
  SourceRange where;
};

// A value whose leading-to-last axes are the indices `axes`, ascending by number.
struct Indexed {
  Val value;
  std::vector<int> axes;
};

// Writes a definition as whole-tensor operations: every part of the body becomes a tensor whose axes are
// named by the indices it depends on.
struct IndexWalk {
  Checker &checker;
  std::vector<Index> indices{}; // in scope, outermost first
  std::optional<Indexed>
      guard{}; // inside a branch of an `if`: where its values count, so where its checks do
  bool failed = false;

  // ---- ranges (index_ranges.cpp)
  bool open(llvm::ArrayRef<Binder> binders, const Expr &body);
  void infer(const Expr &expr);
  void fix(const Expr &subscript, const Dim &size, bool counts);
  int find(const Expr &expr);
  bool depends(const Expr &expr);

  // ---- values over indices (index_walk.cpp)
  Indexed walk(const Expr &expr);
  Indexed fail();
  Indexed fail(DiagCode code, SourceRange range, const std::string &message);
  std::vector<Dim> shapeOver(const std::vector<int> &axes);
  Indexed iota(int index, SourceRange range);
  Indexed over(const Indexed &given, const std::vector<int> &axes, SourceRange range);
  static std::vector<int> join(const std::vector<int> &a, const std::vector<int> &b);
  bool align(std::vector<Indexed> &parts, SourceRange range);
  Indexed combine(std::vector<Indexed> &parts, SourceRange range, llvm::function_ref<Val()> make);
  Indexed throughNames(const Expr &expr, std::vector<const Expr *> operands);
  Val apply(const Expr &expr, std::vector<Indexed> &parts);
  Indexed call(const CallExpr &given);

  // ---- what counts only where a condition holds (index_guard.cpp)
  Indexed logical(const LogicalExpr &given);
  Indexed choice(const IfExpr &given, size_t branch = 0);
  Indexed negated(const Indexed &flags, SourceRange range);
  Indexed where(const Indexed &flags, SourceRange range, llvm::function_ref<Indexed()> inside);
  Indexed walkWhere(const Expr &expr, const Indexed &flags, SourceRange range);
  Indexed masked(const Indexed &given, int64_t safe, SourceRange range);
  bool mayFail(const Expr &expr);
  Val whereAny(const Expr &expr);

  // ---- reads (index_read.cpp)
  Indexed read(const SubscriptExpr &given);
  Indexed transposed(const Val &object, const std::vector<int> &direct, SourceRange range);
  Indexed gathered(const Val &object, const SubscriptExpr &given, const std::vector<int> &direct);
  Indexed clamped(const Indexed &at, const Dim &size, std::optional<Indexed> &inside, SourceRange range);
  bool isInside(const Expr &subscript, const Dim &size);
  std::optional<Reach> reachOfName(const std::string &name);

  // ---- reductions (index_reduce.cpp)
  Indexed reduce(const ReductionExpr &given);
  Indexed contraction(const ReductionExpr &given, size_t first);
  Indexed plainReduction(const ReductionExpr &given, size_t first);
};

} // namespace dual::check
