// The dtypes that type parameters stand for: named, as in `Dense(10, T: f64)`, or found where something is
// used.
#include "frontend/check/checker.h"
#include "frontend/check/nodes.h"
#include "frontend/check/wording.h"

#include <fmt/format.h>

namespace dual::check {

// What nothing says is as that of a number without context.
mlir::Type Checker::dtypeOfClass(const std::string &className) {
  return className == "Int" ? mlir::Type(builder.getI64Type()) : mlir::Type(builder.getF32Type());
}

bool isDtypeClass(const std::string &name) { return name == "Float" || name == "Int" || name == "Num"; }

// `f64`, or what a type parameter stands for; null: no dtype.
static mlir::Type dtypeIn(const TypeEnv &types, const std::string &name, mlir::MLIRContext &context) {
  auto bound = types.types.find(name);
  bool isBound = bound != types.types.end() && bound->second->isTensor();
  return isBound ? bound->second->element : dtypeNamed(context, name);
}

mlir::Type Checker::dtypeOf(const Expr &given) {
  auto *name = given.as<NameExpr>();
  if (mlir::Type element = name ? dtypeIn(frame.types, name->name, *builder.getContext()) : mlir::Type())
    return element;
  error(DiagCode::unknown_type, given.range, fmt::format("`{}` is not a dtype", sources.text(given.range)));
  return {};
}

// ---- of functions

// Of those that no argument has bound.
void Checker::bindOtherDtypes(const FnDecl &decl, BoundCall &bound) {
  for (const WhereFact &fact : decl.where)
    if (!fact.condition && isDtypeClass(fact.className.text))
      bound.types.types.emplace(fact.typeName.text, tensorType(dtypeOfClass(fact.className.text)));
}

// ---- of graphs

// In the types of the arguments, inputs, `param`s and states, and those that `where` declares.
std::set<std::string> Checker::dtypeParameters(const GraphDecl &decl, const ModuleScope &in) {
  TypeEnv types;
  declareClasses(decl.where, types);
  std::set<std::string> result = types.classed;
  std::function<void(const TypeExpr &)> collect = [&](const TypeExpr &type) {
    if (auto *tuple = type.as<TupleType>())
      for (const TypePtr &element : tuple->elements)
        collect(*element);
    auto *named = type.as<NamedType>();
    if (!named)
      return;
    if (named->path.parts.size() == 1 && isTypeParameter(*named, in, types))
      result.insert(named->path.last().text);
    for (const TypeArg &arg : named->args)
      if (arg.type)
        collect(*arg.type);
      else if (arg.kind == TypeArg::Kind::name && isupper(arg.name.text[0]) &&
               freeTypeArgument(*named, arg, in) && !findDecl(arg.name.text, in).first)
        result.insert(arg.name.text);
  };
  for (const Param &param : decl.params)
    if (param.type && !param.type->is<FnType>())
      collect(*param.type);
  for (const TypeExpr *type : typesOfParts(decl))
    collect(*type);
  return result;
}

ConstValue Checker::dtypeOtherwise(const GraphDecl &decl, const std::string &parameter) {
  for (const WhereFact &fact : decl.where)
    if (!fact.condition && fact.typeName.text == parameter)
      return dtypeText(dtypeOfClass(fact.className.text));
  return dtypeText(dtypeOfClass(""));
}

// They decide a graph's structure as `const` arguments do: one that is made says them, or what it is applied
// to.
bool Checker::graphDtypes(const GraphDecl &decl, const ModuleScope &in, const CallExpr &expr,
                          llvm::ArrayRef<Val> applied, MakingArgs &making) {
  std::set<std::string> names = dtypeParameters(decl, in);
  TypeEnv found;
  declareClasses(decl.where, found);
  if (!names.empty())
    for (auto [input, value] : llvm::zip(inputsOf(decl), applied))
      bindType(*input->type, value.type, found, in, input->name.text);
  for (const std::string &name : names) {
    const Argument *said = named(expr, name);
    auto known = found.types.find(name);
    bool isKnown = known != found.types.end() && known->second->isTensor() && known->second->element;
    mlir::Type element = said ? dtypeOf(*said->value) : isKnown ? known->second->element : mlir::Type();
    if (said && !element)
      return false;
    making.structural.consts[name] = element ? ConstValue(dtypeText(element)) : dtypeOtherwise(decl, name);
  }
  TypeEnv types;
  bindDtypes(making.structural.consts, types);
  return llvm::all_of(decl.where, [&](const WhereFact &fact) {
    return fact.condition || checkFacts(fact, types, in, expr.range, /*emit=*/false);
  });
}

// What the type parameters stand for inside.
void Checker::bindDtypes(const std::map<std::string, ConstValue> &consts, TypeEnv &types) {
  for (auto &[name, value] : consts)
    if (isupper(name[0]))
      types.types[name] = tensorType(dtypeNamed(*builder.getContext(), std::get<std::string>(value)));
}

// `Dense[T: f64]`, `Dense[T: T]`: whether the argument of a graph's type says a dtype.
bool Checker::saysDtype(const NamedType &type, const TypeArg &arg, const ModuleScope &in) {
  auto [decl, declScope] = findDecl(type.path, in);
  auto *graph = decl && arg.label ? decl->as<GraphDecl>() : nullptr;
  return graph && arg.kind == TypeArg::Kind::name &&
         dtypeParameters(*graph, *declScope).count(arg.label->text);
}

std::optional<ConstValue> Checker::statedDtype(const TypeArg &arg, const TypeEnv &types) {
  if (mlir::Type element = dtypeIn(types, arg.name.text, *builder.getContext()))
    return dtypeText(element);
  error(DiagCode::unknown_type, arg.range, fmt::format("`{}` is not a dtype", arg.name.text));
  return std::nullopt;
}

} // namespace dual::check
