// An instance of a graph is applied: to what, in which mode, and what its states become.
#include "frontend/check/checker.h"
#include "frontend/check/function_values.h"
#include "frontend/check/nodes.h"
#include "frontend/check/wording.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// What a call says by name. None: an error, reported.
std::optional<CallMode> Checker::callMode(const CallExpr &given) {
  CallMode mode;
  if (const Argument *train = named(given, "train")) {
    Val value = expr(*train->value);
    if (!value.isError() && (!value.constant || !std::holds_alternative<bool>(*value.constant)))
      error(DiagCode::wrong_arguments, train->value->range,
            "`train` is a `bool` that must be known at compile time");
    if (!value.constant || !std::holds_alternative<bool>(*value.constant))
      return std::nullopt;
    mode.train = std::get<bool>(*value.constant);
  }
  if (const Argument *seed = named(given, "seed")) {
    mode.seed = foldSeed(expr(*seed->value), seed->value->range);
    if (!mode.seed)
      return std::nullopt;
  }
  return mode;
}

// The inputs in their order; those that are named come after the others.
std::optional<std::vector<Val>> Checker::instanceInputs(const Val &callee, const CallExpr &given,
                                                        const Val *piped) {
  const FnValue *cut = callee.cut ? callee.cut.get() : callee.fn.get();
  const TypeRef &type = cut && cut->kind == FnValue::Kind::cut ? cut->instance->type : callee.type;
  auto asked = [&](size_t number, const Expr &argument) {
    bool isGraph = type->kind == Type::Kind::graph;
    return isGraph ? numbersOfInput(templateOf(*type), number, argument) : nullptr;
  };
  std::vector<Val> inputs =
      positionalExpecting(given, piped, [&](llvm::ArrayRef<Val> earlier, const Expr &argument) {
        return asked(earlier.size(), argument);
      });
  std::vector<std::string> known, allowed = {"train", "seed"};
  if (type->kind == Type::Kind::graph)
    known = templateOf(*type).inputNames;
  allowed.insert(allowed.end(), known.begin(), known.end());
  if (!takesNamed(given, std::string(sources.text(given.callee ? given.callee->range : given.range)),
                  llvm::join(allowed, " ")))
    return std::nullopt;
  std::set<size_t> places;
  for (const Argument &arg : given.args) {
    size_t place = arg.name ? llvm::find(known, arg.name->text) - known.begin() : known.size();
    if (place < known.size() && (place < inputs.size() || !places.insert(place).second)) {
      error(DiagCode::wrong_arguments, arg.range, fmt::format("`{}` is given twice", arg.name->text));
      return std::nullopt;
    }
  }
  for (size_t wanted = inputs.size() + places.size(); inputs.size() < wanted;) {
    const Argument *arg = named(given, known[inputs.size()]);
    if (!arg) {
      error(DiagCode::wrong_arguments, given.range,
            fmt::format("`{}` needs an argument for `{}`", type->decl->name.text, known[inputs.size()]));
      return std::nullopt;
    }
    inputs.push_back(expr(*arg->value, asked(inputs.size(), *arg->value)));
  }
  return inputs;
}

Val Checker::callInstance(const Val &callee, const CallExpr &given, const Val *piped) {
  auto inputs = instanceInputs(callee, given, piped);
  auto mode = inputs ? callMode(given) : std::nullopt;
  return mode ? runInstance(callee, *inputs, *given.callee, *mode, given.range) : make(errorType(), {});
}

// Calls an instance, a cut or a sequence; where that changes states, they go to `place`, which is what is
// called.
Val Checker::runInstance(const Val &callee, llvm::ArrayRef<Val> inputs, const Expr &place, CallMode mode,
                         SourceRange range) {
  const FnValue *cut = callee.cut                                           ? callee.cut.get()
                       : callee.fn && callee.fn->kind == FnValue::Kind::cut ? callee.fn.get()
                                                                            : nullptr;
  Val after;
  mode.after = &after;
  Val result = cut                     ? applyInstance(*cut->instance, inputs, range, cut->name, mode)
               : callee.type->sequence ? applySequence(callee, inputs, range, mode)
                                       : applyInstance(callee, inputs, range, "", mode);
  auto *member = place.as<MemberExpr>();
  if (after.type)
    storeStates(cut && member ? *member->object : place, after, range);
  return result;
}

// One child after the other, each on what the one before gives.
Val Checker::applySequence(const Val &given, llvm::ArrayRef<Val> inputs, SourceRange range,
                           const CallMode &mode) {
  Val sequence = given;
  std::vector<Val> now(inputs.begin(), inputs.end());
  for (size_t k = 0; k < sequence.type->members.size(); ++k) {
    Val child = member(sequence, k);
    inheritCall(child, sequence, sequence.type->members[k].name);
    Val after;
    CallMode own = mode;
    own.after = mode.after ? &after : nullptr;
    Val next = child.type->sequence ? applySequence(child, now, range, own)
                                    : applyInstance(child, now, range, "", own);
    if (next.isError())
      return next;
    if (after.type) {
      setMember(sequence, k, after);
      *mode.after = sequence;
    }
    now = spread(next);
  }
  if (now.size() == 1)
    return now.front();
  return error(DiagCode::wrong_arguments, range,
               fmt::format("a sequence takes 1 input; {} given", now.size()));
}

// What the sizes of an input say of symbols that stand alone; those of a child that wait for their first use
// have found it.
void Checker::bindInputSizes(const TypeRef &input, const TypeRef &given, DimSubstitution &map) {
  std::vector<Dim> want, have;
  collectDims(input, want);
  collectDims(given, have);
  for (size_t d = 0; d < want.size(); ++d) {
    int atom = want[d].bareAtom();
    int waiting = atom >= 0 && map.count(atom) ? map[atom].bareAtom() : -1;
    if (discovered && pending.erase(waiting))
      resolved[waiting] = map[atom] = have[d];
    else if (atom >= 0 && !map.count(atom))
      map[atom] = have[d];
  }
}

// The symbols that only stand in sizes such as `2 * N`.
bool Checker::solveInputSizes(const TypeRef &input, const TypeRef &given, DimSubstitution &map,
                              SourceRange range, const std::string &what) {
  std::vector<Dim> want, have;
  collectDims(input, want);
  collectDims(given, have);
  for (size_t d = 0; d < want.size(); ++d) {
    std::vector<int> atoms = dims.symbolsIn(want[d]);
    llvm::erase_if(atoms, [&](int id) { return map.count(id) != 0; });
    if (atoms.size() != 1)
      continue;
    auto value = solveSize(dims.substitute(want[d], map), atoms.front(), have[d], range, what);
    if (!value)
      return false;
    map[atoms.front()] = *value;
  }
  return true;
}

// Where only the dtype is another one and the graph is written for any: how to make it for this one.
Val Checker::unfitInput(const GraphDecl &decl, const GraphTemplate &graph, size_t k, const TypeRef &given,
                        SourceRange range) {
  const TypeRef &wanted = graph.inputs[k];
  Val result = error(
      DiagCode::type_mismatch, range,
      fmt::format("the input of `{}` is `{}`; expected `{}`", decl.name.text, text(given), text(wanted)),
      {graph.inputRanges[k], "the input is declared here"});
  auto *written = inputsOf(decl)[k]->type->as<NamedType>();
  bool isTyped = written && graph.args.consts.count(written->path.last().text);
  if (isTyped && given->isTensor() && given->shape.size() == wanted->shape.size())
    diags.last().help(fmt::format("make it with `{0}: {1}`; such a one is of type `{2}[{0}: {1}]`",
                                  written->path.last().text, dtypeText(given->element), decl.name.text));
  return result;
}

// Matches the inputs to the graph's `in`s: sizes fixed at making are checked, free ones bound.
Val Checker::applyInstance(const Val &instance, llvm::ArrayRef<Val> given, SourceRange range,
                           const std::string &node, CallMode mode) {
  const Type &type = *instance.type;
  auto &decl = *type.decl->as<GraphDecl>();
  GraphTemplate &graph = templateOf(type);
  if (graph.failed)
    return make(errorType(), {});
  if (!graph.runs)
    return error(DiagCode::not_callable, range,
                 fmt::format("`{}` has no `in`: it only holds children", decl.name.text));
  if (given.size() != graph.inputs.size())
    return error(DiagCode::wrong_arguments, range,
                 fmt::format("`{}` has {}; {} given", decl.name.text, counted(graph.inputs.size(), "input"),
                             given.size()));
  DimSubstitution map;
  for (size_t k = 0; k < graph.dims.size(); ++k)
    map[graph.dims[k].dim.bareAtom()] = dims.substitute(type.dims[k].dim, resolved);
  std::vector<Val> inputs;
  for (size_t k = 0; k < given.size(); ++k) {
    Val input = settle(given[k], range);
    if (input.isError() && !input.fn)
      return input;
    if (!sameStructure(input.type, graph.inputs[k]))
      return unfitInput(decl, graph, k, input.type, range);
    bindInputSizes(graph.inputs[k], input.type, map);
    inputs.push_back(input);
  }
  std::string what = fmt::format("the input of `{}`", decl.name.text);
  for (size_t k = 0; k < inputs.size(); ++k) {
    size_t known = diags.errorCount();
    bool solved = solveInputSizes(graph.inputs[k], inputs[k].type, map, range, what);
    TypeRef expected = mapDims(graph.inputs[k], [&](const Dim &dim) { return dims.substitute(dim, map); });
    inputs[k] = solved ? coerce(inputs[k], expected, range, what) : make(errorType(), {});
    if (inputs[k].isError() && diags.errorCount() != known)
      diags.last().note(graph.inputRanges[k], "the input is declared here");
    if (inputs[k].isError())
      return inputs[k];
  }
  // What `where` says of sizes that each call decides.
  TypeEnv sizes;
  for (const NamedDim &named : graph.dims)
    sizes.dims[named.name] = map[named.dim.bareAtom()];
  auto fixed = [&](const std::string &name) { return type.dim(name) != nullptr; };
  for (int atom : graph.freeAtoms)
    sizes.dims[dims[atom].name] = map[atom];
  for (const WhereFact &fact : decl.where)
    if (fact.condition && mentionsOther(*fact.condition, fixed) &&
        !checkFacts(fact, sizes, *type.scope, range, /*emitChecks=*/!discovered))
      return make(errorType(), {});
  return callForward(graph, instance, node, mode, inputs, map, range);
}

// The call's own seed; inside a graph a child has the running one, folded with its path.
Value Checker::callSeed(const GraphForward &forward, const Val &instance, const CallMode &mode,
                        SourceRange range) {
  if (mode.seed)
    return mode.seed;
  if (instance.running && instance.running->seed)
    return instance.running->seed;
  if (!frame.graphCall) {
    error(DiagCode::wrong_arguments, range,
          fmt::format("`{}` draws random numbers: say `seed: ...`", instance.type->decl->name.text),
          {forward.seedUse, "it reads `seed` here"});
    return {};
  }
  return childSeed(instance, range);
}

Val Checker::callForward(GraphTemplate &graph, const Val &called, const std::string &node,
                         const CallMode &mode, llvm::ArrayRef<Val> inputs, DimSubstitution &map,
                         SourceRange range) {
  Val instance = withStates(called);
  bool train = mode.train         ? *mode.train
               : instance.running ? instance.running->train
                                  : frame.graphCall && frame.graphCall->train;
  if (frame.graphCall && !mode.train)
    frame.graphCall->usesTrain |= graph.usesTrain;
  GraphForward &run =
      forward(graph, *instance.type->decl->as<GraphDecl>(), *instance.type->scope, node, train);
  if (run.failed)
    return make(errorType(), {});
  auto callee = module.lookupSymbol<mlir::func::FuncOp>(run.symbol);
  llvm::SmallVector<Value> args;
  for (const NamedDim &named : graph.dims)
    args.push_back(dimValue(map[named.dim.bareAtom()]));
  for (int atom : graph.freeAtoms)
    args.push_back(dimValue(map[atom]));
  if (run.seedUse.valid()) {
    Value seed = callSeed(run, instance, mode, range);
    if (!seed)
      return make(errorType(), {});
    args.push_back(seed);
  }
  auto push = [&](llvm::ArrayRef<Value> leaves) {
    for (Value leaf : leaves)
      args.push_back(castTo(leaf, callee.getArgumentTypes()[args.size()], range));
  };
  push(instance.leaves);
  for (const Val &input : inputs)
    push(input.leaves);
  auto call = mlir::func::CallOp::create(builder, loc(range), callee, args);
  TypeRef type = mapDims(run.output, [&](const Dim &dim) { return dims.substitute(dim, map); });
  llvm::SmallVector<Value> results;
  auto leaves = leavesOf(type);
  for (size_t k = 0; k < leaves.size(); ++k)
    results.push_back(castTo(call.getResult(k), mlirType(leaves[k].type), range));
  llvm::SmallVector<Value> states(llvm::drop_begin(call.getResults(), leaves.size()));
  if (run.changes && !keepStates(instance, states, mode, range))
    return make(errorType(), {});
  return refresh(make(type, results), range);
}

} // namespace dual::check
