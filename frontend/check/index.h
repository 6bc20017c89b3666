// Index notation: `let y[i, j] = e`, and reductions such as `sum[k](e)`.
//
// There are two ways to write it. IndexWalk says it with operations on whole tensors, which have their
// adjoints and become kernels; what they cannot say it leaves to IndexLoops, whose body is an ordinary
// expression. Both give the same bits.
#pragma once

#include "frontend/check/checker.h"
#include "frontend/check/reach.h"

namespace dual::check {

struct Indexed;

struct Index {
  std::string name;
  std::optional<Dim> range; // how many values it has
  SourceRange where;
  Dim begin = 0;
  bool isGiven = false;             // its range is written, not inferred
  bool isInOrder = false;           // its range depends on another index, so sums over it go in order
  std::shared_ptr<Indexed> alias{}; // in a scatter: what stands for it
  Dim step = 1;

  // Its values are the places along its axis.
  bool isPlain() const { return begin == Dim(0) && step == Dim(1); }
  Dim last() const { return begin + (*range - Dim(1)) * step; }
};

// A value whose leading-to-last axes are the indices `axes`, ascending by number.
struct Indexed {
  Val value;
  std::vector<int> axes;
};

// `sum[j: i + 1](e)`: the index whose prefixes these are, and whether the range reaches it.
struct IndexPrefix {
  int index;
  bool isInclusive;
};

// `a[e] == n` in a filter: the index n, and where an element goes along it.
struct IndexTarget {
  int index;
  const Expr *place;
  Indexed at{};
};

// A filter that says where each element goes, and what else it asks.
struct IndexScatter {
  std::vector<IndexTarget> targets{};
  std::vector<const Expr *> rest{};
  size_t first = 0; // the first index that is reduced
};

// Takes back what has been written since, and the sizes that became known with it.
class IndexDraft {
public:
  explicit IndexDraft(Checker &checker);
  void undo();

private:
  Checker &checker;
  mlir::Block *block;
  mlir::Operation *last; // before the draft, or null
  std::map<int, mlir::Value> sizes;
};

// Writes a definition as whole-tensor operations: every part of the body becomes a tensor whose axes are
// named by the indices it depends on.
struct IndexWalk {
  Checker &checker;
  std::vector<Index> indices{};          // in scope, outermost first
  std::map<std::string, size_t> packs{}; // of each: how many indices it has; they are named `s.0`, `s.1` ...
  std::optional<Indexed>
      guard{};         // inside a branch of an `if`: where its values count, so where its checks do
  bool cleans = false; // and whether its derivative is kept from what does not count
  bool failed = false;
  bool wantsLoops = false; // failed, since whole tensors cannot say it; nothing was reported

  Val define(llvm::ArrayRef<Binder> binders, const Expr &body, SourceRange range);

  // ---- ranges (index_ranges.cpp)
  bool open(llvm::ArrayRef<Binder> binders, llvm::ArrayRef<const Expr *> bodies);
  bool declare(llvm::ArrayRef<Binder> binders, llvm::ArrayRef<const Expr *> bodies);
  bool declarePack(const Binder &binder, llvm::ArrayRef<const Expr *> bodies);
  bool giveRange(Index &index, const Expr &given);
  bool giveStep(Index &index, const Expr &given);
  bool infer(const Expr &expr, size_t first, const std::set<std::string> &inner, bool isPadded);
  bool inferAll(llvm::ArrayRef<const Expr *> bodies, size_t first);
  bool fix(const SubscriptExpr &read, const Val &object, size_t first);
  int find(const Expr &expr);
  bool depends(const Expr &expr);

  // ---- values over indices (index_walk.cpp)
  Indexed walk(const Expr &expr);
  Indexed fail();
  Indexed fail(DiagCode code, SourceRange range, const std::string &message);
  Indexed leave();
  Indexed plain(const Expr &expr);
  bool readsVariables(const Expr &expr);
  std::vector<Dim> shapeOver(const std::vector<int> &axes);
  Indexed iota(int index, SourceRange range);
  Indexed over(const Indexed &given, const std::vector<int> &axes, SourceRange range);
  static std::vector<int> join(const std::vector<int> &a, const std::vector<int> &b);
  bool align(std::vector<Indexed> &parts, SourceRange range);
  Indexed walkBeside(const Indexed &left, const Expr &right);
  Indexed combine(std::vector<Indexed> &parts, SourceRange range, llvm::function_ref<Val()> make);
  TypeRef asked; // what the place of the operand at hand says of its dtype
  Indexed throughNames(const Expr &expr, std::vector<const Expr *> operands);
  Val apply(const Expr &expr, std::vector<Indexed> &parts);
  Indexed call(const CallExpr &given);

  // ---- what counts only where a condition holds (index_guard.cpp)
  Indexed logical(const LogicalExpr &given);
  Indexed choice(const IfExpr &given, size_t branch = 0);
  Indexed negated(const Indexed &flags, SourceRange range);
  Indexed where(const Indexed &flags, SourceRange range, llvm::function_ref<Indexed()> inside);
  Indexed walkWhere(const Expr &expr, const Indexed &flags, SourceRange range);
  Indexed both(const Indexed &a, const Indexed &b, SourceRange range);
  Indexed chosen(const Indexed &flags, const Indexed &value, const Val &other, SourceRange range);
  Indexed cleaned(const Indexed &given, SourceRange range);
  Indexed cleanedFactor(const Expr &expr, const Indexed &given, SourceRange range);
  Indexed masked(const Indexed &given, int64_t safe, SourceRange range);
  bool mayFail(const Expr &expr);
  Val whereAny(const Expr &expr);

  // ---- reads (index_read.cpp)
  Indexed read(const SubscriptExpr &given);
  Indexed transposed(const Val &object, const std::vector<int> &direct, SourceRange range);
  Indexed gathered(const Val &object, const SubscriptExpr &given, llvm::ArrayRef<const Subscript *> subs,
                   const std::vector<int> &direct);
  bool subscriptsOf(const SubscriptExpr &given, Val &object, std::vector<const Subscript *> &subs,
                    std::vector<int> &named);
  bool fixed(Val &object, const Subscript &sub, size_t axis);
  Val partOf(const Val &object, size_t axis, mlir::Value begin, const Dim &size, SourceRange range);
  Indexed clamped(const Indexed &at, const Dim &size, std::optional<Indexed> &inside, SourceRange range);
  bool namesAxis(int index, const Subscript &subscript, Val &object, size_t axis);
  bool isInside(const Expr &subscript, const Dim &size);
  std::optional<Reach> reachOfName(const std::string &name);

  // ---- reductions (index_reduce.cpp)
  Indexed reduce(const ReductionExpr &given);
  void close(llvm::ArrayRef<Binder> binders, size_t first);
  Indexed contraction(const ReductionExpr &given, size_t first);
  Indexed plainReduction(const ReductionExpr &given, size_t first);
  Indexed inOrderSum(const Indexed &body, size_t first, SourceRange range);
  Indexed contract(Indexed lhs, Indexed rhs, size_t first, SourceRange range);
  Indexed wholeReduction(ReductionOp op, const Indexed &body, size_t first, SourceRange range);
  Indexed inOrderMean(const std::optional<Indexed> &flags, const Indexed &body, size_t first,
                      SourceRange range);
  Indexed cast(const Indexed &given, mlir::Type element, SourceRange range);
  Indexed position(ReductionOp op, const Indexed &body, size_t first, SourceRange range);
  Val neutral(ReductionOp op, mlir::Type element);
  std::optional<Indexed> filterOf(const ReductionExpr &given);
  bool fits(const ReductionExpr &given, llvm::ArrayRef<Indexed> parts);
  std::vector<Indexed> foldedParts(const ReductionExpr &given);
  Indexed lastFirst(const Indexed &given, SourceRange range);

  // ---- prefixes (index_prefix.cpp)
  std::optional<IndexPrefix> prefixOf(const ReductionExpr &given);
  Dim longestPrefix(const IndexPrefix &prefix, SourceRange range);
  Indexed scan(const ReductionExpr &given, const IndexPrefix &prefix);
  Indexed scanned(const ReductionExpr &given, llvm::ArrayRef<Indexed> parts, const std::vector<int> &kept,
                  const IndexPrefix &prefix);

  // ---- scatters (index_scatter.cpp)
  std::optional<IndexTarget> targetOf(const Expr &condition, llvm::ArrayRef<Binder> own);
  std::optional<IndexScatter> scatterOf(const ReductionExpr &given);
  Indexed openScatter(IndexScatter &scatter, SourceRange range);
  Indexed scatter(const ReductionExpr &given, IndexScatter scatter);
  Indexed scattered(const ReductionExpr &given, IndexScatter &scatter, Indexed flags,
                    std::vector<Indexed> parts);
  std::vector<int> scatterAxes(const IndexScatter &scatter, const std::vector<int> &all);
  Indexed scatterAdd(const IndexScatter &scatter, const Indexed &part, SourceRange range);
  Indexed withoutLast(const Val &given, const std::vector<int> &axes, SourceRange range);
  Indexed scatterFold(const ReductionExpr &given, const IndexScatter &scatter, llvm::ArrayRef<Indexed> parts);
};

// Whether it holds or not, at each of its indices.
bool isFlags(const Indexed &part);
bool bends(const Expr &expr);

// A `sum` whose body is a product: it runs in order, with fused multiply-add.
const BinaryExpr *productOf(const ReductionExpr &given);

bool appliesTo(ReductionOp op, mlir::Type element);

// The values of the indices, as a tuple, at element number `flat` in row-major order.
Val placeOf(Emitter &checker, mlir::Value flat, llvm::ArrayRef<Index> over, SourceRange range);

} // namespace dual::check
