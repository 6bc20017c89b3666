// Statements of a fn, and statements of a graph.
#pragma once

#include "frontend/syntax/expr.h"

namespace dual {

enum class AssignOp { set, add, sub, mul, div };
const char *spelling(AssignOp op);

// `let (a, b): T = e`, `var x = e`
struct LetStmt : NodeOf<Stmt, StmtKind::Let> {
  bool isVar = false;
  PatternPtr pattern;
  TypePtr type;
  ExprPtr value;
};

// `let y[i, j: n] = e`
struct IndexDefStmt : NodeOf<Stmt, StmtKind::IndexDef> {
  bool isVar = false;
  Ident name;
  std::vector<Binder> binders;
  TypePtr type;
  ExprPtr value;
};

// `x = e`, `x[i] += e`, `(a, b) = (b, a)`
struct AssignStmt : NodeOf<Stmt, StmtKind::Assign> {
  AssignOp op{};
  SourceRange opRange;
  ExprPtr target;
  ExprPtr value;
};

struct ForStmt : NodeOf<Stmt, StmtKind::For> {
  PatternPtr pattern;
  ExprPtr iterable;
  BlockPtr body;
};

struct WhileStmt : NodeOf<Stmt, StmtKind::While> {
  ExprPtr condition;
  BlockPtr body;
};

struct ReturnStmt : NodeOf<Stmt, StmtKind::Return> {
  ExprPtr value; // null in a bare `return`
};

struct BreakStmt : NodeOf<Stmt, StmtKind::Break> {};
struct ContinueStmt : NodeOf<Stmt, StmtKind::Continue> {};

// `assert c, "message"`
struct AssertStmt : NodeOf<Stmt, StmtKind::Assert> {
  ExprPtr condition;
  ExprPtr message;
};

struct ExprStmt : NodeOf<Stmt, StmtKind::Expr> {
  ExprPtr value;
};

// `in x: f32[B, 64]`
struct InStmt : NodeOf<GraphStmt, GraphStmtKind::In> {
  std::string doc;
  Ident name;
  TypePtr type;
  ExprPtr defaultValue;
};

// `out h` has no value, `out y = e` has one
struct OutItem {
  Ident name;
  ExprPtr value;
  SourceRange range;
};

struct OutStmt : NodeOf<GraphStmt, GraphStmtKind::Out> {
  std::string doc;
  std::vector<OutItem> items;
};

// `param w: f32[I, O] = init.xavier(I, O, seed: seed)`, `state mu: f32[C] = 0.0`
struct ParamStmt : NodeOf<GraphStmt, GraphStmtKind::Param> {
  std::string doc;
  bool isState = false;
  Ident name;
  TypePtr type;
  ExprPtr value;
};

// `next mu = e`
struct NextStmt : NodeOf<GraphStmt, GraphStmtKind::Next> {
  Ident name;
  ExprPtr value;
};

struct GraphBody {
  std::vector<GraphStmtPtr> stmts;
  SourceRange range;
};

struct GraphIfBranch {
  ExprPtr condition;
  GraphBody body;
};

// `if train { ... } else { ... }`: selects nodes
struct GraphIfStmt : NodeOf<GraphStmt, GraphStmtKind::If> {
  std::vector<GraphIfBranch> branches;
  std::optional<GraphBody> elseBody;
};

// `deg[n: N] = e`
struct GraphIndexDefStmt : NodeOf<GraphStmt, GraphStmtKind::IndexDef> {
  Ident name;
  std::vector<Binder> binders;
  TypePtr type;
  ExprPtr value;
};

// `h = x -> Dense(32)`, `(a, b) = f(x)`
struct NodeStmt : NodeOf<GraphStmt, GraphStmtKind::Node> {
  PatternPtr pattern;
  TypePtr type;
  ExprPtr value;
};

} // namespace dual
