// Expressions: names, members, literals.
#include "frontend/check/bare_numbers.h"
#include "frontend/check/builtins.h"
#include "frontend/check/checker.h"
#include "frontend/check/nodes.h"
#include "frontend/check/wording.h"

#include <fmt/format.h>
#include <limits>

namespace dual::check {

using mlir::Value;

// A value that exists when the program runs: no function, every literal typed.
Val Checker::value(const Expr &given, const TypeRef &expected) {
  Val result = settle(expr(given, expected), given.range);
  if (!result.isError() && result.parts)
    return error(DiagCode::type_mismatch, given.range,
                 fmt::format("`{}` holds a function; expected a value", sources.text(given.range)));
  if (!result.isError() && result.fn)
    return error(DiagCode::type_mismatch, given.range,
                 fmt::format("`{}` is a {}; expected a value", sources.text(given.range),
                             result.fn->kind == FnValue::Kind::module ? "module" : "function"));
  return result;
}

// The magnitude of the least i64 has a minus before it, see `unary`.
Val Checker::integer(const IntLiteralExpr &given) {
  if (given.value > uint64_t(std::numeric_limits<int64_t>::max()))
    return error(DiagCode::bad_number, given.range,
                 fmt::format("expected at most {}, the largest `i64`, found `{}`",
                             std::numeric_limits<int64_t>::max(), given.text));
  return literalOf({false, static_cast<int64_t>(given.value), 0}, given.range);
}

Val Checker::expr(const Expr &given, const TypeRef &expected) {
  switch (given.kind) {
  case ExprKind::Name:
    return name(*given.as<NameExpr>(), expected);
  case ExprKind::IntLiteral:
    return integer(*given.as<IntLiteralExpr>());
  case ExprKind::FloatLiteral:
    return literalOf({true, 0, given.as<FloatLiteralExpr>()->value}, given.range);
  case ExprKind::CharLiteral:
    return literalOf({false, given.as<CharLiteralExpr>()->codePoint, 0}, given.range);
  case ExprKind::BoolLiteral:
    return boolConstant(given.as<BoolLiteralExpr>()->value);
  case ExprKind::String:
    return string(*given.as<StringExpr>());
  case ExprKind::Member:
    return memberExpr(*given.as<MemberExpr>(), expected);
  case ExprKind::Call:
    return call(*given.as<CallExpr>(), expected);
  case ExprKind::Subscript:
    return subscript(*given.as<SubscriptExpr>());
  case ExprKind::Unary:
    return unary(*given.as<UnaryExpr>(), expected);
  case ExprKind::Binary:
    return binary(*given.as<BinaryExpr>(), expected);
  case ExprKind::Compare:
    return compare(*given.as<CompareExpr>());
  case ExprKind::Logical:
    return logical(*given.as<LogicalExpr>());
  case ExprKind::Pipe:
    return pipe(*given.as<PipeExpr>(), expected);
  case ExprKind::List:
    return listExpr(*given.as<ListExpr>(), expected);
  case ExprKind::If:
    return ifExpr(*given.as<IfExpr>(), 0, expected, true);
  case ExprKind::Reduction:
    return indexDefinition({}, given, given.range);
  case ExprKind::Tuple: {
    std::vector<TypeRef> types;
    std::vector<Val> parts;
    bool holdsFunction = false;
    Val result;
    for (const ExprPtr &element : given.as<TupleExpr>()->elements) {
      size_t k = types.size();
      TypeRef want = expected && k < expected->members.size() ? expected->members[k].type : nullptr;
      bool wantsFunction = want && want->kind == Type::Kind::function;
      bool wantsNumber = want && want->isScalar();
      Val part = wantsFunction || wantsNumber ? expr(*element, want) : value(*element, want);
      if (part.literal && wantsNumber)
        part = coerce(part, want, element->range, "the value");
      if (wantsNumber && part.fn)
        return value(*element);
      if (part.isError() && !part.fn)
        return part;
      types.push_back(part.type);
      parts.push_back(part);
      holdsFunction |= wantsFunction;
      result.leaves.append(part.leaves.begin(), part.leaves.end());
    }
    if (holdsFunction)
      result.parts = std::make_shared<std::vector<Val>>(std::move(parts));
    result.type = tupleType(std::move(types));
    return result;
  }
  case ExprKind::Lambda:
    return lambda(*given.as<LambdaExpr>());
  case ExprKind::Range:
    return error(DiagCode::type_mismatch, given.range,
                 "a range stands only after `in`, and in a reduction's index");
  case ExprKind::Comprehension:
    return comprehension(*given.as<ComprehensionExpr>(), expected);
  case ExprKind::Match:
    return matchExpr(*given.as<MatchExpr>(), expected, true);
  case ExprKind::Repeat:
    return repeatExpr(*given.as<RepeatExpr>());
  }
  return notBuilt(given.range, "this expression");
}

static Val functionVal(FnValue::Kind kind, const std::string &name) {
  Val value;
  value.type = functionType();
  value.fn = std::make_shared<FnValue>();
  value.fn->kind = kind;
  value.fn->name = name;
  return value;
}

Val Checker::declared(const Decl &decl, const ModuleScope &in, SourceRange range) {
  FnValue::Kind kind;
  switch (decl.kind) {
  case DeclKind::Fn:
    kind = FnValue::Kind::function;
    break;
  case DeclKind::Graph:
    kind = FnValue::Kind::graph;
    break;
  case DeclKind::Struct:
    kind = FnValue::Kind::structure;
    break;
  case DeclKind::Const: {
    if (!openConstants.insert(&decl).second)
      return error(DiagCode::cannot_infer, decl.name.range,
                   fmt::format("the constant `{}` is defined by itself", decl.name.text));
    auto outer = std::exchange(scope, &in);
    auto outerEnv = std::exchange(env, std::make_shared<Env>());
    const ConstDecl &constant = *decl.as<ConstDecl>();
    Val result = expr(*constant.value);
    if (constant.type && !result.isError())
      result = coerce(result, annotation(*constant.type), constant.value->range,
                      fmt::format("`{}`", decl.name.text));
    scope = outer;
    env = outerEnv;
    openConstants.erase(&decl);
    return result;
  }
  case DeclKind::Enum:
    diags
        .error(DiagCode::type_mismatch, range,
               fmt::format("`{}` is an enum; expected a value", decl.name.text))
        .help(fmt::format("its values are made by its variants: `{}`",
                          fmt::join(variantsOf(*decl.as<EnumDecl>()), "`, `")));
    return make(errorType(), {});
  case DeclKind::TypeAlias:
    return error(DiagCode::type_mismatch, range,
                 fmt::format("`{}` is a type; expected a value", decl.name.text),
                 {decl.name.range, "it is declared here"});
  default:
    return notBuilt(decl.name.range, fmt::format("`{}`", decl.name.text));
  }
  Val result = functionVal(kind, decl.name.text);
  result.fn->decl = &decl;
  result.fn->scope = &in;
  return result;
}

Val Checker::name(const NameExpr &given, const TypeRef &expected) {
  Binding *binding = env->find(given.name);
  if (!binding)
    if (auto implicit = implicitArgument(given))
      return *implicit;
  if (binding) {
    Val result = binding->value;
    return binding->isVar && result.type ? refresh(result, given.range) : result;
  }
  if (auto dim = frame.types.dims.find(given.name); dim != frame.types.dims.end()) {
    Val result = scalar(dimValue(dim->second));
    result.dim = dim->second;
    return result;
  }
  if (auto type = frame.types.types.find(given.name);
      type != frame.types.types.end() && type->second->isTensor())
    return functionVal(FnValue::Kind::builtin, dtypeText(type->second->element));
  auto [decl, declScope] = findDecl(given.name, *scope);
  if (decl)
    return declared(*decl, *declScope, given.range);
  if (auto variant = findVariant(given.name, *scope))
    return variantNamed(*variant, given.range, expected);
  if (auto module = scope->modules.find(given.name); module != scope->modules.end()) {
    Val result = functionVal(FnValue::Kind::module, given.name);
    result.fn->scope = module->second;
    return result;
  }
  if (auto number = numberNamed(given.name))
    return literalOf({true, 0, *number}, given.range);
  if (auto member = scope->builtins.find(given.name); member != scope->builtins.end())
    return functionVal(FnValue::Kind::builtin, member->second);
  if (isBuiltin(given.name) || dtypeNamed(*builder.getContext(), given.name))
    return functionVal(FnValue::Kind::builtin, given.name);
  return unknownName(given);
}

Val Checker::memberExpr(const MemberExpr &given, const TypeRef &expected) {
  const std::string &name = given.member.text;
  Val object = expr(*given.object);
  if (object.isError() && !object.fn)
    return object;
  if (object.fn && object.fn->kind == FnValue::Kind::module) {
    const ModuleScope &module = *object.fn->scope;
    if (auto found = module.decls.find(name); found != module.decls.end()) {
      if (!isPrivate(name))
        return declared(*found->second, module, given.range);
      reportPrivate(diags, given.member, *found->second, module.name);
      return make(errorType(), {});
    }
    if (auto variant = ownVariant(name, module))
      return variantNamed(*variant, given.range, expected);
    if (isBuiltin(module.name + "." + name))
      return functionVal(FnValue::Kind::builtin, module.name + "." + name);
    std::vector<std::string> names;
    for (auto &[candidate, decl] : module.decls)
      if (!isPrivate(candidate))
        names.push_back(candidate);
    for (const std::string &candidate : variantNames(module))
      names.push_back(candidate);
    llvm::append_range(names, builtinsOf(module.name));
    auto report = diags.error(DiagCode::unknown_name, given.member.range,
                              fmt::format("module `{}` has no `{}`", module.name, name));
    if (auto near = suggestion(name, names))
      report.help(fmt::format("did you mean `{}`?", *near));
    return make(errorType(), {});
  }
  if (object.type->kind == Type::Kind::graph && nodeNames(*object.type->decl->as<GraphDecl>()).count(name) &&
      !templateOf(*object.type).bareChildren.count(name))
    return cutAt(object, name);
  if (object.type->kind == Type::Kind::grad && object.type->inner->memberIndex(name) >= 0)
    return gradientMember(object, given.member);
  if (int index = object.type->memberIndex(name); index >= 0) {
    Val part = member(object, index);
    inheritCall(part, object, name);
    return part;
  }
  if (object.type->kind == Type::Kind::graph)
    if (const Dim *dim = object.type->dim(name)) {
      Val result = scalar(dimValue(*dim));
      result.dim = *dim;
      return result;
    }
  if (auto *structure = object.type->decl ? object.type->decl->as<StructDecl>() : nullptr)
    for (auto &method : structure->methods)
      if (method->name.text == name) {
        Val result = functionVal(FnValue::Kind::method, name);
        result.fn->decl = method.get();
        result.fn->scope = object.type->scope;
        result.fn->receiver = given.object.get();
        return result;
      }
  if (name == "shape" && object.type->isTensor()) {
    std::vector<TypeRef> types;
    Val result;
    for (const Dim &dim : object.type->shape) {
      types.push_back(tensorType(builder.getI64Type()));
      result.leaves.push_back(dimValue(dim));
    }
    result.type = tupleType(types);
    return result;
  }
  if (object.type->kind == Type::Kind::str)
    return textMember(object, given);
  if (object.type->kind == Type::Kind::list || object.rows)
    return listMember(object, given);
  if (object.fn) {
    std::string shown(sources.text(given.object->range));
    return error(DiagCode::unknown_member, given.member.range,
                 object.fn->kind == FnValue::Kind::graph
                     ? fmt::format("`{0}` is a graph; parts belong to what it makes, such as `{0}()`", shown)
                     : fmt::format("`{}` is a function, which has no parts", shown));
  }
  return unknownMember(object.type, given.member);
}

} // namespace dual::check
