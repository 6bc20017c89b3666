// Functions that give functions. Which one comes out is known when they are called, so their body is walked
// at the call.
#include "frontend/check/checker.h"
#include "frontend/check/control.h"

#include <fmt/format.h>

namespace dual::check {

static bool holdsFunction(const TypeExpr &type) {
  auto *tuple = type.as<TupleType>();
  return type.is<FnType>() || (tuple && llvm::any_of(tuple->elements, [](const TypePtr &element) {
                                 return holdsFunction(*element);
                               }));
}

bool givesFunction(const FnDecl &decl) {
  return llvm::any_of(decl.results, [](const ResultItem &item) { return holdsFunction(*item.type); });
}

// A tuple of results, some of which are functions.
static Val withParts(const std::vector<Val> &parts) {
  Val result;
  std::vector<TypeRef> types;
  for (const Val &part : parts) {
    types.push_back(part.type);
    result.leaves.append(part.leaves.begin(), part.leaves.end());
  }
  result.type = tupleType(types);
  result.parts = std::make_shared<std::vector<Val>>(parts);
  return result;
}

// Names in the type of a result mean what they mean in the function that gives it.
std::optional<Val> Checker::promised(const Val &given, const FnType &signature, const ModuleScope &in,
                                     SourceRange range) {
  auto result = asFunction(given, signature, in, "the result", range);
  if (result)
    result->fn->signatureTypes = std::make_shared<TypeEnv>(frame.types);
  return result;
}

// What a function gives, as its type promises it.
std::optional<Val> Checker::givenResult(const ResultItem &item, const Val &whole, const ModuleScope &in,
                                        SourceRange range) {
  std::function<std::optional<Val>(const TypeExpr &, const Val &)> fit =
      [&](const TypeExpr &type, const Val &given) -> std::optional<Val> {
    auto *signature = type.as<FnType>();
    if (signature && (given.fn || given.cut || given.type->kind == Type::Kind::graph))
      return promised(given, *signature, in, range);
    auto *tuple = type.as<TupleType>();
    bool isTuple = !given.isError() && given.type->kind == Type::Kind::tuple;
    if (tuple && holdsFunction(type) && isTuple && given.type->members.size() == tuple->elements.size()) {
      std::vector<Val> parts;
      for (size_t k = 0; k < tuple->elements.size(); ++k) {
        auto part = fit(*tuple->elements[k], member(given, k));
        if (!part)
          return std::nullopt;
        parts.push_back(*part);
      }
      return withParts(parts);
    }
    if (!holdsFunction(type) && !given.fn) {
      Val value = coerce(given, evalType(type, frame.types, in, "result", false), range, "the result");
      return value.isError() ? std::nullopt : std::optional(value);
    }
    if (!given.isError() || given.fn || given.literal)
      error(DiagCode::type_mismatch, range,
            fmt::format("the result is {}; expected `{}`",
                        given.fn        ? "a function"
                        : given.literal ? "a number"
                                        : "`" + text(given.type) + "`",
                        sources.text(type.range)));
    return std::nullopt;
  };
  return fit(*item.type, whole);
}

Val Checker::givenResults(const FnDecl &decl, const Val &given, const ModuleScope &in, SourceRange range) {
  if (decl.results.size() == 1) {
    auto result = givenResult(decl.results.front(), given, in, range);
    return result ? *result : make(errorType(), {});
  }
  if (given.isError())
    return given;
  if (given.type->kind != Type::Kind::tuple || given.type->members.size() != decl.results.size())
    return error(DiagCode::type_mismatch, range,
                 fmt::format("the result is `{}`; expected {} parts", text(given.type), decl.results.size()));
  std::vector<Val> parts;
  for (size_t k = 0; k < decl.results.size(); ++k) {
    auto part = givenResult(decl.results[k], member(given, k), in, range);
    if (!part)
      return make(errorType(), {});
    parts.push_back(*part);
  }
  return withParts(parts);
}

Val Checker::callForFunction(const FnDecl &decl, const ModuleScope &in, const BoundCall &bound,
                             SourceRange range) {
  if (returnsEarly(*decl.body))
    return notBuilt(decl.body->range, "`return` before the end of a function that gives a function");
  if (llvm::any_of(decl.params, [](const Param &param) { return param.isVar; }))
    return notBuilt(decl.name.range, "a `var` parameter of a function that gives a function");
  used.insert(&decl);
  if (openBodies[&decl] > 0)
    return error(
        DiagCode::cannot_infer, range,
        fmt::format("`{}` calls itself, and so does not say which function it gives", decl.name.text));
  ++openBodies[&decl];
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  auto outerScope = std::exchange(scope, &in);
  auto outerTypes = std::exchange(frame.types, bound.types);
  auto outerResult = std::exchange(frame.result, nullptr);
  bool outerLambda = std::exchange(frame.inLambda, true);
  for (size_t k = 0; k < decl.params.size(); ++k)
    env->names[decl.params[k].name.text] = {bound.args[k], false, decl.params[k].name.range};
  std::vector<TypeRef> types;
  for (const ResultItem &item : decl.results)
    types.push_back(evalType(*item.type, frame.types, in, "result", false));
  assumeFacts(decl.where);
  Val given = block(*decl.body, types.size() == 1 ? types.front() : tupleType(types), true);
  Val result = givenResults(decl, given, in, decl.body->range);
  env = outerEnv;
  scope = outerScope;
  frame.types = outerTypes;
  frame.result = outerResult;
  frame.inLambda = outerLambda;
  --openBodies[&decl];
  return result;
}

} // namespace dual::check
