// The arguments of a graph that is made: numbers, what decides its structure, graphs that become children.
#include "frontend/check/captures.h"
#include "frontend/check/checker.h"
#include "frontend/check/nodes.h"
#include "frontend/check/wording.h"

#include <fmt/format.h>

namespace dual::check {

// Which argument each parameter gets; symbols may be given by name too.
bool Checker::graphArguments(const GraphDecl &decl, const ModuleScope &in, const CallExpr &expr,
                             MakingArgs &making) {
  size_t before = diags.errorCount();
  size_t next = 0;
  std::map<std::string, const Expr *> values;
  for (const Argument &arg : expr.args) {
    std::string name = arg.name                    ? arg.name->text
                       : next < decl.params.size() ? decl.params[next++].name.text
                                                   : "";
    bool parameter = llvm::any_of(decl.params, [&](const Param &param) { return param.name.text == name; });
    if (name == "seed")
      continue;
    if (name.empty())
      diags.error(DiagCode::wrong_arguments, arg.range,
                  fmt::format("`{}` takes {}; here is one more", decl.name.text,
                              counted(decl.params.size(), "argument")));
    else if (!parameter && !isupper(name[0]))
      unknownParameter(decl.name.text, *arg.name, decl.params, {"seed"});
    else
      values[name] = arg.value.get();
  }
  std::map<std::string, Val> earlier;
  for (const Param &param : decl.params) {
    auto found = values.find(param.name.text);
    if (found == values.end() && !param.defaultValue) {
      diags
          .error(DiagCode::wrong_arguments, expr.range,
                 fmt::format("`{}` needs an argument for `{}`", decl.name.text, param.name.text))
          .note(param.range, "the parameter is declared here");
      continue;
    }
    bool isDefault = found == values.end();
    const Expr &source = isDefault ? *param.defaultValue : *found->second;
    values.erase(param.name.text);
    // What is made as an argument of a child is a part of that child, not one of its own.
    std::vector<MadeChild> inside;
    auto outerDiscovered = discovered;
    bool isPart = discovered && (graphParameter(param, in).first || (param.type && param.type->is<FnType>()));
    if (isPart)
      discovered = &inside;
    Val value = isDefault ? defaultValue(source, in, earlier, {}) : this->expr(source);
    discovered = outerDiscovered;
    if (value.isError() && !value.literal && !value.fn)
      continue;
    size_t known = diags.errorCount();
    graphArgument(param, in, value, source.range, making);
    if (diags.errorCount() == known && isPart && (making.parts.count(param.name.text) || !inside.empty()))
      isDefault ? void(notBuilt(source.range, "a default that copies another argument, of a child,"))
                : partArgument(param, source, value, inside, making);
    earlier[param.name.text] = asDeclared(value, param.type.get(), source.range);
  }
  TypeRef i64 = tensorType(builder.getI64Type());
  for (auto &[name, source] : values) {
    if (making.structural.consts.count(name)) // a dtype
      continue;
    Val size = coerce(value(*source, i64), i64, source->range, "`" + name + "`");
    if (!size.isError())
      making.sizes[name] = dimOf(size, source->range);
  }
  return diags.errorCount() == before;
}

// A graph as an argument of a child: made with the child, or copied from one that is there.
void Checker::partArgument(const Param &param, const Expr &source, const Val &value,
                           llvm::ArrayRef<MadeChild> inside, MakingArgs &making) {
  const std::string &name = param.name.text;
  if (inside.empty()) {
    making.given[name] = &source;
    return;
  }
  bool isGraph = value.type->kind == Type::Kind::graph && !param.type->is<FnType>();
  bool isMade = isGraph && inside.size() == 1 && inside.front().member.type->decl == value.type->decl;
  if (!isGraph ||
      (!isMade && llvm::any_of(inside, [](const MadeChild &made) { return !made.given.empty(); })))
    notBuilt(source.range, "an argument that is a function of a child made in it");
  else if (isMade)
    for (auto &[path, given] : inside.front().given)
      making.given[name + "." + path] = given;
}

// A function decides the structure as a `const` does; what it captures is kept in the instance.
void Checker::functionArgument(const Param &param, const FnType &signature, const ModuleScope &in,
                               const Val &given, SourceRange range, MakingArgs &making) {
  const std::string &name = param.name.text;
  if (!given.fn && given.type->kind != Type::Kind::graph) {
    error(DiagCode::type_mismatch, range,
          fmt::format("`{}` is {}; expected `{}`", name,
                      given.literal ? "a number" : "`" + text(given.type) + "`",
                      sources.text(signature.range)),
          {param.range, "the parameter is declared here"});
    return;
  }
  auto function = asFunction(given, signature, in, name, range);
  if (!function)
    return;
  if (function->fn->types)
    function->fn->types = std::make_shared<TypeEnv>(mentionedSymbols(*function->fn));
  Captures found;
  captureFunction(*function->fn, found);
  TypeRef captured = capturedType(*function->fn, tensorType(builder.getI64Type()));
  if (discovered && holdsGraph(captured)) {
    notBuilt(range, "a function that captures a graph, as an argument of a child,");
    return;
  }
  for (const NamedDim &named : capturedSizes(name, found.atoms, dims))
    making.sizes[named.name] = named.dim;
  if (!found.leaves.empty())
    making.parts[name] = make(captured, found.leaves);
  making.structural.functions[name] = {found.key, function->fn, captured, found.atoms};
}

void Checker::graphArgument(const Param &param, const ModuleScope &in, const Val &given, SourceRange range,
                            MakingArgs &making) {
  const std::string &name = param.name.text;
  if (auto wanted = graphParameter(param, in).first) {
    if (given.type->kind != Type::Kind::graph || given.type->decl != wanted) {
      error(DiagCode::type_mismatch, range,
            fmt::format("`{}` is `{}`; expected `{}`", name, text(given.type), wanted->name.text),
            {param.range, "the parameter is declared here"});
      return;
    }
    making.structural.graphs[name] = given.type;
    for (const NamedDim &named : given.type->dims)
      making.sizes[name + "." + named.name] = named.dim;
    making.parts.emplace(name, given);
    return;
  }
  if (auto *signature = param.type ? param.type->as<FnType>() : nullptr) {
    functionArgument(param, *signature, in, given, range, making);
    return;
  }
  if (given.fn) {
    error(DiagCode::type_mismatch, range, fmt::format("`{}` is a function; expected a value", name),
          {param.range, "the parameter is declared here"});
    return;
  }
  TypeEnv types;
  bindDtypes(making.structural.consts, types);
  Val value = param.type
                  ? coerce(given, evalType(*param.type, types, in, name, true), range, "`" + name + "`")
                  : settle(given, range);
  if (value.isError())
    return;
  if (given.literal && !given.literal->isFloat && !value.constant)
    value.constant = given.literal->integer;
  if (!isStructural(param, in))
    making.sizes[name] = dimOf(value, range);
  else if (value.constant)
    making.structural.consts[name] = *value.constant;
  else
    error(DiagCode::wrong_arguments, range, fmt::format("`{}` must be known at compile time", name),
          {param.range, "the parameter is declared here"});
}

} // namespace dual::check
