// From a graph's declaration and arguments to its outline.
#include "frontend/check/outline.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace dual::check {

using Given = std::map<std::string, std::string>;

Outliner::Outliner(Checker &checker, int depth)
    : checker(checker), costs(checker.module, checker.dims), depth(depth) {
  mlir::Block &body = *checker.module.getBody();
  last = body.empty() ? nullptr : &body.back();
  for (auto &[key, instance] : checker.instances)
    instances.insert(key);
  templates.swap(checker.templates);
  usedNames = checker.usedNames;
  checker.traces = &traces;
  costs.onCall = [this](mlir::func::CallOp call) { return child(call); };
}

// Functions are only ever added at the end of the module.
Outliner::~Outliner() {
  mlir::Block &body = *checker.module.getBody();
  while (!body.empty() && &body.back() != last)
    body.back().erase();
  for (auto entry = checker.instances.begin(); entry != checker.instances.end();)
    entry = instances.count(entry->first) ? std::next(entry) : checker.instances.erase(entry);
  checker.templates.swap(templates);
  checker.usedNames = std::move(usedNames);
  checker.traces = nullptr;
}

// ---- arguments

template <typename Value> static std::optional<Value> parsed(const std::string &text) {
  Value value;
  if (llvm::StringRef(text).getAsInteger(0, value))
    return std::nullopt;
  return value;
}

// As the command line writes it; which kind is what the parameter's type says, or else its default.
static std::optional<ConstValue> constant(const std::string &type, const std::string &text) {
  if (type == "str")
    return ConstValue(text);
  if (type == "bool")
    return text == "true" || text == "false" ? std::optional(ConstValue(text == "true")) : std::nullopt;
  if (double real; type != "int" && type != "i64")
    return llvm::StringRef(text).getAsDouble(real) ? std::nullopt : std::optional(ConstValue(real));
  auto number = parsed<int64_t>(text);
  return number ? std::optional(ConstValue(*number)) : std::nullopt;
}

// A graph as an argument is of the kind that its own defaults make.
bool Outliner::graphArgument(const Param &param, const ModuleScope &scope, Arguments &result) {
  auto [decl, declScope] = checker.graphParameter(param, scope);
  auto args = checker.defaultArgs(*decl, *declScope);
  if (!args) {
    checker.error(DiagCode::cannot_infer, param.range,
                  fmt::format("nothing here says what the graph `{}` is made with", param.name.text));
    return false;
  }
  GraphTemplate &graph = checker.graphTemplate(*decl, *declScope, *args);
  result.args.graphs[param.name.text] =
      checker.graphType(*decl, *declScope, *args, checker.canonicalDims(graph));
  return !graph.failed;
}

bool Outliner::givenArgument(const Param &param, const ModuleScope &scope, const std::string &text,
                             Arguments &result) {
  auto *type = param.type ? param.type->as<NamedType>() : nullptr;
  std::string typeName = type ? type->path.last().text : "int";
  auto value = constant(typeName, text);
  if (!value)
    checker.error(DiagCode::wrong_arguments, param.range,
                  fmt::format("`{}` is `{}`; expected `{}`", param.name.text, text, typeName));
  else if (checker.isStructural(param, scope))
    result.args.consts[param.name.text] = *value;
  else if (auto *number = std::get_if<int64_t>(&*value))
    result.sizes[param.name.text] = *number;
  return value.has_value();
}

bool Outliner::argument(const Param &param, const ModuleScope &scope, const std::string *given,
                        Arguments &result) {
  if (checker.graphParameter(param, scope).first)
    return graphArgument(param, scope, result);
  if (given)
    return givenArgument(param, scope, *given, result);
  bool structural = checker.isStructural(param, scope);
  if (!param.defaultValue) {
    if (structural)
      checker.error(DiagCode::wrong_arguments, param.range, fmt::format("say `--{} VALUE`", param.name.text));
    return !structural;
  }
  Val value = checker.settle(checker.expr(*param.defaultValue), param.range);
  if (!value.isError() && structural && value.constant)
    result.args.consts[param.name.text] = *value.constant;
  else if (!value.isError() && !structural)
    result.sizes[param.name.text] = checker.dimOf(value, param.range);
  return !value.isError();
}

bool Outliner::dtypeArgument(const GraphDecl &decl, const std::string &name, const Given &given,
                             Arguments &result) {
  auto text = given.find(name);
  bool isGiven = text != given.end();
  result.args.consts[name] = isGiven ? ConstValue(text->second) : checker.dtypeOtherwise(decl, name);
  if (!isGiven || dtypeNamed(*checker.builder.getContext(), text->second))
    return true;
  checker.error(DiagCode::wrong_arguments, decl.name.range,
                fmt::format("`{}` is `{}`, which is not a dtype", name, text->second));
  return false;
}

std::optional<Outliner::Arguments> Outliner::arguments(const GraphDecl &decl, const ModuleScope &scope,
                                                       const Given &given) {
  Arguments result;
  bool good = true;
  checker.inGraph(scope, [&] {
    checker.builder.setInsertionPointToEnd(checker.module.getBody());
    auto place = mlir::func::FuncOp::create(checker.builder, checker.loc(decl.name.range), "arguments",
                                            checker.builder.getFunctionType({}, {}));
    checker.builder.setInsertionPointToStart(place.addEntryBlock());
    for (const std::string &name : checker.dtypeParameters(decl, scope))
      good &= dtypeArgument(decl, name, given, result);
    for (const Param &param : decl.params) {
      auto text = given.find(param.name.text);
      good &= argument(param, scope, text == given.end() ? nullptr : &text->second, result);
    }
    place.erase();
    return good;
  });
  return good ? std::optional(result) : std::nullopt;
}

static bool isParameter(const GraphDecl &decl, const std::string &name) {
  return llvm::any_of(decl.params, [&](const Param &param) { return param.name.text == name; });
}

// What the graph's sizes are: given, of an argument, or a symbol.
bool Outliner::bindSizes(const GraphTemplate &graph, const GraphDecl &decl, const Given &given,
                         const Arguments &arguments, DimSubstitution &map) {
  std::map<std::string, int> atoms;
  for (const NamedDim &named : graph.dims)
    atoms[named.name] = named.dim.bareAtom();
  for (int atom : graph.freeAtoms)
    atoms[checker.dims[atom].name] = atom;
  for (auto &[name, atom] : atoms) {
    auto known = arguments.sizes.find(name);
    map[atom] = known == arguments.sizes.end() ? Dim::atom(atom) : known->second;
  }
  for (auto &[name, text] : given) {
    if (isParameter(decl, name) || graph.args.consts.count(name))
      continue;
    auto number = parsed<int64_t>(text);
    if (!atoms.count(name))
      checker.error(DiagCode::wrong_arguments, decl.name.range,
                    fmt::format("`{}` has no parameter or size `{}`", decl.name.text, name));
    else if (!number)
      checker.error(DiagCode::wrong_arguments, decl.name.range,
                    fmt::format("the size `{}` is `{}`; expected an integer", name, text));
    else
      map[atoms[name]] = *number;
  }
  return !checker.diags.hasErrors();
}

static std::string text(const ConstValue &value) {
  return std::visit([](const auto &plain) { return fmt::format("{}", plain); }, value);
}

std::string Outliner::title(const GraphDecl &decl, const Arguments &arguments) {
  std::vector<std::string> parts;
  for (const Param &param : decl.params) {
    const std::string &name = param.name.text;
    auto size = arguments.sizes.find(name);
    auto value = arguments.args.consts.find(name);
    if (size != arguments.sizes.end())
      parts.push_back(fmt::format("{}: {}", name, checker.dims.text(size->second)));
    else
      parts.push_back(
          value == arguments.args.consts.end() ? name : fmt::format("{}: {}", name, text(value->second)));
  }
  return parts.empty() ? decl.name.text : fmt::format("{}({})", decl.name.text, llvm::join(parts, ", "));
}

// ---- the whole

void Outliner::bindRoot(const TracedGraph &graph, mlir::func::FuncOp fn, const DimSubstitution &map) {
  auto arguments = fn.getArguments();
  for (auto [k, atom] : llvm::enumerate(graph.sizes))
    costs.of(arguments[k]).number = map.at(atom);
  std::vector<Leaf> leaves = leavesOf(graph.self);
  for (const TypeRef &input : graph.inputs)
    for (const Leaf &leaf : leavesOf(input))
      leaves.push_back(leaf);
  for (auto [leaf, argument] : llvm::zip(leaves, arguments.take_back(leaves.size())))
    for (auto [size, dim] : llvm::zip(costs.of(argument).shape, leaf.type->shape))
      size = checker.dims.substitute(dim, map);
}

std::optional<Outline> Outliner::outline(const GraphDecl &decl, const ModuleScope &scope,
                                         const Given &given) {
  auto known = arguments(decl, scope, given);
  return known ? whole(decl, scope, given, *known) : std::nullopt;
}

std::optional<Outline> Outliner::outline(const Type &instance) {
  Arguments known{{instance.constArgs, instance.graphArgs, instance.functionArgs}, {}};
  for (const NamedDim &named : instance.dims)
    known.sizes[named.name] = named.dim;
  return whole(*instance.decl->as<GraphDecl>(), *instance.scope, {}, known);
}

std::optional<Outline> Outliner::whole(const GraphDecl &decl, const ModuleScope &scope, const Given &given,
                                       const Arguments &known) {
  GraphTemplate &graph = checker.graphTemplate(decl, scope, known.args);
  DimSubstitution map;
  if (graph.failed || !bindSizes(graph, decl, given, known, map))
    return std::nullopt;
  if (!graph.runs) {
    checker.error(DiagCode::not_callable, decl.name.range,
                  fmt::format("`{}` has no `in`: it only holds children", decl.name.text));
    return std::nullopt;
  }
  const std::string &symbol = checker.forward(graph, decl, scope, "", false).symbol;
  const TracedGraph &trace = traces[symbol];
  auto fn = checker.module.lookupSymbol<mlir::func::FuncOp>(symbol);
  bindRoot(trace, fn, map);
  Outline result{title(decl, known), {}, false};
  body(trace, fn, result.lines);
  return result;
}

} // namespace dual::check
