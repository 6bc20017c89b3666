// Shared by the dump_*.cpp files: one method per family of nodes, the indentation kept in between.
#pragma once

#include "frontend/syntax/dump.h"

#include <string_view>

namespace dual {

class DumpWriter {
public:
  // dump.cpp
  void module(const Module &module);
  std::string take() { return std::move(out); }

private:
  void decl(const Decl &decl);
  void attribute(const Attribute &attr);
  void exportClause(const ExportClause &clause);
  void fn(const FnDecl &fn);
  void graph(const GraphDecl &graph);
  void structure(const StructDecl &decl);
  void enumeration(const EnumDecl &decl);
  void where(const std::vector<WhereFact> &facts);
  void doc(const std::string &text);

  // dump_stmt.cpp
  void block(const Block &block);
  void labelled(std::string_view label, const Block &block);
  void stmt(const Stmt &stmt);
  void let(const LetStmt &let);
  void graphBody(const GraphBody &body);
  void graphStmt(const GraphStmt &stmt);
  void graphIf(const GraphIfStmt &stmt);
  void outputs(const OutStmt &stmt);

  // dump_expr.cpp
  void expr(const Expr &expr);
  void labelled(std::string_view label, const Expr *expr);
  void string(const StringExpr &string);
  void argument(const Argument &arg);
  void subscript(const Subscript &subscript);
  void binders(const std::vector<Binder> &binders);
  void param(const Param &param);
  void comprehension(const ComprehensionExpr &loop);
  void lambda(const LambdaExpr &lambda);
  void ifElse(const IfExpr &choice);
  void match(const MatchExpr &match);
  template <typename Node> void binary(std::string_view kind, const Node &node);

  void line(std::string_view text) {
    out.append(2 * depth, ' ');
    out += text;
    out += '\n';
  }
  // Runs `body` one step further in.
  template <typename Body> void indented(Body body) {
    ++depth;
    body();
    --depth;
  }
  static std::string typeSuffix(const TypePtr &type) { return type ? ": " + dump(*type) : std::string(); }

  std::string out;
  size_t depth = 0;
};

// A string of the program inside quotes, with its escapes put back.
std::string quoted(std::string_view text);

} // namespace dual
