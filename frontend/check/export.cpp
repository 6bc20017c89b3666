// What a library exports: the signature of each `export`, and what cannot cross its border.
#include "frontend/check/checker.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// The size that the weights have where the type has this symbol alone.
static std::optional<int64_t> sizeInWeights(const TypeRef &type, const Dim &symbol,
                                            const TensorShapes &weights) {
  for (const Leaf &leaf : leavesOf(type)) {
    auto found = weights.find(leaf.path);
    if (found == weights.end() || found->second.size() != leaf.type->shape.size())
      continue;
    for (auto [axis, dim] : llvm::enumerate(leaf.type->shape))
      if (dim == symbol)
        return found->second[axis];
  }
  return std::nullopt;
}

static std::optional<int64_t> defaultOf(const GraphDecl &graph, const std::string &name) {
  for (const Param &argument : graph.params)
    if (auto *literal = argument.defaultValue ? argument.defaultValue->as<IntLiteralExpr>() : nullptr;
        literal && argument.name.text == name)
      return static_cast<int64_t>(literal->value);
  return std::nullopt;
}

// The graphs inside a type, and what the user calls them.
static void graphsIn(const TypeRef &type, const std::string &name,
                     llvm::SmallVectorImpl<std::pair<std::string, TypeRef>> &found) {
  if (type->kind == Type::Kind::graph)
    found.push_back({name, type});
  else if (type->inner)
    graphsIn(type->inner, name, found);
  else
    for (const Member &member : type->members)
      graphsIn(member.type, name + "." + member.name, found);
}

// What a size that the type does not name is: that of the weights, else its default.
static std::optional<int64_t> sizeOf(const TypeRef &graph, const NamedDim &named,
                                     const WeightShapes &weights) {
  auto *decl = graph->decl->as<GraphDecl>();
  auto given = weights.find(decl->name.text);
  if (given == weights.end())
    given = weights.find("");
  auto size = given != weights.end() ? sizeInWeights(graph, named.dim, given->second) : std::nullopt;
  return size ? size : defaultOf(*decl, named.name);
}

// A graph in an export is closed.
void Checker::closeGraphs(const TypeExpr &written, const std::string &name, const ModuleScope &in,
                          const WeightShapes &weights, TypeEnv &types) {
  TypeEnv open = types;
  llvm::SmallVector<std::pair<std::string, TypeRef>> graphs;
  graphsIn(evalType(written, open, in, name, true), name, graphs);
  for (auto &[path, type] : graphs)
    for (const NamedDim &named : type->dims) {
      auto symbol = llvm::find_if(open.dims, [&](auto &entry) { return entry.second == named.dim; });
      if (named.dim.bareAtom() < 0 || symbol == open.dims.end())
        continue;
      if (auto size = sizeOf(type, named, weights))
        types.dims[symbol->first] = Dim(*size);
    }
}

// The same for graphs in the fields of structs, whose sizes have no name in the signature.
TypeRef Checker::closedInside(const TypeRef &type, const WeightShapes &weights, const TypeEnv &types) {
  llvm::SmallVector<std::pair<std::string, TypeRef>> graphs;
  graphsIn(type, "", graphs);
  DimSubstitution sizes;
  for (auto &[path, graph] : graphs)
    for (const NamedDim &named : graph->dims) {
      bool isNamed = llvm::any_of(types.dims, [&](auto &entry) { return entry.second == named.dim; });
      if (named.dim.bareAtom() < 0 || isNamed)
        continue;
      if (auto size = sizeOf(graph, named, weights))
        sizes[named.dim.bareAtom()] = Dim(*size);
    }
  return sizes.empty() ? type : mapDims(type, [&](const Dim &dim) { return dims.substitute(dim, sizes); });
}

// The symbols that a parameter's type brings along; those of a graph are closed or reported.
void Checker::exportDims(const TypeRef &type, const TypeEnv &types, size_t param, Export &what) {
  for (const Leaf &leaf : leavesOf(type))
    for (const Dim &dim : leaf.type->shape)
      for (int id : dims.symbolsIn(dim))
        for (auto &[name, value] : types.dims)
          if (value.bareAtom() == id && !llvm::StringRef(name).contains('.') &&
              llvm::none_of(what.dims, [&](auto &known) { return known.dim == value; }))
            what.dims.push_back({name, value, param, usesAsParameter(what, name)});
}

// Whether the symbol is an `int` parameter.
bool Checker::usesAsParameter(const Export &what, const std::string &name) {
  return llvm::any_of(what.decl->params,
                      [&](const Param &param) { return isIntParameter(param) && param.name.text == name; });
}

// What cannot cross the border is said here; true if all can.
bool Checker::canExport(const Export &what) {
  const FnDecl &decl = *what.decl;
  size_t before = diags.errorCount();
  for (const ExportOption &option : decl.exported->options)
    exportOption(what, option);
  for (const ExportedValue &value : what.params)
    canCross(what, value, decl.params[value.source].range, true);
  for (const ExportedValue &value : what.outputs)
    canCross(what, value, decl.name.range, false);
  return diags.errorCount() == before;
}

void Checker::exportOption(const Export &what, const ExportOption &option) {
  if (option.name.text != "strided") {
    error(DiagCode::bad_export, option.name.range,
          fmt::format("`export` has no `{}`; it has `strided`", option.name.text));
    return;
  }
  for (const Ident &name : option.values) {
    auto value = llvm::find_if(what.params, [&](auto &param) { return param.name == name.text; });
    if (value == what.params.end())
      error(DiagCode::bad_export, name.range,
            fmt::format("`{}` has no parameter `{}`", what.decl->name.text, name.text));
    else if (!value->type->isTensor() || value->type->shape.empty() || value->isVar)
      error(DiagCode::bad_export, name.range,
            fmt::format("`{}` has no strides: that is for tensors which are only read", name.text));
  }
}

// A size that neither the caller states nor the source: which, or empty.
std::string Checker::unstatedSize(const Export &what, const Dim &dim) {
  for (int id : dims.symbolsIn(dim))
    if (llvm::none_of(what.dims, [&](auto &known) { return known.dim.bareAtom() == id; }))
      return dims[id].name;
  return "";
}

void Checker::canCross(const Export &what, const ExportedValue &value, SourceRange range, bool isParam) {
  llvm::SmallVector<std::pair<std::string, TypeRef>> graphs;
  graphsIn(value.type, value.name, graphs);
  for (auto &[path, graph] : graphs)
    for (const NamedDim &named : graph->dims)
      if (!named.dim.isConstant()) {
        diags
            .error(DiagCode::bad_export, range,
                   fmt::format("the size `{}` of `{}` must be a number in a library", named.name, path))
            .help(fmt::format("name it in the type: `{}[{}: 64]`", graph->decl->name.text, named.name));
        return;
      }
  if (value.type->kind == Type::Kind::function || value.type->kind == Type::Kind::rows) {
    error(DiagCode::bad_export, range,
          fmt::format("`{}` is `{}`; a function of a library takes and gives values", value.name,
                      text(value.type)));
    return;
  }
  if (holdsEnum(value.type)) {
    enumCrosses(value, range, isParam);
    return;
  }
  for (const Leaf &leaf : leavesOf(value.type))
    if (!leafCrosses(what, value, leaf, range, isParam))
      return;
}

// An enum crosses by itself, as a table of nodes with numbers in them.
void Checker::enumCrosses(const ExportedValue &value, SourceRange range, bool isParam) {
  std::string what;
  std::vector<Member> variants = value.type->parts();
  if (value.type->kind != Type::Kind::enumeration)
    what = "an enum inside a struct or list";
  else if (!isParam || value.isVar)
    what = "an enum that a function gives or changes";
  else
    for (const Member &variant : llvm::drop_begin(variants))
      for (const Leaf &leaf : leavesOf(variant.type))
        if (!leaf.type->isScalar() && !(leaf.type->isNode() && leaf.type->decl == value.type->decl))
          what = fmt::format("`{}` in an enum", text(leaf.type));
  auto holdsOther = [](const Member &variant) { return holdsEnum(variant.type); };
  if (what.empty() && !value.type->isNode() && llvm::any_of(llvm::drop_begin(variants), holdsOther))
    what = "an enum inside an enum";
  if (!what.empty())
    notBuilt(range, fmt::format("{} at the border of a library, here `{}`,", what, value.name));
}

bool Checker::leafCrosses(const Export &what, const ExportedValue &value, const Leaf &leaf, SourceRange range,
                          bool isParam) {
  std::string name = leaf.path.empty() ? value.name : value.name + "." + leaf.path;
  if (leaf.type->kind == Type::Kind::str) {
    if (leaf.path.empty() && !value.isVar)
      return true;
    notBuilt(range,
             fmt::format("the text `{}` inside a value, or changed, at the border of a library", name));
    return false;
  }
  for (const Dim &dim : leaf.type->shape) {
    if (dim.isUnknown() && (isParam || !leaf.path.empty())) {
      error(DiagCode::bad_export, range,
            fmt::format("a size of `{}` is `?`; a library needs a name or a number for it", name));
      return false;
    }
    if (std::string size = dim.isUnknown() ? "" : unstatedSize(what, dim); !size.empty()) {
      error(DiagCode::bad_export, range, fmt::format("nothing states the size `{}` of `{}`", size, name));
      return false;
    }
  }
  return true;
}

std::string Checker::signatureText(const FnDecl &decl) {
  SourceRange range = decl.name.range;
  range.end = decl.body->range.begin;
  std::string flat;
  for (char c : textOf(range))
    if (!isspace(static_cast<unsigned char>(c)))
      flat += c;
    else if (!flat.empty() && flat.back() != ' ')
      flat += ' ';
  return flat.substr(0, flat.find_last_not_of(' ') + 1);
}

// Tuples cross as their parts.
static void addParts(const ExportedValue &whole, std::vector<ExportedValue> &parts) {
  if (whole.type->kind != Type::Kind::tuple) {
    parts.push_back(whole);
    return;
  }
  for (auto [k, member] : llvm::enumerate(whole.type->members)) {
    ExportedValue part = whole;
    part.name = fmt::format("{}_{}", whole.name, k);
    part.type = member.type;
    addParts(part, parts);
  }
}

// A text or a table of nodes brings how much of it there is: behind the pointer the bytes, before it the
// nodes.
void Checker::exportCounts(Export &what, SourceRange range) {
  for (auto [k, value] : llvm::enumerate(what.params)) {
    bool isText = value.type->kind == Type::Kind::str;
    if (!isText && !value.type->isNode())
      continue;
    std::string name = value.name + (isText ? "_bytes" : "_count");
    value.count = dims.symbol(name, range);
    what.dims.push_back({name, *value.count, k + isText, false, true});
  }
}

static bool isStrided(const FnDecl &decl, const std::string &name) {
  return llvm::any_of(decl.exported->options, [&](const ExportOption &option) {
    return llvm::any_of(option.values, [&](const Ident &value) { return value.text == name; });
  });
}

void Checker::exportParameters(const ModuleScope &in, const WeightShapes &weights, TypeEnv &types,
                               Export &what) {
  for (auto [k, param] : llvm::enumerate(what.decl->params)) {
    const std::string &name = param.name.text;
    closeGraphs(*param.type, name, in, weights, types);
    ExportedValue whole;
    whole.name = name;
    whole.type = closedInside(evalType(*param.type, types, in, name, true), weights, types);
    whole.source = k;
    whole.isVar = param.isVar;
    whole.isStrided = isStrided(*what.decl, name);
    what.given.push_back(whole.type);
    if (whole.type->kind == Type::Kind::graph)
      types.graphs.emplace(name, whole.type);
    if (isIntParameter(param) && !param.isVar)
      types.dims[name] = dims.symbol(name, param.name.range);
    addParts(whole, what.params);
  }
  for (auto [k, value] : llvm::enumerate(what.params))
    exportDims(value.type, types, k, what);
  exportCounts(what, what.decl->name.range);
}

void Checker::exportResults(const ModuleScope &in, const WeightShapes &weights, TypeEnv &types,
                            Export &what) {
  std::vector<TypeRef> results;
  for (auto [k, item] : llvm::enumerate(what.decl->results)) {
    ExportedValue whole;
    whole.name = item.name                        ? item.name->text
                 : what.decl->results.size() == 1 ? "out"
                                                  : fmt::format("out{}", k);
    whole.type = closedInside(evalType(*item.type, types, in, "result", false), weights, types);
    results.push_back(whole.type);
    addParts(whole, what.outputs);
  }
  what.result = results.size() == 1 ? results.front() : tupleType(results);
  for (const ExportedValue &value : what.outputs)
    exportDims(value.type, types, what.params.size(), what);
}

std::optional<Export> Checker::exportFunction(const FnDecl &decl, const ModuleScope &in,
                                              const WeightShapes &weights) {
  Export what;
  what.decl = &decl;
  what.signature = signatureText(decl);
  BoundCall bound;
  scope = &in;
  env = std::make_shared<Env>();
  size_t before = diags.errorCount();
  exportParameters(in, weights, bound.types, what);
  exportResults(in, weights, bound.types, what);
  exportFacts(decl, in, bound.types, what);
  if (diags.errorCount() != before || !canExport(what))
    return std::nullopt;
  writeExport(in, what, bound);
  return what;
}

std::vector<Export> Checker::writeExports(const ModuleScope &in, const WeightShapes &weights) {
  std::vector<Export> exports;
  for (const DeclPtr &decl : in.syntax->decls)
    if (decl->exported)
      renameBody(decl->name.text);
  for (const DeclPtr &decl : in.syntax->decls)
    if (auto *fn = decl->exported ? decl->as<FnDecl>() : nullptr)
      if (auto what = exportFunction(*fn, in, weights))
        exports.push_back(*what);
  return exports;
}

// The roots bear the plain names, so the bodies give theirs up.
void Checker::renameBody(const std::string &name) {
  ++usedNames[name];
  auto body = module.lookupSymbol<mlir::func::FuncOp>(name);
  if (!body)
    return;
  std::string symbol = name + ".body";
  (void)mlir::SymbolTable::replaceAllSymbolUses(body, builder.getStringAttr(symbol), module);
  for (auto &[key, instance] : instances)
    if (instance->symbol == name)
      instance->symbol = symbol;
  body.setName(symbol);
}

} // namespace dual::check
