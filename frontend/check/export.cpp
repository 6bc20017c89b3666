// The roots of a library: one function for each `export`, over the leaves of its parameters.
#include "frontend/check/checker.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

namespace {

// Sizes as formulas of the exported dims, s0, s1, ...
struct Formulas {
  mlir::MLIRContext *context;
  const DimTable &table;
  const Export &what;

  mlir::AffineExpr of(const Dim &dim) const {
    mlir::AffineExpr total = mlir::getAffineConstantExpr(0, context);
    for (auto &[monomial, factor] : dim.terms()) {
      mlir::AffineExpr product = mlir::getAffineConstantExpr(factor, context);
      for (int id : monomial)
        product = product * of(id);
      total = total + product;
    }
    return total;
  }

  mlir::AffineExpr of(int id) const {
    const Atom &atom = table[id];
    if (atom.kind == Atom::Kind::quotient)
      return of(atom.lhs).floorDiv(of(atom.rhs));
    for (size_t k = 0; k < what.dims.size(); ++k)
      if (what.dims[k].dim.bareAtom() == id)
        return mlir::getAffineSymbolExpr(k, context);
    return mlir::getAffineConstantExpr(0, context); // reported by canExport
  }

  mlir::Attribute shape(const TypeRef &type) const {
    llvm::SmallVector<mlir::AffineExpr> sizes;
    for (const Dim &dim : type->shape)
      sizes.push_back(of(dim));
    return mlir::AffineMapAttr::get(mlir::AffineMap::get(0, what.dims.size(), sizes, context));
  }
};

} // namespace

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

// A graph in an export is closed: a size that the type does not name is what the weights have, else its
// default.
void Checker::closeGraph(const Param &param, const ModuleScope &in, const WeightShapes &weights,
                         TypeEnv &types) {
  TypeEnv open = types;
  TypeRef type = evalType(*param.type, open, in, param.name.text, true);
  if (type->kind != Type::Kind::graph)
    return;
  auto *graph = type->decl->as<GraphDecl>();
  auto given = weights.find(graph->name.text);
  if (given == weights.end())
    given = weights.find("");
  for (const NamedDim &named : type->dims) {
    if (named.dim.bareAtom() < 0)
      continue;
    auto size = given != weights.end() ? sizeInWeights(type, named.dim, given->second) : std::nullopt;
    if (!size)
      size = defaultOf(*graph, named.name);
    if (size)
      types.dims[param.name.text + "." + named.name] = Dim(*size);
  }
}

// The symbols that a parameter's type brings along.
void Checker::exportDims(const TypeRef &type, const TypeEnv &types, size_t param, Export &what) {
  for (const Dim &dim : type->shape) {
    std::vector<int> atoms = dims.symbolsIn(dim);
    for (int id : atoms)
      for (auto &[name, value] : types.dims)
        if (value.bareAtom() == id &&
            llvm::none_of(what.dims, [&](auto &known) { return known.dim == value; }))
          what.dims.push_back({name, value, param});
  }
}

void Checker::exportFacts(const FnDecl &decl, TypeEnv &types, Export &what) {
  for (const WhereFact &fact : decl.where) {
    auto *compare = fact.condition ? fact.condition->as<CompareExpr>() : nullptr;
    if (!compare) {
      notBuilt(fact.range, "this kind of `where` on an exported function");
      continue;
    }
    Dim left = evalDim(*compare->lhs, types, false), right = evalDim(*compare->rhs, types, false);
    what.facts.push_back({textOf(fact.condition->range), left, compare->op, right});
  }
}

// What cannot cross the border is said here; true if all can.
bool Checker::canExport(const Export &what) {
  const FnDecl &decl = *what.decl;
  size_t before = diags.errorCount();
  for (const ExportOption &option : decl.exported->options)
    notBuilt(option.name.range, fmt::format("`{}` of `export`", option.name.text));
  for (size_t k = 0; k < what.params.size(); ++k) {
    canCross(what, what.params[k], decl.params[k].range, true);
    if (decl.params[k].isVar)
      notBuilt(decl.params[k].range, "a `var` parameter of an exported function");
    if (isIntParameter(decl.params[k]) && usesSize(what, decl.params[k].name.text))
      notBuilt(decl.params[k].range, "an `int` as a size of an exported function");
  }
  for (const ExportedValue &output : what.outputs)
    canCross(what, output, decl.name.range, false);
  return diags.errorCount() == before;
}

// Whether the `int` parameter of this name stands in a size.
bool Checker::usesSize(const Export &what, const std::string &name) {
  auto names = [&](const Dim &dim) {
    return llvm::any_of(dims.symbolsIn(dim), [&](int id) { return dims[id].name == name; });
  };
  for (const auto *list : {&what.params, &what.outputs})
    for (const ExportedValue &value : *list)
      if (llvm::any_of(value.type->shape, names))
        return true;
  return false;
}

void Checker::canCross(const Export &what, const ExportedValue &value, SourceRange range, bool isParam) {
  bool isGraph = value.type->kind == Type::Kind::graph && isParam;
  if (!isGraph && !value.type->isTensor()) {
    error(DiagCode::bad_export, range,
          fmt::format("`{}` is `{}`; a function of a library takes tensors, scalars and graphs and gives "
                      "tensors and scalars",
                      value.name, text(value.type)));
    return;
  }
  for (const NamedDim &named : value.type->dims)
    if (isGraph && !named.dim.isConstant()) {
      diags
          .error(DiagCode::bad_export, range,
                 fmt::format("the size `{}` of `{}` must be a number in a library", named.name, value.name))
          .help(fmt::format("name it in the type: `{}[{}: 64]`", value.type->decl->name.text, named.name));
      return;
    }
  if (value.type->isTensor())
    for (const Dim &dim : value.type->shape)
      if (dim.isUnknown())
        error(DiagCode::bad_export, range,
              fmt::format("a size of `{}` is `?`, which a library cannot state yet", value.name));
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

std::optional<Export> Checker::exportFunction(const FnDecl &decl, const ModuleScope &in,
                                              const WeightShapes &weights) {
  Export what;
  what.decl = &decl;
  what.signature = signatureText(decl);
  BoundCall bound;
  scope = &in;
  env = std::make_shared<Env>();
  size_t before = diags.errorCount();
  for (size_t k = 0; k < decl.params.size(); ++k) {
    const Param &param = decl.params[k];
    closeGraph(param, in, weights, bound.types);
    what.params.push_back({param.name.text, evalType(*param.type, bound.types, in, param.name.text, true)});
    if (isIntParameter(param))
      bound.types.dims[param.name.text] = dims.symbol(param.name.text, param.name.range);
    if (what.params.back().type->isTensor())
      exportDims(what.params.back().type, bound.types, k, what);
  }
  for (size_t k = 0; k < decl.results.size(); ++k) {
    const ResultItem &item = decl.results[k];
    std::string name = item.name                  ? item.name->text
                       : decl.results.size() == 1 ? "out"
                                                  : fmt::format("out{}", k);
    what.outputs.push_back({name, evalType(*item.type, bound.types, in, "result", false)});
  }
  exportFacts(decl, bound.types, what);
  if (diags.errorCount() != before || !canExport(what))
    return std::nullopt;
  writeExport(in, what, bound);
  return what;
}

// The values of the symbols: a size that is one bare symbol gives it, else the one new symbol of a linear
// size.
void Checker::bindExportDims(const Export &what, llvm::ArrayRef<Value> arguments) {
  SourceRange range = what.decl->name.range;
  for (bool bare : {true, false})
    for (size_t k = 0, next = 0; k < what.params.size(); next += leafCount(what.params[k].type), ++k)
      for (auto [axis, dim] : llvm::enumerate(what.params[k].type->shape)) {
        std::vector<int> atoms = dims.symbolsIn(dim);
        llvm::erase_if(atoms, [&](int id) { return frame.dimValues.count(id) != 0; });
        auto term = atoms.empty() ? dim.terms().end() : dim.terms().find({atoms.front()});
        if (atoms.size() != 1 || term == dim.terms().end() || (bare && dim.bareAtom() < 0))
          continue;
        Value size = emit<dl::DimOp>(range, arguments[next], axis);
        if (bare) {
          frame.dimValues[atoms.front()] = size;
          continue;
        }
        Dim whole = dims.symbol("", range), rest = dim - Dim(term->second) * Dim::atom(atoms.front());
        frame.dimValues[whole.bareAtom()] = size;
        frame.dimValues[atoms.front()] = dimValue(dims.quotient(whole - rest, Dim(term->second)));
      }
}

// The root's arguments; the call of the body gets them as the parameters' values.
void Checker::exportArguments(const Export &what, mlir::func::FuncOp root, BoundCall &bound) {
  Formulas formulas{builder.getContext(), dims, what};
  llvm::SmallVector<Value> arguments(root.getArguments().begin(), root.getArguments().end());
  unsigned next = 0;
  for (const ExportedValue &param : what.params) {
    size_t count = leafCount(param.type);
    if (param.type->isTensor() && !param.type->shape.empty())
      root.setArgAttr(next, "dl.shape", formulas.shape(param.type));
    bound.args.push_back(make(param.type, llvm::ArrayRef<Value>(arguments).slice(next, count)));
    if (auto size = bound.types.dims.find(param.name);
        size != bound.types.dims.end() && param.type->isScalar())
      frame.dimValues[size->second.bareAtom()] = arguments[next];
    next += count;
  }
  for (size_t k = 0; k < what.outputs.size(); ++k)
    if (!what.outputs[k].type->shape.empty())
      root.setResultAttr(k, "dl.shape", formulas.shape(what.outputs[k].type));
  bindExportDims(what, arguments);
}

mlir::func::FuncOp Checker::exportRoot(const Export &what) {
  llvm::SmallVector<mlir::Type> types, results;
  llvm::SmallVector<mlir::Attribute> dimNames;
  for (const ExportedValue &param : what.params)
    for (const Leaf &leaf : leavesOf(param.type))
      types.push_back(mlirType(leaf.type));
  for (const ExportedValue &output : what.outputs)
    results.push_back(mlirType(output.type));
  for (const ExportedDim &dim : what.dims)
    dimNames.push_back(builder.getStringAttr(dim.name));
  builder.setInsertionPointToEnd(module.getBody());
  auto root = mlir::func::FuncOp::create(builder, loc(what.decl->name.range), what.decl->name.text,
                                         builder.getFunctionType(types, results));
  root->setAttr("dl.export", builder.getUnitAttr());
  root->setAttr("dl.dims", builder.getArrayAttr(dimNames));
  builder.setInsertionPointToStart(root.addEntryBlock());
  return root;
}

void Checker::writeExport(const ModuleScope &in, const Export &what, BoundCall &bound) {
  mlir::OpBuilder::InsertionGuard guard(builder);
  Frame outer = std::exchange(frame, Frame());
  const FnDecl &decl = *what.decl;
  exportArguments(what, exportRoot(what), bound);
  Instance *instance = instantiate(decl, in, bound);
  if (instance && !instance->programOnly.empty())
    notBuilt(what.decl->name.range, fmt::format("{} in a function of a library", instance->programOnly));
  if (instance && instance->effects)
    error(DiagCode::bad_export, decl.name.range,
          fmt::format("`{}` prints or reads files, which a function of a library cannot do", decl.name.text));
  std::vector<TypeRef> outputs;
  for (const ExportedValue &output : what.outputs)
    outputs.push_back(output.type);
  TypeRef result = outputs.size() == 1 ? outputs.front() : tupleType(outputs);
  Val value = instance ? emitCall(*instance, bound, result, decl.name.range, nullptr) : unit();
  mlir::func::ReturnOp::create(builder, loc(decl.name.range), value.leaves);
  frame = std::move(outer);
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
