// From the parse tree to the syntax tree. It runs on input without syntax errors, so what the grammar demands
// is there; what the grammar lets through and the language does not is reported here.
#pragma once

#include "frontend/diagnostics/diagnostics.h"
#include "frontend/parse/cst.h"
#include "frontend/syntax/ast.h"

#include <map>

namespace dual {

class TreeBuilder {
public:
  TreeBuilder(const SourceManager &sources, FileId file, const std::map<uint32_t, std::string> &docs,
              Diagnostics &diags)
      : sources(sources), file(file), docs(docs), diags(diags) {}

  std::unique_ptr<Module> module(const Cst &source);

private:
  // build_common.cpp
  std::string text(const Cst &cst) const { return std::string(sources.text(cst.range)); }
  Ident ident(const Cst &name) const { return {text(name), name.range}; }
  std::vector<Ident> idents(const Cst &parent) const;
  Path path(const Cst &cst) const;
  // The documentation in front of a node, or in front of any of its direct children (it may follow an
  // attribute).
  std::string doc(const Cst &cst) const;
  void needUpper(const Ident &name, const char *what);
  void needLower(const Ident &name, const char *what);
  bool checkChain(const Cst &cst, size_t links);
  template <typename T> std::unique_ptr<T> make(const Cst &cst) const {
    auto node = std::make_unique<T>();
    node->range = cst.range;
    return node;
  }

  // build_decl.cpp
  DeclPtr decl(const Cst &cst);
  void use(const Cst &cst, Module &module);
  Attribute attribute(const Cst &cst);
  ExportClause exportClause(const Cst &cst);
  std::unique_ptr<FnDecl> fnDecl(const Cst &cst);
  std::vector<ResultItem> results(const Cst *result);
  std::vector<Param> params(const Cst *params);
  Param param(const Cst &cst);
  std::vector<WhereFact> where(const Cst *clause);
  DeclPtr graphDecl(const Cst &cst);
  DeclPtr structDecl(const Cst &cst);
  Field field(const Cst &cst);
  DeclPtr enumDecl(const Cst &cst);
  std::vector<Ident> typeParams(const Cst *cst);
  DeclPtr typeDecl(const Cst &cst);
  DeclPtr constDecl(const Cst &cst);
  DeclPtr testDecl(const Cst &cst);

  // build_graph.cpp
  GraphBody graphBody(const Cst &cst);
  GraphStmtPtr graphStmt(const Cst &cst);
  GraphStmtPtr graphIn(const Cst &cst);
  GraphStmtPtr graphOut(const Cst &cst);
  GraphStmtPtr graphParam(const Cst &cst);
  GraphStmtPtr graphNext(const Cst &cst);
  GraphStmtPtr graphIf(const Cst &cst);
  GraphStmtPtr graphIndexDef(const Cst &cst);
  GraphStmtPtr graphNode(const Cst &cst);
  void graphForeign(const Cst &cst);

  // build_stmt.cpp
  BlockPtr block(const Cst &cst);
  BlockPtr bareBlock(StmtPtr stmt) const;
  StmtPtr stmt(const Cst &cst);
  StmtPtr indexDef(const Cst &cst);
  StmtPtr letStmt(const Cst &cst);
  StmtPtr exprStmt(const Cst &cst);
  StmtPtr simpleStmt(const Cst &cst);
  void checkPlace(const Expr &target);
  std::vector<Binder> binders(const Cst &cst);
  PatternPtr pattern(const Cst &cst);
  PatternPtr literalPattern(const Cst &cst);
  PatternPtr pathPattern(const Cst &cst);

  // build_type.cpp
  TypePtr type(const Cst &cst);
  TypePtr optionalType(const Cst &parent);
  TypePtr namedType(const Cst &path, const Cst *args);
  TypePtr fnType(const Cst &cst);
  TypePtr boxedType(const Cst &cst);
  TypeArg typeArg(const Cst &cst);
  ExprPtr dim(const Cst &cst);
  ExprPtr dimFactor(const Cst &cst);

  // build_expr.cpp: the operators
  ExprPtr expr(const Cst &cst);
  ExprPtr operators(const Cst &cst);
  ExprPtr pipe(const Cst &cst);
  ExprPtr logical(const Cst &cst, LogicalOp op);
  ExprPtr compare(const Cst &cst);
  ExprPtr range(const Cst &cst);
  ExprPtr binaryChain(const Cst &cst);
  ExprPtr unary(const Cst &cst, UnaryOp op);
  ExprPtr power(const Cst &cst);
  ExprPtr postfix(const Cst &cst);
  ExprPtr trailer(ExprPtr object, const Cst &cst);
  ExprPtr subscripts(ExprPtr object, const Cst &cst);
  Subscript subscript(const Cst &cst);
  ExprPtr pad(const Cst &cst);
  std::vector<Argument> arguments(const Cst *args);
  Argument argument(const Cst &cst);

  // build_primary.cpp: what stands alone
  ExprPtr primary(const Cst &cst);
  ExprPtr group(const Cst &cst);
  ExprPtr list(const Cst &cst);
  ExprPtr reduction(const Cst &cst);
  ExprPtr lambda(const Cst &cst);
  ExprPtr ifExpr(const Cst &cst);
  ExprPtr matchExpr(const Cst &cst);
  MatchArm arm(const Cst &cst);
  ExprPtr repeatExpr(const Cst &cst);

  // build_literal.cpp
  ExprPtr literal(const Cst &word);
  ExprPtr name(const Cst &cst) const;
  ExprPtr negated(const Cst &minus, ExprPtr operand) const;
  ExprPtr integer(const Cst &word);
  ExprPtr floating(const Cst &word);
  ExprPtr character(const Cst &word);
  std::unique_ptr<StringExpr> string(const Cst &cst);
  std::string plainString(const Cst &cst);
  StringPiece hole(const Cst &cst);
  FormatSpec formatSpec(const Cst &cst);
  std::string unescape(const Cst &word, std::string_view escaped);

  const SourceManager &sources;
  FileId file;
  const std::map<uint32_t, std::string> &docs;
  Diagnostics &diags;
};

} // namespace dual
