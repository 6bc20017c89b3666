// What all syntax nodes share: a kind, a range, and a cast that needs no RTTI.
#pragma once

#include "frontend/source/source.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dual {

enum class ExprKind {
#define EXPR(name) name,
#include "frontend/syntax/nodes.def"
};
enum class StmtKind {
#define STMT(name) name,
#include "frontend/syntax/nodes.def"
};
enum class GraphStmtKind {
#define GRAPH_STMT(name) name,
#include "frontend/syntax/nodes.def"
};
enum class DeclKind {
#define DECL(name) name,
#include "frontend/syntax/nodes.def"
};
enum class PatternKind {
#define PATTERN(name) name,
#include "frontend/syntax/nodes.def"
};
enum class TypeKind {
#define TYPE(name) name,
#include "frontend/syntax/nodes.def"
};

// A node of one family. Every concrete node T says its kind as `T::nodeKind`.
template <typename Kind> struct Node {
  const Kind kind;
  SourceRange range;

  virtual ~Node() = default;
  Node(const Node &) = delete;
  Node &operator=(const Node &) = delete;

  template <typename T> bool is() const { return kind == T::nodeKind; }
  // The node as a T, or null.
  template <typename T> T *as() { return is<T>() ? static_cast<T *>(this) : nullptr; }
  template <typename T> const T *as() const { return is<T>() ? static_cast<const T *>(this) : nullptr; }

protected:
  explicit Node(Kind kind) : kind(kind) {}
};

// Gives a concrete node its kind: `struct NameExpr : NodeOf<Expr, ExprKind::Name> { ... }`.
template <typename Base, auto K> struct NodeOf : Base {
  static constexpr auto nodeKind = K;
  NodeOf() : Base(K) {}
};

// A name as written, with its place.
struct Ident {
  std::string text;
  SourceRange range;
};

// A dotted name: `zoo.resnet`, `optim.Adam`, `f32`.
struct Path {
  std::vector<Ident> parts;
  SourceRange range;

  const Ident &last() const { return parts.back(); }
};

struct Expr : Node<ExprKind> {
  // Written in parentheses of its own. They matter in one place: `x -> (f(a))` applies what `f(a)` gives.
  bool parenthesized = false;

protected:
  using Node::Node;
};
struct Stmt : Node<StmtKind> {
protected:
  using Node::Node;
};
struct GraphStmt : Node<GraphStmtKind> {
protected:
  using Node::Node;
};
struct Pattern : Node<PatternKind> {
protected:
  using Node::Node;
};
struct TypeExpr : Node<TypeKind> {
protected:
  using Node::Node;
};

using ExprPtr = std::unique_ptr<Expr>;
using StmtPtr = std::unique_ptr<Stmt>;
using GraphStmtPtr = std::unique_ptr<GraphStmt>;
using PatternPtr = std::unique_ptr<Pattern>;
using TypePtr = std::unique_ptr<TypeExpr>;

// `{ ... }`. The value is the last statement's when that is an expression.
// A body without braces (`=> e`) is a block of that one statement, with `braced` false.
struct Block {
  std::vector<StmtPtr> stmts;
  bool braced = true;
  SourceRange range;
};
using BlockPtr = std::unique_ptr<Block>;

} // namespace dual
