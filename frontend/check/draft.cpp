// Declarations that nothing uses, checked all the same: sizes are symbols, a dtype is one of its class.
#include "frontend/check/checker.h"
#include "frontend/check/derivatives.h"
#include "frontend/check/nodes.h"
#include "frontend/check/specialize.h"
#include "frontend/check/type_arguments.h"

#include <fmt/format.h>

namespace dual::check {

// A function is checked by itself unless its parameters leave a dtype, rank or function open.
bool Checker::isGeneric(const FnDecl &decl, const ModuleScope &in) {
  for (const WhereFact &fact : decl.where)
    if (!fact.condition)
      return true;
  TypeEnv none;
  for (const Param &param : decl.params)
    if (param.isConst || !param.type || param.type->is<FnType>() || isOpen(*param.type, in, none))
      return true;
  return false;
}

// What nothing declares is a type parameter if `where` names its class or if it has one or two letters; a
// longer name is more likely misspelt.
bool Checker::isTypeParameter(const NamedType &type, const ModuleScope &in, const TypeEnv &types) {
  const std::string &name = type.path.last().text;
  return isupper(name[0]) && (name.size() <= 2 || types.classed.count(name)) &&
         !findDecl(type.path, in).first;
}

void Checker::declareClasses(llvm::ArrayRef<WhereFact> where, TypeEnv &types) {
  for (const WhereFact &fact : where)
    if (!fact.condition)
      types.classed.insert(fact.typeName.text);
}

bool Checker::isOpen(const TypeExpr &type, const ModuleScope &in, const TypeEnv &types) {
  if (auto *tuple = type.as<TupleType>())
    return llvm::any_of(tuple->elements, [&](const TypePtr &element) { return isOpen(*element, in, types); });
  auto *named = type.as<NamedType>();
  if (!named)
    return false;
  if (isTypeParameter(*named, in, types) || isOpenGraph(*named, in))
    return true;
  return llvm::any_of(named->args, [&](const TypeArg &arg) {
    if (arg.kind == TypeArg::Kind::type)
      return isOpen(*arg.type, in, types);
    if (saysDtype(*named, arg, in))
      return isupper(arg.name.text[0]) != 0;
    if (arg.kind == TypeArg::Kind::name && takesType(*named, arg, in))
      return isupper(arg.name.text[0]) && !findDecl(arg.name.text, in).first;
    return arg.kind == TypeArg::Kind::pack;
  });
}

// A graph with arguments that decide its structure and have no default: each use says them.
bool Checker::isOpenGraph(const NamedType &type, const ModuleScope &in) {
  auto [decl, declScope] = findDecl(type.path, in);
  auto *graph = decl ? decl->as<GraphDecl>() : nullptr;
  auto isSaid = [&](const Param &param) {
    return param.defaultValue || llvm::any_of(type.args, [&](const TypeArg &arg) {
             return arg.label && arg.label->text == param.name.text;
           });
  };
  const ModuleScope &declaredIn = declScope ? *declScope : in;
  return graph && llvm::any_of(graph->params, [&](const Param &param) {
           if (auto inner = param.type ? param.type->as<NamedType>() : nullptr;
               graphParameter(param, declaredIn).first)
             return isOpenGraph(*inner, declaredIn);
           return isStructural(param, declaredIn) && !isSaid(param);
         });
}

// The `M` of `Adam[M]`: a type, by how the struct uses its parameter.
bool Checker::freeTypeArgument(const NamedType &type, const TypeArg &arg, const ModuleScope &in) {
  auto [decl, declScope] = findDecl(type.path, in);
  size_t place = &arg - type.args.data();
  return decl && place < typeParamsOf(*decl).size() &&
         !isDimParameter(*decl, *declScope, typeParamsOf(*decl)[place].text);
}

bool Checker::takesType(const NamedType &type, const TypeArg &arg, const ModuleScope &in) {
  const std::string &name = type.path.last().text;
  return name == "Grad" || name == "list" || freeTypeArgument(type, arg, in);
}

void Checker::checkModule(const ModuleScope &checked) {
  for (const DeclPtr &decl : checked.syntax->decls)
    checkDecl(*decl, checked);
}

void Checker::checkDecl(const Decl &decl, const ModuleScope &in) {
  if (auto *graph = decl.as<GraphDecl>(); graph && graph->params.empty())
    graphTemplate(*graph, in, *defaultArgs(*graph, in));
  auto *fn = decl.as<FnDecl>();
  if (fn) {
    Derivatives{*this}.checkRule(*fn, in);
    Specialization{*this}.checkDeclaration(*fn, in);
  }
  if (!fn || isGeneric(*fn, in))
    return;
  BoundCall bound;
  scope = &in;
  size_t before = diags.errorCount();
  for (const Param &param : fn->params)
    draftParameter(param, in, bound);
  if (diags.errorCount() == before && !givesFunction(*fn))
    instantiate(*fn, in, bound);
}

// All but the functions that are `done`.
void Checker::draftDecl(const Decl &decl, const ModuleScope &in, const std::set<const FnDecl *> &done) {
  if (auto *fn = decl.as<FnDecl>(); fn && !done.count(fn))
    draftFunction(*fn, in, nullptr);
  if (auto *graph = decl.as<GraphDecl>())
    draftGraph(*graph, in);
  if (auto *choice = decl.as<EnumDecl>())
    draftEnum(*choice, in);
  if (auto *alias = decl.as<TypeAliasDecl>())
    draftAlias(*alias, in);
  if (decl.is<ConstDecl>())
    declared(decl, in, decl.name.range);
  if (auto *structure = decl.as<StructDecl>()) {
    draftStruct(*structure, in);
    for (auto &method : structure->methods)
      if (!done.count(method.get()))
        draftFunction(*method, in, structure);
  }
}

// What stands for the parameters of a struct or enum: for a size a symbol, for a type some number.
TypeEnv Checker::draftParameters(const Decl &decl, const ModuleScope &in) {
  TypeEnv args;
  for (const Ident &param : typeParamsOf(decl))
    if (isDimParameter(decl, in, param.text))
      args.dims[param.text] = dims.symbol(param.text, param.range);
    else
      args.types[param.text] = tensorType(builder.getF32Type());
  return args;
}

// A default reads the fields before it.
template <typename Fields>
void Checker::draftDefaults(const Fields &fields, const std::vector<Member> &members, const ModuleScope &in,
                            const TypeEnv &args) {
  std::map<std::string, Val> earlier;
  for (auto [field, member] : llvm::zip(fields, members)) {
    if (field.defaultValue)
      coerce(defaultValue(*field.defaultValue, in, earlier, args, member.type), member.type,
             field.defaultValue->range, fmt::format("field `{}`", field.name.text));
    earlier[field.name.text] = zeroOf(member.type);
  }
}

// The symbols in its fields are its parameters.
bool Checker::hasParameters(const StructDecl &decl, const ModuleScope &in) {
  size_t before = diags.errorCount();
  for (const Field &field : decl.fields) {
    std::set<std::string> symbols;
    collectSymbols(*field.type, symbols);
    for (const std::string &name : symbols)
      if (isupper(name[0]) && !findDecl(name, in).first &&
          llvm::none_of(decl.typeParams, [&](const Ident &param) { return param.text == name; }))
        diags
            .error(DiagCode::unbound_dim, field.type->range,
                   fmt::format("`{}` is not a parameter of `{}`", name, decl.name.text))
            .help(fmt::format("declare it: `struct {}[{}]`; a size that every value has for itself is `?`",
                              decl.name.text, name));
  }
  return diags.errorCount() == before;
}

// The fields' types, with every size a symbol, and defaults; those of generic types are checked at each use.
void Checker::draftStruct(const StructDecl &decl, const ModuleScope &in) {
  if (!hasParameters(decl, in))
    return;
  TypeEnv args = draftParameters(decl, in);
  size_t before = diags.errorCount();
  TypeRef type = structType(decl, in, args);
  if (diags.errorCount() == before && !type->isError() && decl.typeParams.empty())
    draftDefaults(decl.fields, type->members, in, args);
}

void Checker::draftEnum(const EnumDecl &decl, const ModuleScope &in) {
  TypeEnv args = draftParameters(decl, in);
  TypeRef type = enumType(decl, in, args);
  if (type->isError() || !decl.typeParams.empty())
    return;
  std::vector<Member> members = type->parts();
  for (auto [variant, member] : llvm::zip(decl.variants, llvm::drop_begin(members)))
    draftDefaults(variant.fields, member.type->members, in, args);
}

void Checker::checkUnused(llvm::ArrayRef<const Decl *> decls, const ModuleScope &in) {
  mlir::OwningOpRef<mlir::ModuleOp> scratch = mlir::ModuleOp::create(builder.getUnknownLoc());
  Checker draft(*scratch, sources, diags);
  for (const Decl *decl : decls)
    draft.writeRoot(in, decl->name.range, "main", [&] { draft.draftDecl(*decl, in, used); });
}

void Checker::checkUnused(const ModuleScope &checked) {
  llvm::SmallVector<const Decl *> decls;
  for (const DeclPtr &decl : checked.syntax->decls)
    decls.push_back(decl.get());
  checkUnused(decls, checked);
}

// Some argument for a parameter, of which only the type counts. False: only a use can say what it is.
bool Checker::draftParameter(const Param &param, const ModuleScope &in, BoundCall &bound) {
  Val arg;
  if (param.isConst) {
    if (!param.defaultValue)
      return false;
    arg = expr(*param.defaultValue);
  } else if (auto *signature = param.type->as<FnType>()) {
    arg = opaqueFunction(*signature, in);
  } else {
    arg.type = evalType(*param.type, bound.types, in, param.name.text, true);
    TypeEnv places; // their sizes are in `bound` by now
    bindPlaces(arg.type, param.name.text, places);
    bound.types.graphs.merge(places.graphs);
  }
  if (isIntParameter(param) && !param.isVar)
    bound.types.dims[param.name.text] = param.isConst ? dimOf(settle(arg, param.range), param.range)
                                                      : dims.symbol(param.name.text, param.name.range);
  bound.args.push_back(arg);
  return true;
}

// What stands for the type parameters and packs of a signature. False: a type that each use decides.
bool Checker::draftTypes(const TypeExpr &type, const ModuleScope &in, TypeEnv &types) {
  auto *named = type.as<NamedType>();
  auto *tuple = type.as<TupleType>();
  bool ok = true;
  for (size_t k = 0; tuple && k < tuple->elements.size(); ++k)
    ok &= draftTypes(*tuple->elements[k], in, types);
  if (!named)
    return ok;
  if (isOpenGraph(*named, in))
    return false;
  const std::string &name = named->path.last().text;
  if (isTypeParameter(*named, in, types) && !types.types.count(name)) {
    if (!named->hasArgs)
      return false;
    types.types[name] = tensorType(builder.getF32Type());
  }
  for (const TypeArg &arg : named->args) {
    if (arg.kind == TypeArg::Kind::pack && !types.packs.count(arg.name.text))
      for (int axis : {0, 1})
        types.packs[arg.name.text].push_back(
            dims.symbol(fmt::format("{}{}", arg.name.text, axis), arg.range));
    if (arg.kind == TypeArg::Kind::type)
      ok &= draftTypes(*arg.type, in, types);
    if (isupper(arg.name.text[0]) && saysDtype(*named, arg, in))
      types.types.emplace(arg.name.text, tensorType(builder.getF32Type()));
    if (arg.kind == TypeArg::Kind::name && isupper(arg.name.text[0]) && takesType(*named, arg, in))
      ok &= findDecl(arg.name.text, in).first || types.types.count(arg.name.text);
  }
  return ok;
}

void Checker::draftFunction(const FnDecl &decl, const ModuleScope &in, const StructDecl *receiver) {
  BoundCall bound;
  declareClasses(decl.where, bound.types);
  for (const WhereFact &fact : decl.where)
    if (!fact.condition && isDtypeClass(fact.className.text))
      bound.types.types[fact.typeName.text] = tensorType(dtypeOfClass(fact.className.text));
  if (receiver) {
    TypeEnv own;
    for (const Ident &param : receiver->typeParams) {
      if (!isDimParameter(*receiver, in, param.text))
        return;
      own.dims[param.text] = bound.types.dims[param.text] = dims.symbol(param.text, param.range);
    }
    Val self = make(structType(*receiver, in, own), {});
    bound.types.types["Self"] = bound.self = self.type;
    bound.args.push_back(self);
  }
  for (const Param &param : llvm::ArrayRef(decl.params).drop_front(receiver ? 1 : 0)) {
    if (!param.type) {
      error(DiagCode::cannot_infer, param.range,
            fmt::format("the parameter `{}` has no type", param.name.text));
      return;
    }
    if (!draftTypes(*param.type, in, bound.types))
      return;
  }
  size_t before = diags.errorCount();
  for (const Param &param : llvm::ArrayRef(decl.params).drop_front(receiver ? 1 : 0))
    if (!draftParameter(param, in, bound))
      return;
  if (diags.errorCount() != before || !checkFacts(decl.where, bound.types, in, decl.name.range, true))
    return;
  if (!givesFunction(decl))
    instantiate(decl, in, bound);
  else if (llvm::all_of(bound.args, [](const Val &arg) { return arg.fn || arg.type; }))
    draftForFunction(decl, in, bound);
}

void Checker::draftForFunction(const FnDecl &decl, const ModuleScope &in, BoundCall &bound) {
  for (Val &arg : bound.args)
    if (!arg.fn && !arg.literal && arg.leaves.empty())
      arg = zeroOf(arg.type);
  callForFunction(decl, in, bound, decl.name.range);
}

// The nodes, and the initial values of the parameters, with every size a symbol.
void Checker::draftGraph(const GraphDecl &decl, const ModuleScope &in) {
  auto args = defaultArgs(decl, in);
  if (!args)
    return;
  GraphTemplate &graph = graphTemplate(decl, in, *args);
  if (!graph.failed && graph.args.graphs.empty())
    initialize(graphType(decl, in, *args, canonicalDims(graph)), numberConstant(builder.getI64Type(), 0, 0),
               decl.name.range);
}

} // namespace dual::check
