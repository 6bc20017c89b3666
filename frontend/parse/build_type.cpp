#include "frontend/parse/tree_builder.h"

namespace dual {

TypePtr TreeBuilder::type(const Cst &cst) {
  const Cst &body = cst.children[0];
  if (body.isRule(rule::namedType))
    return namedType(body.at(rule::path), body.find(rule::typeArgs));
  if (body.isRule(rule::fnType))
    return fnType(body);
  std::vector<const Cst *> elements = body.all(rule::typeExpr);
  if (elements.size() == 1 && !body.hasWord(tok::COMMA))
    return type(*elements[0]);
  auto made = make<TupleType>(cst);
  for (const Cst *element : elements)
    made->elements.push_back(type(*element));
  return made;
}

TypePtr TreeBuilder::optionalType(const Cst &parent) {
  const Cst *found = parent.find(rule::typeExpr);
  return found ? type(*found) : nullptr;
}

TypePtr TreeBuilder::namedType(const Cst &named, const Cst *args) {
  auto made = make<NamedType>(named);
  made->path = path(named);
  made->hasArgs = args != nullptr;
  if (!args)
    return made;
  made->range = cover(named.range, args->range);
  for (const Cst *arg : args->all(rule::typeArg))
    made->args.push_back(typeArg(*arg));
  return made;
}

TypePtr TreeBuilder::fnType(const Cst &cst) {
  auto made = make<FnType>(cst);
  bool afterArrow = false;
  for (const Cst &child : cst.children) {
    afterArrow = afterArrow || child.isWord(tok::ARROW);
    if (child.isRule(rule::typeExpr) && afterArrow)
      made->result = type(child);
    else if (child.isRule(rule::typeExpr))
      made->params.push_back(type(child));
  }
  return made;
}

TypePtr TreeBuilder::boxedType(const Cst &cst) {
  if (const Cst *fn = cst.find(rule::fnType))
    return fnType(*fn);
  if (const Cst *named = cst.find(rule::path))
    return namedType(*named, cst.find(rule::typeArgs));
  if (cst.has(rule::name)) {
    auto dotted = make<NamedType>(cst);
    dotted->path = path(cst);
    return dotted;
  }
  auto tuple = make<TupleType>(cst);
  for (const Cst *element : cst.all(rule::typeExpr))
    tuple->elements.push_back(type(*element));
  return tuple;
}

TypeArg TreeBuilder::typeArg(const Cst &cst) {
  TypeArg arg;
  arg.range = cst.range;
  if (cst.hasWord(tok::COLON))
    arg.label = ident(cst.at(rule::name));
  if (cst.hasWord(tok::QUESTION)) {
    arg.kind = TypeArg::Kind::unknown;
  } else if (cst.hasWord(tok::ELLIPSIS)) {
    arg.kind = TypeArg::Kind::pack;
    arg.name = ident(*cst.all(rule::name).back());
  } else if (const Cst *boxed = cst.find(rule::boxedType)) {
    arg.kind = TypeArg::Kind::type;
    arg.type = boxedType(*boxed);
  } else {
    arg.dim = dim(cst.at(rule::dim));
    arg.kind = arg.dim->is<NameExpr>() && !arg.dim->parenthesized ? TypeArg::Kind::name : TypeArg::Kind::dim;
    if (arg.kind == TypeArg::Kind::name)
      arg.name = {arg.dim->as<NameExpr>()->name, arg.dim->range};
  }
  return arg;
}

ExprPtr TreeBuilder::dim(const Cst &cst) { return binaryChain(cst); }

ExprPtr TreeBuilder::dimFactor(const Cst &cst) {
  if (const Cst *inner = cst.find(rule::dim)) {
    ExprPtr made = dim(*inner);
    made->parenthesized = true;
    return made;
  }
  if (const Cst *operand = cst.find(rule::dimFactor))
    return negated(cst.children[0], dimFactor(*operand));
  return cst.has(rule::name) ? name(cst.children[0]) : literal(cst.children[0]);
}

} // namespace dual
