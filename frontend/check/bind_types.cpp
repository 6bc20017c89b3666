// What a value's type binds of a signature's symbols.
#include "frontend/check/checker.h"
#include "frontend/check/type_arguments.h"

namespace dual::check {

void Checker::bindShape(const NamedType &pattern, llvm::ArrayRef<Dim> shape, TypeEnv &env_) {
  size_t axis = 0;
  for (const TypeArg &arg : pattern.args) {
    if (arg.kind == TypeArg::Kind::pack) {
      size_t count = shape.size() + 1 - pattern.args.size();
      env_.packs.emplace(arg.name.text, std::vector<Dim>(shape.begin() + axis, shape.begin() + axis + count));
      axis += count;
      continue;
    }
    bool symbol = arg.kind == TypeArg::Kind::name && isupper(arg.name.text[0]);
    if (symbol && !env_.dims.count(arg.name.text))
      env_.dims[arg.name.text] = shape[axis];
    ++axis;
  }
}

// Enters what `actual` says of the pattern's symbols. False if the two can never agree in dtype or rank.
bool Checker::bindType(const TypeExpr &pattern, const TypeRef &actual, TypeEnv &env_, const ModuleScope &in,
                       const std::string &prefix) {
  if (auto *tuple = pattern.as<TupleType>()) {
    if (actual->kind != Type::Kind::tuple || actual->members.size() != tuple->elements.size())
      return false;
    for (size_t k = 0; k < tuple->elements.size(); ++k)
      if (!bindType(*tuple->elements[k], actual->members[k].type, env_, in, prefix + "." + std::to_string(k)))
        return false;
    return true;
  }
  auto *namedType = pattern.as<NamedType>();
  if (!namedType)
    return actual->kind == Type::Kind::function;
  const std::string &name = namedType->path.last().text;
  if (auto [decl, declScope] = findDecl(namedType->path, in); decl && decl->is<TypeAliasDecl>())
    return bindAlias(*decl->as<TypeAliasDecl>(), *declScope, *namedType, actual, env_, in, prefix);
  mlir::Type element = dtypeNamed(*builder.getContext(), name);
  bool declaredType =
      findDecl(namedType->path, in).first || name == "str" || name == "Grad" || name == "list";
  bool unknown = !element && !declaredType && !env_.types.count(name);
  if (unknown && !isTypeParameter(*namedType, in, env_))
    return true; // `evalType` reports it
  if (unknown && !namedType->hasArgs) {
    env_.types[name] = actual; // a free type parameter: `p: M`
    return true;
  }
  if (unknown && !actual->isTensor())
    return false;
  if (unknown) {
    env_.types.emplace(name, tensorType(actual->element));
    element = env_.types[name]->element;
  }
  if (element || env_.types.count(name)) {
    if (!actual->isTensor())
      return !element; // what a type parameter stands for is compared later
    size_t packs = 0;
    for (const TypeArg &arg : namedType->args)
      packs += arg.kind == TypeArg::Kind::pack;
    size_t rank = namedType->args.size() - packs, have = actual->shape.size();
    if (!namedType->hasArgs || (packs ? have >= rank : have == rank))
      bindShape(*namedType, actual->shape, env_);
    else
      return false;
    return true;
  }
  if (name == "list" && namedType->args.size() == 1) {
    if (actual->kind != Type::Kind::list && actual->kind != Type::Kind::rows)
      return false;
    return bindType(*argumentType(namedType->args[0]), actual->inner, env_, in, prefix);
  }
  bool isOwnGradient = actual->isTensor() || actual->isNode();
  if (name == "Grad" && (actual->kind == Type::Kind::grad || isOwnGradient)) {
    const TypeArg &arg = namedType->args[0];
    TypeRef of = isOwnGradient ? actual : actual->inner;
    if (arg.type || findDecl(arg.name.text, in).first)
      return bindType(*argumentType(arg), of, env_, in, prefix);
    env_.types.emplace(arg.name.text, of);
    return true;
  }
  for (const TypeArg &arg : namedType->args) {
    bool free = arg.kind == TypeArg::Kind::name && isupper(arg.name.text[0]);
    size_t position = &arg - namedType->args.data();
    bool isData = actual->kind == Type::Kind::structure || actual->kind == Type::Kind::enumeration;
    if (isData && free && position < typeParamsOf(*actual->decl).size()) {
      const std::string &param = typeParamsOf(*actual->decl)[position].text;
      if (const Dim *dim = actual->dim(param))
        env_.dims.emplace(arg.name.text, *dim);
      else if (auto type = actual->typeArgs.find(param);
               type != actual->typeArgs.end() && !findDecl(arg.name.text, in).first)
        env_.types.emplace(arg.name.text, type->second);
    }
    if (actual->kind == Type::Kind::graph && free && arg.label) {
      if (const Dim *dim = actual->dim(arg.label->text))
        env_.dims.emplace(arg.name.text, *dim);
      else if (saysDtype(*namedType, arg, in))
        bindDtypes({{arg.name.text, actual->constArgs.at(arg.label->text)}}, env_);
    }
  }
  if (actual->kind == Type::Kind::graph && findDecl(namedType->path, in).first == actual->decl) {
    env_.graphs.emplace(prefix, actual);
    for (auto &[name, value] : statedConsts(*actual->decl->as<GraphDecl>(), *namedType, env_, in))
      if (actual->constArgs.at(name) != value)
        return false;
  }
  auto isNamed = [&](const std::string &dim) {
    return llvm::any_of(namedType->args,
                        [&](const TypeArg &arg) { return arg.label && arg.label->text == dim; });
  };
  if (actual->kind != Type::Kind::graph)
    bindPlaces(actual, prefix, env_);
  for (const NamedDim &dim : actual->dims)
    if (actual->kind == Type::Kind::graph && !isNamed(dim.name))
      env_.dims.emplace(prefix + "." + dim.name, dim.dim);
  return true;
}

// The type with symbols of its own in place of its sizes: what a body written once for all sizes sees.
TypeRef Checker::generalize(const TypeRef &type, const std::string &prefix) {
  if (type->kind == Type::Kind::graph) {
    std::vector<Dim> fresh;
    for (const NamedDim &named : type->dims)
      fresh.push_back(dims.symbol(prefix + "." + named.name, type->decl->name.range));
    TypeRef result = graphType(*type->decl->as<GraphDecl>(), *type->scope,
                               {type->constArgs, type->graphArgs, type->functionArgs}, std::move(fresh));
    return type->frozen ? frozenType(result) : result;
  }
  if (type->kind == Type::Kind::structure || type->kind == Type::Kind::enumeration) {
    TypeEnv args = typeArgumentsOf(*type);
    for (const NamedDim &named : type->dims)
      args.dims[named.name] =
          named.dim.isUnknown() ? named.dim : dims.symbol(prefix + "." + named.name, type->decl->name.range);
    for (auto &[name, arg] : type->typeArgs)
      args.types[name] = generalize(arg, prefix + "." + name);
    return dataType(*type->decl, *type->scope, std::move(args));
  }
  if (type->kind == Type::Kind::grad)
    return gradType(generalize(type->inner, prefix));
  if (type->kind == Type::Kind::list)
    return listType(*builder.getContext(), generalize(type->inner, prefix));
  auto result = std::make_shared<Type>(*type);
  for (Dim &dim : result->shape)
    dim = dim.isUnknown() ? dim : dims.symbol(prefix, {});
  for (Member &member : result->members)
    member.type = generalize(member.type, prefix + "." + member.name);
  return result;
}

} // namespace dual::check
