// Type expressions: what they mean.
#include "frontend/check/checker.h"
#include "frontend/check/habits.h"
#include "frontend/check/type_arguments.h"
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
  const std::string &own = named->path.last().text;
  bool tensor = !decl && own != "list" && own != "Grad";
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

// All that a value consists of is known when the program is compiled: only nodes go on as far as they do.
void Checker::refuseEndless(const StructDecl &decl) {
  if (endlessStructs.count(&decl))
    return;
  endlessStructs.insert(openStructs.begin(), openStructs.end());
  std::vector<std::string> fields;
  for (const Field &field : decl.fields)
    fields.push_back(fmt::format("{}: {}", field.name.text, sources.text(field.type->range)));
  diags
      .error(DiagCode::cannot_infer, decl.name.range,
             fmt::format("the struct `{}` contains itself", decl.name.text))
      .help(fmt::format("an enum may contain itself: `enum {} {{ Node({}) }}`", decl.name.text,
                        fmt::join(fields, ", ")));
}

TypeRef Checker::structType(const StructDecl &decl, const ModuleScope &declScope, TypeEnv args) {
  if (!openStructs.insert(&decl).second) {
    refuseEndless(decl);
    return errorType();
  }
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
  for (auto &[place, dim] : args.places)
    type->dims.push_back({place, dim});
  openStructs.erase(&decl);
  bool isWrong = llvm::any_of(type->members, [](const Member &member) { return member.type->isError(); });
  return isWrong || endlessStructs.count(&decl) ? errorType() : type;
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
  args.isResult = env_.isResult || (isResultPlace(prefix) && !open);
  copyInside(env_, prefix, args);
  if (args.isResult)
    copyPlaces(env_, args);
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
  for (auto &[name, arg] : args.types)
    if (arg->isError())
      return arg;
  TypeRef result = dataType(decl, declScope, std::move(args));
  for (const NamedDim &named : result->dims)
    if (isPlace(named.name)) {
      std::string place = prefix + "." + named.name;
      env_.dims.emplace(place, named.dim);
      env_.places[place] = named.dim;
    }
  return result;
}

std::shared_ptr<const TypeExpr> argumentType(const TypeArg &arg) {
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
    auto wrong = llvm::find_if(parts, [](const TypeRef &part) { return part->isError(); });
    return wrong != parts.end() ? *wrong : tupleType(std::move(parts));
  }
  if (auto *namedType = type.as<NamedType>())
    return evalNamed(*namedType, env_, in, prefix, open);
  return functionType();
}

// ---- binding a signature's symbols from an argument's type

} // namespace dual::check
