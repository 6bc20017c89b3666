#include "frontend/check/named_symbols.h"
#include "frontend/check/nodes.h"

namespace dual::check {

// Upper-case names in a signature that stand for sizes, and those that stand for types.
void NamedSymbols::collect(const TypeExpr &type) {
  if (auto *tuple = type.as<TupleType>())
    for (const TypePtr &element : tuple->elements)
      collect(*element);
  auto *named = type.as<NamedType>();
  collectSymbols(type, sizes);
  if (!named)
    return;
  types.insert(named->path.last().text);
  for (const TypeArg &arg : named->args) {
    if (arg.kind == TypeArg::Kind::name && check.takesType(*named, arg, in))
      types.insert(arg.name.text);
    if (arg.kind == TypeArg::Kind::type)
      collect(*arg.type);
  }
}

bool NamedSymbols::bind(const FnDecl &decl, BoundCall &bound) {
  types = bound.types.classed;
  for (const Param &param : decl.params)
    if (param.type)
      collect(*param.type);
  for (const ResultItem &item : decl.results)
    collect(*item.type);
  return bindAll(bound.types);
}

bool NamedSymbols::bind(const Decl &decl, llvm::ArrayRef<Ident> typeParams, TypeEnv &bound) {
  for (const Ident &param : typeParams)
    (check.isDimParameter(decl, in, param.text) ? sizes : types).insert(param.text);
  return bindAll(bound);
}

bool NamedSymbols::bindAll(TypeEnv &bound) {
  TypeRef i64 = tensorType(check.builder.getI64Type());
  for (const Argument *arg : given) {
    const std::string &name = arg->name->text;
    if (!(types.count(name) || sizes.count(name)) || check.findDecl(name, in).first) {
      check.unknownParameter(callee, *arg->name, params, {});
      return false;
    }
    if (types.count(name)) {
      mlir::Type element = check.dtypeOf(*arg->value);
      if (!element)
        return false;
      bound.types[name] = tensorType(element);
      continue;
    }
    Val size = check.coerce(check.value(*arg->value, i64), i64, arg->value->range, "`" + name + "`");
    if (size.isError())
      return false;
    bound.dims[name] = check.dimOf(size, arg->value->range);
  }
  return true;
}

} // namespace dual::check
