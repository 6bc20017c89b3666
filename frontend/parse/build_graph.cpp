#include "frontend/parse/tree_builder.h"

#include <fmt/format.h>

namespace dual {

GraphBody TreeBuilder::graphBody(const Cst &cst) {
  GraphBody body;
  body.range = cst.range;
  for (const Cst *one : cst.all(rule::graphStmt))
    if (one->has(rule::graphForeign))
      graphForeign(one->children[0].children[0]);
    else
      body.stmts.push_back(graphStmt(one->children[0]));
  return body;
}

static const char *graphHelp(int rule) {
  switch (rule) {
  case rule::letStmt:
  case rule::indexDef:
    return "a graph defines its nodes without `let` or `var`: `h = x -> relu`";
  case rule::returnStmt:
    return "a graph names its results with `out`";
  case rule::assertStmt:
    return "what must hold of a graph is said with `where`";
  default:
    return "a graph has no loops; write the loop in a `fn` and call it from a node";
  }
}

void TreeBuilder::graphForeign(const Cst &cst) {
  const Cst &first = cst.rule >= 0 ? cst.children[0] : cst;
  diags
      .error(DiagCode::syntax_error, first.range,
             fmt::format("expected a statement of a graph, found `{}`", text(first)))
      .help(graphHelp(cst.rule));
}

GraphStmtPtr TreeBuilder::graphStmt(const Cst &cst) {
  switch (cst.rule) {
  case rule::graphIn:
    return graphIn(cst);
  case rule::graphOut:
    return graphOut(cst);
  case rule::graphParam:
    return graphParam(cst);
  case rule::graphNext:
    return graphNext(cst);
  case rule::graphIf:
    return graphIf(cst);
  case rule::graphIndexDef:
    return graphIndexDef(cst);
  default:
    return graphNode(cst);
  }
}

GraphStmtPtr TreeBuilder::graphIn(const Cst &cst) {
  auto made = make<InStmt>(cst);
  made->doc = doc(cst);
  made->name = ident(cst.at(rule::name));
  needLower(made->name, "the name of an input");
  made->type = type(cst.at(rule::typeExpr));
  if (const Cst *value = cst.find(rule::expr))
    made->defaultValue = expr(*value);
  return made;
}

GraphStmtPtr TreeBuilder::graphOut(const Cst &cst) {
  auto made = make<OutStmt>(cst);
  made->doc = doc(cst);
  for (const Cst *item : cst.all(rule::outItem)) {
    const Cst *value = item->find(rule::expr);
    made->items.push_back({ident(item->at(rule::name)), value ? expr(*value) : nullptr, item->range});
    needLower(made->items.back().name, "the name of an output");
  }
  return made;
}

GraphStmtPtr TreeBuilder::graphParam(const Cst &cst) {
  auto made = make<ParamStmt>(cst);
  made->doc = doc(cst);
  made->isState = cst.children[0].isWord(tok::STATE);
  made->name = ident(cst.at(rule::name));
  needLower(made->name, made->isState ? "the name of a state" : "the name of a parameter");
  made->type = type(cst.at(rule::typeExpr));
  made->value = expr(cst.at(rule::expr));
  return made;
}

GraphStmtPtr TreeBuilder::graphNext(const Cst &cst) {
  auto made = make<NextStmt>(cst);
  made->name = ident(cst.at(rule::name));
  made->value = expr(cst.at(rule::expr));
  return made;
}

GraphStmtPtr TreeBuilder::graphIf(const Cst &cst) {
  auto made = make<GraphIfStmt>(cst);
  std::vector<const Cst *> conditions = cst.all(rule::expr);
  std::vector<const Cst *> bodies = cst.all(rule::graphBody);
  for (size_t i = 0; i < conditions.size(); ++i)
    made->branches.push_back({expr(*conditions[i]), graphBody(*bodies[i])});
  if (bodies.size() > conditions.size())
    made->elseBody = graphBody(*bodies.back());
  return made;
}

GraphStmtPtr TreeBuilder::graphIndexDef(const Cst &cst) {
  auto made = make<GraphIndexDefStmt>(cst);
  made->name = ident(cst.at(rule::name));
  needLower(made->name, "the name of a node");
  made->binders = binders(cst.at(rule::binders));
  made->type = optionalType(cst);
  made->value = expr(cst.at(rule::expr));
  return made;
}

GraphStmtPtr TreeBuilder::graphNode(const Cst &cst) {
  auto made = make<NodeStmt>(cst);
  made->pattern = pattern(cst.at(rule::pattern));
  made->type = optionalType(cst);
  made->value = expr(cst.at(rule::expr));
  return made;
}

} // namespace dual
