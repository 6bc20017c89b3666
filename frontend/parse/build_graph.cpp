#include "frontend/parse/tree_builder.h"

namespace dual {

GraphBody TreeBuilder::graphBody(const Cst &cst) {
  GraphBody body;
  body.range = cst.range;
  for (const Cst *one : cst.all(rule::graphStmt))
    body.stmts.push_back(graphStmt(one->children[0]));
  return body;
}

GraphStmtPtr TreeBuilder::graphStmt(const Cst &cst) {
  switch (cst.rule) {
  case rule::graphIn: return graphIn(cst);
  case rule::graphOut: return graphOut(cst);
  case rule::graphParam: return graphParam(cst);
  case rule::graphNext: return graphNext(cst);
  case rule::graphIf: return graphIf(cst);
  case rule::graphIndexDef: return graphIndexDef(cst);
  default: return graphNode(cst);
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
