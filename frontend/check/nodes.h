// The statements of a graph, sorted by kind, and its nodes in an order that their dependences allow.
#pragma once

#include "frontend/diagnostics/diagnostics.h"
#include "frontend/syntax/ast.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>
#include <set>

namespace dual::check {

// One definition; `out y = e` is one too.
struct GraphNode {
  std::string name; // the first that the pattern binds
  const Pattern *pattern = nullptr;
  const std::vector<Binder> *binders = nullptr;
  const TypeExpr *type = nullptr;
  const Expr *value = nullptr;
  SourceRange range;
};

struct NodeList {
  std::vector<const InStmt *> inputs;
  std::vector<const ParamStmt *> params;
  std::vector<GraphNode> ordered;
  std::vector<std::string> outputs;
  std::vector<GraphNode> nexts; // by the name of the state
  bool cyclic = false;          // reported; the nodes have no order
};

// `holds` decides an `if` between nodes; the nodes of the other branch do not exist.
NodeList nodesOf(const GraphDecl &decl, Diagnostics &diags, llvm::function_ref<bool(const Expr &)> holds);

// What is known of a condition when the program is compiled; none: the run decides it.
using Decide = llvm::function_ref<std::optional<bool>(const Expr &)>;

// Those that one of the names depends on, in the same order. Branches that `decided` leaves out read nothing.
std::vector<GraphNode> nodesNeeded(const std::vector<GraphNode> &ordered, llvm::ArrayRef<std::string> names,
                                   Decide decided);

// The `next`s of a run up to `node`, empty for the outputs: those whose nodes all run.
std::vector<GraphNode> nextsOf(const NodeList &nodes, const std::string &node, Decide decided);
// The given names, and those that the nodes mention.
std::vector<std::string> namesIn(llvm::ArrayRef<GraphNode> nodes, llvm::ArrayRef<std::string> names,
                                 Decide decided);

// The names of the nodes of all branches.
std::set<std::string> nodeNames(const GraphDecl &decl);

// The `param`s of all branches.
std::vector<const ParamStmt *> nodesWithBranches(const GraphDecl &decl);

// The `in`s of all branches, and the types of `in`s, `param`s and `state`s.
std::vector<const InStmt *> inputsOf(const GraphDecl &decl);
std::vector<const TypeExpr *> typesOfParts(const GraphDecl &decl);

// Every name that an expression mentions, but for branches that `decided` leaves out.
void collectNames(const Expr &expr, std::set<std::string> &names, Decide decided = nullptr);
// Whether an expression mentions a symbol, by its upper-case letter, that `known` does not hold.
bool mentionsOther(const Expr &expr, llvm::function_ref<bool(const std::string &)> known);
// Every symbol in the sizes of a type.
void collectSymbols(const TypeExpr &type, std::set<std::string> &symbols);

} // namespace dual::check
