// Expressions.
#pragma once

#include "frontend/syntax/type.h"

namespace dual {

enum class UnaryOp { negate, logicalNot };
enum class BinaryOp { add, sub, mul, div, mod, matmul, pow };
enum class CompareOp { eq, ne, lt, le, gt, ge };
enum class LogicalOp { logicalAnd, logicalOr };
enum class ReductionOp { sum, prod, max, min, mean, any, all, argmax, argmin };

// The operators as the user writes them.
const char *spelling(UnaryOp op);
const char *spelling(BinaryOp op);
const char *spelling(CompareOp op);
const char *spelling(LogicalOp op);
const char *spelling(ReductionOp op);

struct NameExpr : NodeOf<Expr, ExprKind::Name> {
  std::string name;
};

// The text is kept as written. The value is the magnitude: a minus before it is a UnaryExpr.
struct IntLiteralExpr : NodeOf<Expr, ExprKind::IntLiteral> {
  std::string text;
  uint64_t value = 0;
};

// The context decides the dtype, so whoever needs an f32 rounds from the text, not from the double.
struct FloatLiteralExpr : NodeOf<Expr, ExprKind::FloatLiteral> {
  std::string text;
  double value = 0;
};

struct BoolLiteralExpr : NodeOf<Expr, ExprKind::BoolLiteral> {
  bool value = false;
};

// `'a'`: an integer literal, the code point
struct CharLiteralExpr : NodeOf<Expr, ExprKind::CharLiteral> {
  std::string text;
  uint32_t codePoint = 0;
};

// `{e:8.3}`: width, digits after the point
struct FormatSpec {
  std::optional<uint32_t> width;
  std::optional<uint32_t> precision;
  SourceRange range;
};

// Either text (escapes resolved, value null) or an inserted value.
struct StringPiece {
  std::string text;
  ExprPtr value;
  std::optional<FormatSpec> format;
  SourceRange range;
};

struct StringExpr : NodeOf<Expr, ExprKind::String> {
  std::vector<StringPiece> pieces; // none for ""
  bool isPlain() const { return pieces.empty() || (pieces.size() == 1 && !pieces[0].value); }
};

// `a.b`
struct MemberExpr : NodeOf<Expr, ExprKind::Member> {
  ExprPtr object;
  Ident member;
};

// `axis: 1`, `var m`, `s...`
struct Argument {
  std::optional<Ident> name;
  bool isVar = false;
  bool spread = false;
  ExprPtr value;
  SourceRange range;
};

struct CallExpr : NodeOf<Expr, ExprKind::Call> {
  ExprPtr callee;
  std::vector<Argument> args;
};

struct Subscript {
  enum class Kind {
    index,    // `x[i]`
    slice,    // `x[a:b:s]`, each part may be missing
    ellipsis, // `x[..., 0]`
    spread,   // `x[s..., i]` in index notation
  };
  Kind kind = Kind::index;
  ExprPtr value;            // for index and spread
  ExprPtr begin, end, step; // for slice
  SourceRange range;
};

// `x[i, 1:]`, and `x[i - 1] else 0.0` with a pad
struct SubscriptExpr : NodeOf<Expr, ExprKind::Subscript> {
  ExprPtr object;
  std::vector<Subscript> subscripts;
  ExprPtr pad;
};

struct UnaryExpr : NodeOf<Expr, ExprKind::Unary> {
  UnaryOp op{};
  ExprPtr operand;
};

struct BinaryExpr : NodeOf<Expr, ExprKind::Binary> {
  BinaryOp op{};
  SourceRange opRange;
  ExprPtr lhs, rhs;
};

struct CompareExpr : NodeOf<Expr, ExprKind::Compare> {
  CompareOp op{};
  SourceRange opRange;
  ExprPtr lhs, rhs;
};

struct LogicalExpr : NodeOf<Expr, ExprKind::Logical> {
  LogicalOp op{};
  SourceRange opRange;
  ExprPtr lhs, rhs;
};

// `a..b`, `a..b by s`
struct RangeExpr : NodeOf<Expr, ExprKind::Range> {
  ExprPtr begin, end, step;
};

// `x -> Dense(64)`. The stage is a name, member, call, repeat or parenthesis; chains nest to the left.
struct PipeExpr : NodeOf<Expr, ExprKind::Pipe> {
  SourceRange arrowRange;
  ExprPtr value, stage;
};

// `(a, b)`, and `()` with no elements
struct TupleExpr : NodeOf<Expr, ExprKind::Tuple> {
  std::vector<ExprPtr> elements;
};

// `[a, b]`: a tensor or a list, by LANGUAGE row 32
struct ListExpr : NodeOf<Expr, ExprKind::List> {
  std::vector<ExprPtr> elements;
};

// `[f(t) for t in trees if ok(t)]`
struct ComprehensionExpr : NodeOf<Expr, ExprKind::Comprehension> {
  ExprPtr element;
  PatternPtr pattern;
  ExprPtr iterable;
  ExprPtr condition;
};

// An index of index notation: `i`, `i: n`, `k: a..b`, `s...`
struct Binder {
  Ident name;
  bool isPack = false;
  ExprPtr range;
  SourceRange span;
};

// `sum[i, j: n if c](e)`
struct ReductionExpr : NodeOf<Expr, ExprKind::Reduction> {
  ReductionOp op{};
  std::vector<Binder> binders;
  ExprPtr filter;
  ExprPtr body;
};

// A parameter of a fn, graph, method, lambda, or variant of an enum.
struct Param {
  bool isVar = false;
  bool isConst = false;
  Ident name;
  TypePtr type; // null for `self` and for a lambda's untyped parameter
  ExprPtr defaultValue;
  SourceRange range;
};

// `fn(x: f32) => x * 2.0`, `fn(x) -> f32 { ... }`
struct LambdaExpr : NodeOf<Expr, ExprKind::Lambda> {
  std::vector<Param> params;
  TypePtr result;
  BlockPtr body;
};

struct IfBranch {
  ExprPtr condition;
  BlockPtr body;
};

// `if a { } else if b { } else { }`: flat, so that a long chain does not nest
struct IfExpr : NodeOf<Expr, ExprKind::If> {
  std::vector<IfBranch> branches;
  BlockPtr elseBody;
};

// `Leaf(w) if w > 0 => e`
struct MatchArm {
  PatternPtr pattern;
  ExprPtr guard;
  BlockPtr body;
  SourceRange range;
};

struct MatchExpr : NodeOf<Expr, ExprKind::Match> {
  ExprPtr subject;
  std::vector<MatchArm> arms;
};

// `repeat 3 { Block(16) }`
struct RepeatExpr : NodeOf<Expr, ExprKind::Repeat> {
  ExprPtr count;
  BlockPtr body;
};

} // namespace dual
