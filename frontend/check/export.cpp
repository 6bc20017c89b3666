// What a library exports: the signature of each `export`.
#include "frontend/check/exporter.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

std::string Exporter::signature(const FnDecl &decl) {
  SourceRange range = decl.name.range;
  range.end = decl.body->range.begin;
  std::string flat;
  for (char letter : c.textOf(range))
    if (!isspace(static_cast<unsigned char>(letter)))
      flat += letter;
    else if (!flat.empty() && flat.back() != ' ')
      flat += ' ';
  return flat.substr(0, flat.find_last_not_of(' ') + 1);
}

// Tuples cross as their parts, lists as their columns.
void Exporter::addParts(const ExportedValue &whole, bool isParam, std::vector<ExportedValue> &parts) {
  if (addColumns(whole, isParam, parts))
    return;
  if (whole.type->kind != Type::Kind::tuple) {
    parts.push_back(whole);
    return;
  }
  for (auto [k, member] : llvm::enumerate(whole.type->members)) {
    ExportedValue part = whole;
    part.name = fmt::format("{}_{}", whole.name, k);
    part.type = member.type;
    addParts(part, isParam, parts);
  }
}

// A text, a table of nodes or a list brings how much of it there is: behind the pointer the bytes, before it
// the nodes or elements.
void Exporter::counts(Export &what, SourceRange range) {
  for (auto [k, value] : llvm::enumerate(what.params)) {
    bool isText = value.type->kind == Type::Kind::str;
    if (isText || value.type->isNode())
      value.count = c.dims.symbol(value.name + (isText ? "_bytes" : "_count"), range);
    if (value.count)
      what.dims.push_back({c.dims[value.count->bareAtom()].name, *value.count, k + isText, false, true});
  }
}

static bool isStrided(const FnDecl &decl, const std::string &name) {
  return llvm::any_of(decl.exported->options, [&](const ExportOption &option) {
    return llvm::any_of(option.values, [&](const Ident &value) { return value.text == name; });
  });
}

void Exporter::parameters(const ModuleScope &in, const WeightShapes &weights, TypeEnv &types, Export &what) {
  for (auto [k, param] : llvm::enumerate(what.decl->params)) {
    const std::string &name = param.name.text;
    closeGraphs(*param.type, name, in, weights, types);
    ExportedValue whole;
    whole.name = name;
    whole.type = c.evalType(*param.type, types, in, name, true);
    whole.source = k;
    whole.isVar = param.isVar;
    whole.isStrided = isStrided(*what.decl, name);
    what.given.push_back(whole.type);
    if (whole.type->kind == Type::Kind::graph)
      types.graphs.emplace(name, whole.type);
    if (isIntParameter(param) && !param.isVar)
      types.dims[name] = c.dims.symbol(name, param.name.range);
    addParts(whole, true, what.params);
  }
  for (auto [k, value] : llvm::enumerate(what.params))
    addDims(value.type, types, k, what);
  counts(what, what.decl->name.range);
}

void Exporter::results(const ModuleScope &in, TypeEnv &types, Export &what) {
  std::vector<TypeRef> results;
  for (auto [k, item] : llvm::enumerate(what.decl->results)) {
    ExportedValue whole;
    whole.name = item.name                        ? item.name->text
                 : what.decl->results.size() == 1 ? "out"
                                                  : fmt::format("out{}", k);
    whole.type = c.evalType(*item.type, types, in, "result", false);
    results.push_back(whole.type);
    addParts(whole, false, what.outputs);
  }
  what.result = results.size() == 1 ? results.front() : tupleType(results);
  for (const ExportedValue &value : what.outputs)
    addDims(value.type, types, what.params.size(), what);
}

std::optional<Export> Exporter::function(const FnDecl &decl, const ModuleScope &in,
                                         const WeightShapes &weights) {
  Export what;
  what.decl = &decl;
  what.signature = signature(decl);
  BoundCall bound;
  c.scope = &in;
  c.env = std::make_shared<Env>();
  size_t before = c.diags.errorCount();
  if (!isConcrete(decl, in))
    return std::nullopt;
  parameters(in, weights, bound.types, what);
  results(in, bound.types, what);
  facts(decl, in, bound.types, what);
  if (c.diags.errorCount() != before || !canExport(what))
    return std::nullopt;
  writeRoot(in, what, bound);
  return what;
}

std::vector<Export> Exporter::write(const ModuleScope &in, const WeightShapes &weights) {
  std::vector<Export> exports;
  for (const DeclPtr &decl : in.syntax->decls)
    if (decl->exported)
      renameBody(decl->name.text);
  for (const DeclPtr &decl : in.syntax->decls)
    if (auto *fn = decl->exported ? decl->as<FnDecl>() : nullptr)
      if (auto what = function(*fn, in, weights))
        exports.push_back(*what);
  return exports;
}

// The roots bear the plain names, so the bodies give theirs up.
void Exporter::renameBody(const std::string &name) {
  ++c.usedNames[name];
  auto body = c.module.lookupSymbol<mlir::func::FuncOp>(name);
  if (!body)
    return;
  std::string symbol = name + ".body";
  (void)mlir::SymbolTable::replaceAllSymbolUses(body, c.builder.getStringAttr(symbol), c.module);
  for (auto &[key, instance] : c.instances)
    if (instance->symbol == name)
      instance->symbol = symbol;
  body.setName(symbol);
}

} // namespace dual::check
