// Graphs as types: `Net`, `Net[hidden: H, wide: true]`; what is not named is free.
#include "frontend/check/checker.h"
#include "frontend/check/type_arguments.h"
#include "frontend/check/wording.h"

#include <fmt/format.h>

namespace dual::check {

// What a type says of arguments that decide the graph's structure.
std::map<std::string, ConstValue> Checker::statedConsts(const GraphDecl &decl, const NamedType &type,
                                                        TypeEnv &types, const ModuleScope &in) {
  std::map<std::string, ConstValue> result;
  const ModuleScope &declScope = *findDecl(type.path, in).second;
  for (const TypeArg &arg : type.args) {
    if (saysDtype(type, arg, in)) {
      if (auto dtype = statedDtype(arg, types))
        result[arg.label->text] = *dtype;
      continue;
    }
    auto isMeant = [&](const Param &param) { return arg.label && param.name.text == arg.label->text; };
    auto param = llvm::find_if(decl.params, isMeant);
    if (param == decl.params.end() || !isStructural(*param, declScope) || !arg.dim)
      continue;
    if (auto *flag = arg.dim->as<BoolLiteralExpr>()) {
      result[param->name.text] = flag->value;
      continue;
    }
    Dim size = evalDim(*arg.dim, types, in, /*open=*/false);
    if (size.isConstant())
      result[param->name.text] = size.constant();
    else
      error(DiagCode::wrong_arguments, arg.range,
            fmt::format("`{}` must be known at compile time", param->name.text));
  }
  return result;
}

bool Checker::checkLabels(const GraphDecl &decl, const GraphTemplate &graph, const NamedType &type) {
  for (const TypeArg &arg : type.args) {
    if (!arg.label) {
      error(DiagCode::wrong_arguments, arg.range,
            fmt::format("say what this is of `{}`, as in `Net[hidden: 32]`", decl.name.text));
      return false;
    }
    const std::string &name = arg.label->text;
    std::vector<std::string> known;
    for (const NamedDim &named : graph.dims)
      known.push_back(named.name);
    for (auto &[other, value] : graph.args.consts)
      known.push_back(other);
    if (llvm::is_contained(known, name))
      continue;
    auto report = diags.error(DiagCode::wrong_arguments, arg.label->range,
                              fmt::format("`{}` has no argument or size `{}`", decl.name.text, name));
    if (auto near = suggestion(name, known))
      report.help(fmt::format("did you mean `{}`?", *near));
    return false;
  }
  return true;
}

// No parameter of the function holds such a graph.
TypeRef Checker::unboundResult(const NamedType &type, const std::string &size) {
  diags
      .error(DiagCode::unbound_dim, type.range,
             fmt::format("nothing gives the size `{}` of the result `{}` a value", size,
                         sources.text(type.range)))
      .help(fmt::format("name it, as in `{}[{}: 64]`", sources.text(type.path.range), size));
  return errorType();
}

TypeRef Checker::evalGraph(const GraphDecl &decl, const ModuleScope &declScope, const NamedType &type,
                           TypeEnv &env_, const ModuleScope &in, const std::string &prefix, bool open) {
  // As the argument is, where one says it; a result of the same graph is like the first argument.
  std::string place = prefix;
  auto known = env_.graphs.find(prefix);
  bool isResult = env_.isResult || isResultPlace(prefix);
  if (known == env_.graphs.end() && isResult)
    for (auto like = env_.graphs.begin(); like != env_.graphs.end() && known == env_.graphs.end(); ++like)
      if (like->second->decl == &decl)
        known = like, place = like->first;
  bool found = known != env_.graphs.end() && known->second->decl == &decl;
  auto args = found ? std::optional(GraphArgs{known->second->constArgs, known->second->graphArgs,
                                              known->second->functionArgs})
                    : defaultArgs(decl, declScope, statedConsts(decl, type, env_, in));
  if (!args) {
    diags.error(DiagCode::cannot_infer, type.range,
                fmt::format("`{}` has arguments that decide its structure, and nothing here says them",
                            decl.name.text));
    return errorType();
  }
  GraphTemplate &graph = graphTemplate(decl, declScope, *args);
  if (!checkLabels(decl, graph, type))
    return errorType();
  std::vector<Dim> values;
  for (const NamedDim &named : graph.dims) {
    const TypeArg *given = nullptr;
    for (const TypeArg &arg : type.args)
      if (arg.label && arg.label->text == named.name)
        given = &arg;
    std::string key = place + "." + named.name;
    if (given) {
      values.push_back(given->kind == TypeArg::Kind::dim ? evalDim(*given->dim, env_, in, open)
                                                         : dimNamed(given->name, env_, in, open));
      continue;
    }
    if (auto size = env_.dims.find(key); size != env_.dims.end())
      values.push_back(size->second);
    else if (place != prefix && known->second->dim(named.name))
      values.push_back(*known->second->dim(named.name));
    else if (env_.isResult || (isResult && !open))
      return unboundResult(type, named.name);
    else
      values.push_back(env_.dims[key] = dims.symbol(key, type.range));
    env_.places[prefix + "." + named.name] = values.back();
  }
  TypeRef result = graphType(decl, declScope, *args, std::move(values));
  return found && known->second->frozen ? frozenType(result) : result;
}

// A function of the module, or a lambda, that is the default of a parameter.
bool Checker::defaultFunction(const Param &param, const ModuleScope &in, GraphArgs &args) {
  auto *signature = param.type ? param.type->as<FnType>() : nullptr;
  if (!signature)
    return false;
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  auto outerScope = std::exchange(scope, &in);
  auto outerTypes = std::exchange(frame.types, TypeEnv());
  MakingArgs making;
  Val value = expr(*param.defaultValue);
  if (value.fn)
    functionArgument(param, *signature, in, value, param.range, making);
  env = outerEnv;
  scope = outerScope;
  frame.types = outerTypes;
  args.functions.merge(making.structural.functions);
  return args.functions.count(param.name.text);
}

// What a graph's type means where nothing else is said. None: an argument that decides its structure has no
// default.
std::optional<GraphArgs> Checker::defaultArgs(const GraphDecl &decl, const ModuleScope &in,
                                              const std::map<std::string, ConstValue> &stated) {
  GraphArgs args;
  for (const std::string &name : dtypeParameters(decl, in))
    args.consts[name] = stated.count(name) ? stated.at(name) : dtypeOtherwise(decl, name);
  for (const Param &param : decl.params) {
    if (auto said = stated.find(param.name.text); said != stated.end()) {
      args.consts.insert(*said);
      continue;
    }
    if (auto [graph, graphScope] = graphParameter(param, in); graph) {
      auto inner = defaultArgs(*graph, *graphScope);
      if (!inner)
        return std::nullopt;
      args.graphs[param.name.text] =
          graphType(*graph, *graphScope, *inner, canonicalDims(graphTemplate(*graph, *graphScope, *inner)));
      continue;
    }
    if (!isStructural(param, in))
      continue;
    const Expr *value = param.defaultValue.get();
    if (auto *number = value ? value->as<IntLiteralExpr>() : nullptr)
      args.consts[param.name.text] = static_cast<int64_t>(number->value);
    else if (auto *flag = value ? value->as<BoolLiteralExpr>() : nullptr)
      args.consts[param.name.text] = flag->value;
    else if (auto *real = value ? value->as<FloatLiteralExpr>() : nullptr)
      args.consts[param.name.text] = real->value;
    else if (auto *text = value ? value->as<StringExpr>() : nullptr; text && text->isPlain())
      args.consts[param.name.text] = text->pieces.empty() ? std::string() : text->pieces.front().text;
    else if (!value || !defaultFunction(param, in, args))
      return std::nullopt;
  }
  return args;
}

} // namespace dual::check
