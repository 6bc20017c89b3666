#include "frontend/parse/tree_builder.h"

namespace dual {

void TreeBuilder::use(const Cst &cst, Module &module) {
  for (const Cst *target : cst.all(rule::path))
    module.uses.push_back({path(*target), {}, target->range});
  module.uses.back().names = idents(cst);
  if (!module.uses.back().names.empty())
    module.uses.back().range = cover(module.uses.back().range, cst.range);
}

DeclPtr TreeBuilder::decl(const Cst &cst) {
  DeclPtr made;
  switch (const Cst &body = cst.children.back(); body.rule) {
  case rule::fnDecl:
    made = fnDecl(body);
    break;
  case rule::graphDecl:
    made = graphDecl(body);
    break;
  case rule::structDecl:
    made = structDecl(body);
    break;
  case rule::enumDecl:
    made = enumDecl(body);
    break;
  case rule::typeDecl:
    made = typeDecl(body);
    break;
  case rule::constDecl:
    made = constDecl(body);
    break;
  default:
    made = testDecl(body);
    break;
  }
  made->range = cst.range;
  made->doc = doc(cst);
  for (const Cst *attr : cst.all(rule::attr))
    made->attrs.push_back(attribute(*attr));
  if (const Cst *clause = cst.find(rule::exported))
    made->exported = exportClause(*clause);
  return made;
}

Attribute TreeBuilder::attribute(const Cst &cst) {
  return {ident(cst.at(rule::name)), arguments(cst.find(rule::args)), cst.range};
}

// `strided: x, y`: a name without a colon belongs to the option before it; the first one is an option by
// itself.
ExportClause TreeBuilder::exportClause(const Cst &cst) {
  ExportClause clause;
  clause.range = cst.range;
  for (const Cst *option : cst.all(rule::exportOption)) {
    std::vector<Ident> names = idents(*option);
    if (names.size() == 2)
      clause.options.push_back({names[0], {names[1]}});
    else if (clause.options.empty())
      clause.options.push_back({names[0], {}});
    else
      clause.options.back().values.push_back(names[0]);
  }
  return clause;
}

std::unique_ptr<FnDecl> TreeBuilder::fnDecl(const Cst &cst) {
  auto fn = make<FnDecl>(cst);
  fn->name = ident(cst.at(rule::name));
  needLower(fn->name, "the name of a function");
  fn->params = params(cst.find(rule::params));
  fn->results = results(cst.find(rule::result));
  fn->where = where(cst.find(rule::whereClause));
  fn->body = block(cst.at(rule::block));
  return fn;
}

std::vector<ResultItem> TreeBuilder::results(const Cst *result) {
  std::vector<ResultItem> items;
  if (!result)
    return items;
  for (const Cst *named : result->all(rule::namedResult))
    items.push_back({ident(named->at(rule::name)), type(named->at(rule::typeExpr))});
  if (!items.empty())
    return items;
  TypePtr only = type(result->at(rule::typeExpr));
  // `-> ()` says the same as no result at all.
  const auto *tuple = only->as<TupleType>();
  if (!tuple || !tuple->elements.empty())
    items.push_back({std::nullopt, std::move(only)});
  return items;
}

std::vector<Param> TreeBuilder::params(const Cst *list) {
  std::vector<Param> made;
  if (list)
    for (const Cst *one : list->all(rule::param))
      made.push_back(param(*one));
  return made;
}

Param TreeBuilder::param(const Cst &cst) {
  Param made;
  made.range = cst.range;
  made.isVar = cst.hasWord(tok::VAR);
  made.isConst = cst.hasWord(tok::CONST);
  made.name = ident(cst.at(rule::name));
  needLower(made.name, "the name of a parameter");
  made.type = optionalType(cst);
  if (const Cst *value = cst.find(rule::expr))
    made.defaultValue = expr(*value);
  return made;
}

std::vector<WhereFact> TreeBuilder::where(const Cst *clause) {
  std::vector<WhereFact> facts;
  if (!clause)
    return facts;
  for (const Cst *cst : clause->all(rule::fact)) {
    WhereFact fact;
    fact.range = cst->range;
    if (const Cst *condition = cst->find(rule::expr)) {
      fact.condition = expr(*condition);
    } else {
      std::vector<Ident> names = idents(*cst);
      fact.typeName = names[0];
      fact.className = names[1];
    }
    facts.push_back(std::move(fact));
  }
  return facts;
}

DeclPtr TreeBuilder::graphDecl(const Cst &cst) {
  auto graph = make<GraphDecl>(cst);
  graph->name = ident(cst.at(rule::name));
  needUpper(graph->name, "the name of a graph");
  graph->params = params(cst.find(rule::params));
  graph->where = where(cst.find(rule::whereClause));
  graph->body = graphBody(cst.at(rule::graphBody));
  return graph;
}

DeclPtr TreeBuilder::structDecl(const Cst &cst) {
  auto made = make<StructDecl>(cst);
  made->name = ident(cst.at(rule::name));
  needUpper(made->name, "the name of a struct");
  made->typeParams = typeParams(cst.find(rule::typeParams));
  for (const Cst *member : cst.all(rule::member)) {
    if (const Cst *method = member->find(rule::fnDecl)) {
      made->methods.push_back(fnDecl(*method));
      made->methods.back()->doc = doc(*method);
    } else {
      made->fields.push_back(field(member->at(rule::field)));
    }
  }
  return made;
}

Field TreeBuilder::field(const Cst &cst) {
  Field made;
  made.range = cst.range;
  made.doc = doc(cst);
  made.name = ident(cst.at(rule::name));
  needLower(made.name, "the name of a field");
  made.type = type(cst.at(rule::typeExpr));
  if (const Cst *value = cst.find(rule::expr))
    made.defaultValue = expr(*value);
  return made;
}

DeclPtr TreeBuilder::enumDecl(const Cst &cst) {
  auto made = make<EnumDecl>(cst);
  made->name = ident(cst.at(rule::name));
  needUpper(made->name, "the name of an enum");
  made->typeParams = typeParams(cst.find(rule::typeParams));
  for (const Cst *variant : cst.all(rule::variant)) {
    Ident name = ident(variant->at(rule::name));
    needUpper(name, "a variant");
    made->variants.push_back({doc(*variant), name, params(variant->find(rule::params)), variant->range});
  }
  if (made->variants.empty())
    diags.error(DiagCode::syntax_error, made->name.range, "expected at least one variant, found none");
  return made;
}

std::vector<Ident> TreeBuilder::typeParams(const Cst *cst) {
  std::vector<Ident> names = cst ? idents(*cst) : std::vector<Ident>();
  for (const Ident &name : names)
    needUpper(name, "a type parameter");
  return names;
}

DeclPtr TreeBuilder::typeDecl(const Cst &cst) {
  auto made = make<TypeAliasDecl>(cst);
  made->name = ident(cst.at(rule::name));
  needUpper(made->name, "the name of a type");
  made->typeParams = typeParams(cst.find(rule::typeParams));
  made->type = type(cst.at(rule::typeExpr));
  return made;
}

DeclPtr TreeBuilder::constDecl(const Cst &cst) {
  auto made = make<ConstDecl>(cst);
  made->name = ident(cst.at(rule::name));
  needLower(made->name, "the name of a constant");
  made->type = optionalType(cst);
  made->value = expr(cst.at(rule::expr));
  return made;
}

DeclPtr TreeBuilder::testDecl(const Cst &cst) {
  auto made = make<TestDecl>(cst);
  const Cst &title = cst.at(rule::string);
  made->name = {plainString(title), title.range};
  made->body = block(cst.at(rule::block));
  return made;
}

} // namespace dual
