// The parts of an instance when it is made: parameters are computed, graphs that are handed in are copied.
#include "frontend/check/captures.h"
#include "frontend/check/checker.h"
#include "frontend/check/nodes.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// The same entries below `name`, by the rest of their paths.
template <typename T>
static std::map<std::string, T> below(const std::map<std::string, T> &all, const std::string &name) {
  std::map<std::string, T> result;
  for (auto &[path, each] : all)
    if (llvm::StringRef rest = path; rest.consume_front(name + "."))
      result.emplace(rest.str(), each);
  return result;
}

// What an argument of a child that is no part of it may mention: it is copied when the graph is made, and
// nodes compute only when it is called.
bool Checker::isKnownAtMaking(const GraphTemplate &graph, const Expr &argument) {
  std::set<std::string> names;
  collectNames(argument, names);
  auto isMember = [&](const std::string &name) {
    return llvm::any_of(graph.members, [&](const Member &member) {
      return member.name == name && (graph.args.graphs.count(name) || graph.bareChildren.count(name));
    });
  };
  return llvm::all_of(names, [&](const std::string &name) {
    return !env->find(name) || graph.args.consts.count(name) || graph.args.functions.count(name) ||
           isMember(name);
  });
}

// The function that is the argument `name`, with what it has captured in this instance.
void Checker::bindCaptured(const std::map<std::string, FunctionArg> &functions, const std::string &name,
                           const Val &captured) {
  llvm::ArrayRef<Value> leaves = captured.leaves;
  Val function = make(functionType(), {});
  function.fn = std::make_shared<FnValue>(withCaptures(*functions.at(name).fn, leaves));
  env->names[name] = {function, false, {}};
}

// What the graph hands to its child `member`: evaluated where the parts before it are there.
bool Checker::givenParts(const Val &soFar, const std::string &member, std::map<std::string, Val> &parts) {
  const Type &type = *soFar.type;
  GraphTemplate &graph = templateOf(type);
  std::map<std::string, const Expr *> given = below(graph.given, member);
  if (given.empty())
    return true;
  for (size_t k = 0; k < type.members.size() && type.members[k].name != member; ++k)
    if (type.members[k].role == Role::child)
      env->names[type.members[k].name] = {this->member(soFar, k), false, {}};
  for (auto &[path, source] : given) {
    Val value = expr(*source);
    if (llvm::StringRef(path).ends_with(ownSeed)) {
      Value seed = foldSeed(value, source->range);
      value = seed ? scalar(seed) : make(errorType(), {});
    }
    if (value.isError() && !value.fn)
      return false;
    if (value.fn) {
      Captures found;
      captureFunction(*value.fn, found);
      value = make(unitType(), found.leaves);
    }
    parts.emplace(path, value);
  }
  return true;
}

// The names that a graph's own expressions may read while it is made.
void Checker::bindArguments(const Val &soFar) {
  const Type &type = *soFar.type;
  DimSubstitution sizes;
  for (auto [named, own] : llvm::zip_equal(type.dims, templateOf(type).dims)) {
    frame.types.dims[named.name] = named.dim;
    sizes[own.dim.bareAtom()] = named.dim;
  }
  auto functions = type.functionArgs;
  for (auto &[name, function] : functions)
    function.fn = std::make_shared<FnValue>(
        mapSizes(*function.fn, [&](const Dim &dim) { return dims.substitute(dim, sizes); }));
  bindGraphConsts(*type.decl->as<GraphDecl>(), {type.constArgs, {}, functions}, *type.scope);
  size_t count = 0;
  for (size_t k = 0; k < type.members.size() && count < soFar.leaves.size(); ++k) {
    count += leafCount(type.members[k].type);
    if (type.members[k].role == Role::capture)
      bindCaptured(functions, type.members[k].name, member(soFar, k));
  }
}

Val Checker::initializer(const Type &type, const Member &member) {
  for (const ParamStmt *param : nodesWithBranches(*type.decl->as<GraphDecl>()))
    if (param->name.text == member.name)
      return coerce(expr(*param->value, member.type), member.type, param->value->range,
                    fmt::format("`{}`", member.name));
  return make(errorType(), {});
}

// Computes every parameter of an instance; its seed is the instance's, folded with the parameter's path, or
// with the rest of it below a child that has its own. `parts`: what is there already, by their paths.
Val Checker::initialize(const TypeRef &type, Value seed, SourceRange range,
                        std::map<std::string, Val> parts) {
  Val result = make(type, {});
  if (auto own = parts.find(ownSeed.str()); own != parts.end())
    seed = own->second.leaf();
  bool isGraph = type->kind == Type::Kind::graph;
  if (isGraph && !checkGraphFacts(*type, range, /*emit=*/true))
    return make(errorType(), {});
  for (const Member &each : type->members) {
    Value own = foldText(seed, each.name);
    Val part;
    auto outerEnv = std::exchange(env, std::make_shared<Env>());
    auto outerScope = std::exchange(scope, isGraph ? type->scope : scope);
    auto outerTypes = std::exchange(frame.types, TypeEnv());
    auto outerPure = std::exchange(frame.pure, "a graph");
    if (isGraph)
      bindArguments(result);
    env->names["seed"] = {scalar(own), false, {}};
    std::map<std::string, Val> inside = below(parts, each.name);
    if (auto given = parts.find(each.name); given != parts.end()) {
      part = given->second;
      auto leaves = leavesOf(each.type);
      for (size_t k = 0; k < leaves.size(); ++k)
        part.leaves[k] = castTo(part.leaves[k], mlirType(leaves[k].type), range);
    } else if (each.role != Role::child) {
      part = initializer(*type, each);
    } else if (!isGraph || givenParts(result, each.name, inside)) {
      part = initialize(each.type, own, range, inside);
    }
    frame.types = outerTypes;
    frame.pure = outerPure;
    scope = outerScope;
    env = outerEnv;
    if (!part.type || part.isError())
      return make(errorType(), {});
    result.leaves.append(part.leaves.begin(), part.leaves.end());
  }
  return result;
}

} // namespace dual::check
