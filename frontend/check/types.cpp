// Type expressions: what they mean, and what a value's type binds of a signature's symbols.
#include "frontend/check/checker.h"
#include "frontend/check/habits.h"
#include "frontend/check/wording.h"

#include <fmt/format.h>

namespace dual::check {

std::pair<const Decl *, const ModuleScope *> Checker::findDecl(const std::string &name,
                                                               const ModuleScope &in) {
  if (auto own = in.decls.find(name); own != in.decls.end())
    return {own->second, &in};
  if (auto imported = in.imported.find(name); imported != in.imported.end())
    return imported->second;
  return {nullptr, nullptr};
}

std::pair<const Decl *, const ModuleScope *> Checker::findDecl(const Path &path, const ModuleScope &in) {
  if (path.parts.size() == 1)
    return findDecl(path.last().text, in);
  auto module = in.modules.find(path.parts.front().text);
  if (path.parts.size() != 2 || module == in.modules.end())
    return {nullptr, nullptr};
  auto found = module->second->decls.find(path.last().text);
  if (found == module->second->decls.end())
    return {nullptr, nullptr};
  return {found->second, module->second};
}

Dim Checker::constantDim(const Decl &decl, const ModuleScope &in, SourceRange range) {
  Val value = declared(decl, in, range);
  if (value.isError() && !value.literal)
    return Dim::unknown();
  if (value.literal ? !value.literal->isFloat : value.dim.has_value())
    return dimOf(value, range);
  error(
      DiagCode::type_mismatch, range,
      fmt::format("the size `{}` is `{}`; expected `int`", decl.name.text, text(settle(value, range).type)));
  return Dim::unknown();
}

// A symbol in a size. In an open place (parameters, annotations) a new one gets its own dim.
Dim Checker::dimNamed(const Ident &name, TypeEnv &env_, const ModuleScope &in, bool open) {
  if (auto known = env_.dims.find(name.text); known != env_.dims.end())
    return known->second;
  if (Binding *binding = env ? env->find(name.text) : nullptr; binding && binding->value.type &&
                                                               binding->value.type->isScalar() &&
                                                               binding->value.type->element.isInteger(64))
    return dimOf(binding->value, name.range);
  if (auto [decl, declScope] = findDecl(name.text, in); decl && decl->is<ConstDecl>())
    return constantDim(*decl, *declScope, name.range);
  if (open && isupper(name.text[0]))
    return env_.dims[name.text] = dims.symbol(name.text, name.range);
  diags.error(DiagCode::unbound_dim, name.range,
              fmt::format("nothing gives the size `{}` a value", name.text));
  return Dim::unknown();
}

Dim Checker::evalDim(const Expr &expr, TypeEnv &env_, const ModuleScope &in, bool open) {
  if (auto *literal = expr.as<IntLiteralExpr>())
    return Dim(static_cast<int64_t>(literal->value));
  if (auto *name = expr.as<NameExpr>())
    return dimNamed(Ident{name->name, name->range}, env_, in, open);
  if (auto *binary = expr.as<BinaryExpr>()) {
    Dim lhs = evalDim(*binary->lhs, env_, in, open), rhs = evalDim(*binary->rhs, env_, in, open);
    switch (binary->op) {
    case BinaryOp::add:
      return lhs + rhs;
    case BinaryOp::sub:
      return lhs - rhs;
    case BinaryOp::mul:
      return lhs * rhs;
    case BinaryOp::div:
      return dims.quotient(lhs, rhs);
    case BinaryOp::mod:
      return dims.remainder(lhs, rhs);
    default:
      break;
    }
  }
  diags.error(DiagCode::unbound_dim, expr.range,
              fmt::format("`{}` is not a size; sizes are integers, symbols and `+ - * / %`",
                          sources.text(expr.range)));
  return Dim::unknown();
}

TypeRef Checker::evalTensor(mlir::Type element, const NamedType &type, TypeEnv &env_, const ModuleScope &in,
                            bool open) {
  std::vector<Dim> shape;
  for (const TypeArg &arg : type.args)
    switch (arg.kind) {
    case TypeArg::Kind::name:
      shape.push_back(dimNamed(arg.name, env_, in, open));
      break;
    case TypeArg::Kind::dim:
      shape.push_back(evalDim(*arg.dim, env_, in, open));
      break;
    case TypeArg::Kind::unknown:
      shape.push_back(Dim::unknown());
      break;
    case TypeArg::Kind::pack: {
      auto pack = env_.packs.find(arg.name.text);
      if (pack == env_.packs.end())
        diags.error(DiagCode::unbound_dim, arg.range, fmt::format("nothing binds `{}...`", arg.name.text));
      else
        shape.insert(shape.end(), pack->second.begin(), pack->second.end());
      break;
    }
    case TypeArg::Kind::type:
      diags.error(DiagCode::unknown_type, arg.range, "a tensor's shape consists of sizes, not of types");
      break;
    }
  return tensorType(element, std::move(shape));
}

static bool mentionsName(const Expr &expr, const std::string &name) {
  if (auto *plain = expr.as<NameExpr>())
    return plain->name == name;
  auto *binary = expr.as<BinaryExpr>();
  return binary && (mentionsName(*binary->lhs, name) || mentionsName(*binary->rhs, name));
}

// A parameter of a struct, enum or alias is a dim where its type uses it as a size, and a type otherwise.
bool Checker::mentionsDim(const TypeExpr &type, const ModuleScope &in, const std::string &name) {
  if (auto *tuple = type.as<TupleType>())
    return llvm::any_of(tuple->elements,
                        [&](const TypePtr &element) { return mentionsDim(*element, in, name); });
  auto *named = type.as<NamedType>();
  if (!named)
    return false;
  auto [decl, declScope] = findDecl(named->path, in);
  llvm::ArrayRef<Ident> params = decl ? typeParamsOf(*decl) : llvm::ArrayRef<Ident>();
  bool tensor = islower(named->path.last().text[0]) && named->path.last().text != "list";
  for (size_t k = 0; k < named->args.size(); ++k) {
    const TypeArg &arg = named->args[k];
    bool isSize = tensor || (decl && decl->is<GraphDecl>()) ||
                  (k < params.size() && isDimParameter(*decl, *declScope, params[k].text));
    if ((arg.kind == TypeArg::Kind::name && arg.name.text == name && isSize) ||
        (arg.kind == TypeArg::Kind::dim && mentionsName(*arg.dim, name)) ||
        (arg.kind == TypeArg::Kind::type && mentionsDim(*arg.type, in, name)))
      return true;
  }
  return false;
}

llvm::ArrayRef<Ident> typeParamsOf(const Decl &decl) {
  if (auto *structure = decl.as<StructDecl>())
    return structure->typeParams;
  if (auto *alias = decl.as<TypeAliasDecl>())
    return alias->typeParams;
  auto *choice = decl.as<EnumDecl>();
  return choice ? llvm::ArrayRef<Ident>(choice->typeParams) : llvm::ArrayRef<Ident>();
}

bool Checker::isDimParameter(const Decl &decl, const ModuleScope &in, const std::string &name) {
  if (!openParameters.insert(&decl).second)
    return false; // it contains itself
  auto mentions = [&](const auto &field) { return mentionsDim(*field.type, in, name); };
  bool result = false;
  if (auto *structure = decl.as<StructDecl>())
    result = llvm::any_of(structure->fields, mentions);
  else if (auto *alias = decl.as<TypeAliasDecl>())
    result = mentions(*alias);
  else if (auto *choice = decl.as<EnumDecl>())
    result = llvm::any_of(choice->variants,
                          [&](const Variant &variant) { return llvm::any_of(variant.fields, mentions); });
  openParameters.erase(&decl);
  return result;
}

TypeRef Checker::dataType(const Decl &decl, const ModuleScope &declScope, TypeEnv args) {
  if (auto *structure = decl.as<StructDecl>())
    return structType(*structure, declScope, std::move(args));
  return enumType(*decl.as<EnumDecl>(), declScope, std::move(args));
}

TypeRef Checker::structType(const StructDecl &decl, const ModuleScope &declScope, TypeEnv args) {
  auto type = std::make_shared<Type>();
  type->kind = Type::Kind::structure;
  type->decl = &decl;
  type->scope = &declScope;
  for (const Ident &param : decl.typeParams) {
    if (auto dim = args.dims.find(param.text); dim != args.dims.end())
      type->dims.push_back({param.text, dim->second});
    else if (auto arg = args.types.find(param.text); arg != args.types.end())
      type->typeArgs[param.text] = arg->second;
  }
  for (const Field &field : decl.fields)
    type->members.push_back({field.name.text, evalType(*field.type, args, declScope, field.name.text, true)});
  return type;
}

TypeRef Checker::evalData(const Decl &decl, const ModuleScope &declScope, const NamedType &type,
                          TypeEnv &env_, const ModuleScope &in, const std::string &prefix, bool open) {
  llvm::ArrayRef<Ident> params = typeParamsOf(decl);
  if (type.args.size() != params.size()) {
    diags.error(DiagCode::type_mismatch, type.range,
                fmt::format("`{}` has {}; {} given", decl.name.text, counted(params.size(), "parameter"),
                            type.args.size()));
    return errorType();
  }
  TypeEnv args;
  for (size_t k = 0; k < type.args.size(); ++k) {
    const TypeArg &arg = type.args[k];
    const std::string &param = params[k].text;
    bool isDim = isDimParameter(decl, declScope, param);
    if (arg.kind == TypeArg::Kind::unknown)
      args.dims[param] = Dim::unknown();
    else if (arg.kind == TypeArg::Kind::dim)
      args.dims[param] = evalDim(*arg.dim, env_, in, open);
    else if (arg.kind == TypeArg::Kind::type)
      args.types[param] = evalType(*arg.type, env_, in, prefix + "." + param, open);
    else if (isDim)
      args.dims[param] = dimNamed(arg.name, env_, in, open);
    else {
      NamedType inner;
      inner.path.parts = {arg.name};
      inner.path.range = inner.range = arg.range;
      args.types[param] = evalNamed(inner, env_, in, prefix + "." + param, open);
    }
  }
  return dataType(decl, declScope, std::move(args));
}

// A graph's type: what is named is fixed, what is not is a symbol of the place that names the type.
// What stands between the brackets, as a type.
static std::shared_ptr<const TypeExpr> argumentType(const TypeArg &arg) {
  if (arg.type)
    return {std::shared_ptr<void>(), arg.type.get()};
  auto named = std::make_shared<NamedType>();
  named->path.parts = {arg.name};
  named->path.range = named->range = arg.range;
  return named;
}

TypeRef Checker::evalList(const NamedType &type, TypeEnv &env_, const ModuleScope &in,
                          const std::string &prefix, bool open) {
  bool one = type.args.size() == 1 && (type.args[0].kind == TypeArg::Kind::name || type.args[0].type);
  if (!one) {
    diags.error(DiagCode::type_mismatch, type.range,
                "a list has one parameter, the type of its elements: `list[f32]`");
    return errorType();
  }
  TypeRef element = evalType(*argumentType(type.args[0]), env_, in, prefix, open);
  if (element->isError())
    return element;
  if (element->kind == Type::Kind::graph || element->kind == Type::Kind::function) {
    notBuilt(type.args[0].range,
             element->kind == Type::Kind::graph ? "a graph in a list" : "a function in a list");
    return errorType();
  }
  if (holdsNode(element)) {
    notBuilt(type.args[0].range, "an enum that contains itself in a list");
    return errorType();
  }
  return listType(*builder.getContext(), element);
}

TypeRef Checker::evalNamed(const NamedType &type, TypeEnv &env_, const ModuleScope &in,
                           const std::string &prefix, bool open) {
  const std::string &name = type.path.last().text;
  if (type.path.parts.size() == 1) {
    if (auto bound = env_.types.find(name); bound != env_.types.end())
      return bound->second->isScalar() ? evalTensor(bound->second->element, type, env_, in, open)
                                       : bound->second;
    if (mlir::Type element = dtypeNamed(*builder.getContext(), name))
      return evalTensor(element, type, env_, in, open);
    if (name == "str")
      return strType();
    if (name == "Grad" && type.args.size() == 1)
      return gradType(evalType(*argumentType(type.args[0]), env_, in, prefix, open));
    if (name == "list")
      return evalList(type, env_, in, prefix, open);
  }
  auto [decl, declScope] = findDecl(type.path, in);
  if (decl && (decl->is<StructDecl>() || decl->is<EnumDecl>()))
    return evalData(*decl, *declScope, type, env_, in, prefix, open);
  if (auto *graph = decl ? decl->as<GraphDecl>() : nullptr)
    return evalGraph(*graph, *declScope, type, env_, in, prefix, open);
  if (auto *alias = decl ? decl->as<TypeAliasDecl>() : nullptr)
    return evalAlias(*alias, *declScope, type, env_, in, prefix, open);
  std::vector<std::string> known = {"bool", "i8",  "u8",   "i16", "i32", "i64",
                                    "int",  "f16", "bf16", "f32", "f64", "str"};
  for (auto &[candidate, other] : in.decls)
    known.push_back(candidate);
  for (auto &[candidate, other] : in.imported)
    known.push_back(candidate);
  auto report = diags.error(DiagCode::unknown_type, type.range,
                            fmt::format("there is no type `{}`", sources.text(type.path.range)));
  std::string home = libraryModuleOf(name), habit = typeHabit(name);
  if (!home.empty())
    report.help(fmt::format("it is in the standard library: `use {}: {}`", home, name));
  else if (!habit.empty())
    report.help(habit);
  else if (auto near = suggestion(name, known))
    report.help(fmt::format("did you mean `{}`?", *near));
  return errorType();
}

TypeRef Checker::evalType(const TypeExpr &type, TypeEnv &env_, const ModuleScope &in,
                          const std::string &prefix, bool open) {
  if (auto *tuple = type.as<TupleType>()) {
    std::vector<TypeRef> parts;
    for (const TypePtr &part : tuple->elements)
      parts.push_back(evalType(*part, env_, in, prefix + "." + std::to_string(parts.size()), open));
    return tupleType(std::move(parts));
  }
  if (auto *namedType = type.as<NamedType>())
    return evalNamed(*namedType, env_, in, prefix, open);
  return functionType();
}

// ---- binding a signature's symbols from an argument's type

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
  if (unknown && actual->isTensor()) {
    env_.types.emplace(name, tensorType(actual->element));
    element = env_.types[name]->element;
  }
  if (element || env_.types.count(name)) {
    if (!actual->isTensor())
      return true;
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
  if (name == "Grad" && actual->kind == Type::Kind::grad) {
    const TypeArg &arg = namedType->args[0];
    if (arg.type || findDecl(arg.name.text, in).first)
      return bindType(*argumentType(arg), actual->inner, env_, in, prefix);
    env_.types.emplace(arg.name.text, actual->inner);
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
    if (actual->kind == Type::Kind::graph && free && arg.label)
      if (const Dim *dim = actual->dim(arg.label->text))
        env_.dims.emplace(arg.name.text, *dim);
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
  std::function<void(const TypeRef &, const std::string &)> implicit = [&](const TypeRef &type,
                                                                           const std::string &path) {
    if (type->kind == Type::Kind::graph)
      for (const NamedDim &dim : type->dims)
        if (path != prefix || !isNamed(dim.name))
          env_.dims.emplace(path + "." + dim.name, dim.dim);
    if (type->kind == Type::Kind::structure || type->kind == Type::Kind::enumeration)
      for (auto &[param, arg] : type->typeArgs)
        implicit(arg, path + "." + param);
  };
  implicit(actual, prefix);
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
    TypeEnv args;
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
