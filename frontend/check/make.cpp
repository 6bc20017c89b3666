// Making graph instances.
#include "frontend/check/checker.h"
#include "frontend/check/nodes.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// FNV-1a-64, the number a text stands for when it is folded into a seed.
static uint64_t fnv1a(const std::string &text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (unsigned char c : text)
    hash = (hash ^ c) * 0x100000001b3u;
  return hash;
}

Value Emitter::foldText(Value seed, const std::string &text) {
  Value number = numberConstant(builder.getI64Type(), 0, static_cast<int64_t>(fnv1a(text)));
  return emit<dl::FoldSeedOp>({}, builder.getI64Type(), seed, number);
}

// A symbol that a call names must be one that is fixed at making.
bool Checker::checkSymbols(const GraphDecl &decl, const GraphTemplate &graph, const CallExpr &expr) {
  std::vector<std::string> known = {"seed"};
  for (const NamedDim &named : graph.dims)
    known.push_back(named.name);
  for (auto &[name, value] : graph.args.consts)
    known.push_back(name);
  for (const Argument &arg : expr.args)
    if (arg.name && isupper(arg.name->text[0]) && !llvm::is_contained(known, arg.name->text)) {
      unknownParameter(decl.name.text, *arg.name, decl.params, known);
      return false;
    }
  return true;
}

// `G(args, I: 64, seed: 3)`: inside a graph a child, elsewhere a new instance.
Val Checker::callGraph(const GraphDecl &decl, const ModuleScope &in, const CallExpr &expr,
                       llvm::ArrayRef<Val> applied) {
  if (frame.children)
    if (auto child = frame.children->find(&expr); child != frame.children->end())
      return child->second;
  MakingArgs making;
  if (!graphDtypes(decl, in, expr, applied, making) || !graphArguments(decl, in, expr, making))
    return make(errorType(), {});
  GraphTemplate &graph = graphTemplate(decl, in, making.structural);
  if (graph.failed)
    return make(errorType(), {});
  bool symbolsFit = checkSymbols(decl, graph, expr);
  std::vector<Dim> values;
  for (const NamedDim &known : graph.dims) {
    if (auto found = making.sizes.find(known.name); found != making.sizes.end())
      values.push_back(found->second);
    else if (discovered) {
      values.push_back(dims.symbol(known.name, expr.range));
      pending.insert(values.back().bareAtom());
    } else {
      diags
          .error(DiagCode::graph_symbol, expr.range,
                 fmt::format("the size `{}` of `{}` is fixed at making, and nothing here says it", known.name,
                             decl.name.text))
          .help(fmt::format("write `{}(..., {}: 64)`", decl.name.text, known.name));
      return make(errorType(), {});
    }
  }
  TypeRef type = graphType(decl, in, making.structural, values);
  if (!symbolsFit || type->isError() || (discovered && !checkGraphFacts(*type, expr.range, /*emit=*/false)))
    return make(errorType(), {});
  const Argument *seed = named(expr, "seed");
  if (discovered) {
    if (seed)
      making.given[ownSeed.str()] = seed->value.get();
    discovered->push_back({&expr, Member{decl.name.text, type, Role::child}, making.given});
    return zeroOf(type);
  }
  Value start = seed ? seedArgument(expr) : numberConstant(builder.getI64Type(), 0, 0);
  return start ? initialize(type, start, expr.range, making.parts) : make(errorType(), {});
}

// What the `where` of a graph says of the sizes that are fixed at making; without `emit` only what is decided
// now.
bool Checker::checkGraphFacts(const Type &graph, SourceRange range, bool emitChecks) {
  auto &decl = *graph.decl->as<GraphDecl>();
  TypeEnv types;
  for (const NamedDim &named : graph.dims)
    types.dims[named.name] = named.dim;
  for (auto &[name, value] : graph.constArgs)
    if (auto *number = std::get_if<int64_t>(&value))
      types.dims[name] = Dim(*number);
  auto known = [&](const std::string &name) { return types.dims.count(name) != 0; };
  return llvm::all_of(decl.where, [&](const WhereFact &fact) {
    return (fact.condition && mentionsOther(*fact.condition, known)) ||
           checkFacts(fact, types, *graph.scope, range, emitChecks);
  });
}

} // namespace dual::check
