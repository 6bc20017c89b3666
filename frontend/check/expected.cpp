// What the place of an argument or a field asks for, where a value alone does not say its type: `None` of an
// enum with parameters, and brackets, which may be a tensor or a list.
#include "frontend/check/bare_numbers.h"
#include "frontend/check/checker.h"
#include "frontend/check/nodes.h"

#include "mlir/dl/Dl.h"

namespace dual::check {

class Asked {
public:
  Asked(Checker &checker, const ModuleScope &in, const TypeEnv &types)
      : checker(checker), in(in), types(types) {}

  // Whether the type says more than a value of it would say by itself.
  bool helps(const TypeExpr &type) const {
    if (auto *tuple = type.as<TupleType>())
      return llvm::any_of(tuple->elements, [&](const TypePtr &element) { return helps(*element); });
    auto *named = type.as<NamedType>();
    if (named && !named->hasArgs && named->path.parts.size() == 1 && isDtype(named->path.last().text))
      return true; // to the numbers in branches and tuples
    const Decl *decl = named ? checker.findDecl(named->path, in).first : nullptr;
    bool ofParts = named && decl && decl->is<StructDecl>() && !named->args.empty();
    return named && (decl ? decl->is<EnumDecl>() || ofParts : isList(*named));
  }

  // Whether all names in it have a value by now.
  bool isKnown(const TypeExpr &type) const {
    if (auto *tuple = type.as<TupleType>())
      return llvm::all_of(tuple->elements, [&](const TypePtr &element) { return isKnown(*element); });
    auto *named = type.as<NamedType>();
    if (!named || (named->path.parts.size() == 1 && !isList(*named) && !isKnown(named->path.last().text)))
      return false;
    return llvm::all_of(named->args, [&](const TypeArg &arg) { return isKnown(arg, isList(*named)); });
  }

  static bool isList(const TypeExpr &type) {
    auto *named = type.as<NamedType>();
    return named && named->path.last().text == "list";
  }

private:
  bool isDtype(const std::string &name) const {
    auto bound = types.types.find(name);
    return bound == types.types.end() ? bool(dtypeNamed(*checker.builder.getContext(), name))
                                      : bound->second->isScalar();
  }

  bool isKnown(const std::string &name) const {
    return types.dims.count(name) || types.types.count(name) || checker.findDecl(name, in).first ||
           dtypeNamed(*checker.builder.getContext(), name) || name == "str";
  }

  bool isKnown(const TypeArg &arg, bool ofList) const {
    std::set<std::string> names;
    switch (arg.kind) {
    case TypeArg::Kind::name:
      return isKnown(arg.name.text);
    case TypeArg::Kind::type:
      return ofList && isKnown(*arg.type);
    case TypeArg::Kind::unknown:
      return true;
    case TypeArg::Kind::dim:
      collectNames(*arg.dim, names);
      return llvm::all_of(names, [&](const std::string &name) { return isKnown(name); });
    default:
      return false;
    }
  }

  Checker &checker;
  const ModuleScope &in;
  const TypeEnv &types;
};

// What brackets are of as a tensor: its dtype, and the rank if they are empty; the sizes they say themselves.
TypeRef Checker::bracketsOf(const NamedType &type, const ListExpr &given, const TypeEnv &types) {
  const std::string &name = type.path.last().text;
  auto known = types.types.find(name);
  bool isKnown = known != types.types.end() && known->second->isTensor();
  mlir::Type element = isKnown ? known->second->element : dtypeNamed(*builder.getContext(), name);
  bool hasRank = llvm::none_of(type.args, [](const TypeArg &arg) { return arg.kind == TypeArg::Kind::pack; });
  if (!element || type.args.empty() || (given.elements.empty() && !hasRank))
    return nullptr;
  std::vector<Dim> shape;
  for (size_t axis = 0; given.elements.empty() && axis < type.args.size(); ++axis) {
    auto *size = type.args[axis].dim ? type.args[axis].dim->as<IntLiteralExpr>() : nullptr;
    shape.push_back(size ? Dim(static_cast<int64_t>(size->value)) : Dim::unknown());
  }
  return tensorType(element, shape);
}

// A list whose elements say themselves what they are.
static TypeRef someList() {
  auto type = std::make_shared<Type>();
  type->kind = Type::Kind::list;
  return type;
}

TypeRef Checker::expectedBy(const TypeExpr *type, const std::string &name, const ModuleScope &in,
                            const TypeEnv &types, const Expr *given) {
  auto *list = given ? given->as<ListExpr>() : nullptr;
  if (auto *named = list && type ? type->as<NamedType>() : nullptr; named && named->path.parts.size() == 1)
    if (TypeRef brackets = bracketsOf(*named, *list, types))
      return brackets;
  Asked asked(*this, in, types);
  if (!type || !asked.helps(*type))
    return nullptr;
  if (!asked.isKnown(*type))
    return list && !list->elements.empty() && Asked::isList(*type) ? someList() : nullptr;
  TypeEnv known = types;
  auto outer = std::exchange(env, std::make_shared<Env>());
  TypeRef wanted = evalType(*type, known, in, name, false);
  env = outer;
  return wanted;
}

// A literal as the number that its parameter makes of it, which a later default may read.
Val Checker::asDeclared(const Val &given, const TypeExpr *type, SourceRange range) {
  auto *named = given.literal && type ? type->as<NamedType>() : nullptr;
  mlir::Type element = named && !named->hasArgs && named->path.parts.size() == 1
                           ? dtypeNamed(*builder.getContext(), named->path.last().text)
                           : mlir::Type();
  return element ? coerce(given, tensorType(element), range, "the argument") : given;
}

// What nothing is given for: evaluated at the call, where only the arguments before it have names, and those
// of the module in which it stands.
Val Checker::defaultValue(const Expr &source, const ModuleScope &in,
                          const std::map<std::string, Val> &earlier, const TypeEnv &types,
                          const TypeRef &expected) {
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  auto outerScope = std::exchange(scope, &in);
  auto outerTypes = std::exchange(frame.types, types);
  for (auto &[name, value] : earlier)
    if (!value.isError() || value.literal || value.fn)
      env->names[name] = {value, false, {}};
  Val result = expr(source, expected);
  env = outerEnv;
  scope = outerScope;
  frame.types = outerTypes;
  return result;
}

bool Checker::hasOpenDtype(const Param &param, const ModuleScope &in, const TypeEnv &types) {
  auto *named = param.type ? param.type->as<NamedType>() : nullptr;
  return named && isTypeParameter(*named, in, types) && !types.types.count(named->path.last().text);
}

// `f(None, 7)`: what stands behind may say the type. A name, or brackets without a type of their own, can
// wait for it, since when they are computed makes no difference.
bool Checker::mayWait(const Param &param, const Expr &given, const ModuleScope &in, const TypeEnv &types) {
  if (isBareBrackets(given) && hasOpenDtype(param, in, types))
    return true;
  auto *list = given.as<ListExpr>();
  auto *name = given.as<NameExpr>(); // of a variant
  if (!param.type || !((name && !env->find(name->name)) || (list && list->elements.empty())))
    return false;
  Asked asked(*this, in, types);
  return asked.helps(*param.type) && !asked.isKnown(*param.type);
}

} // namespace dual::check
