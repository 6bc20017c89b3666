// A graph's child inside a function that the graph calls: it runs as the graph does, with its `train` and
// `seed`.
#include "frontend/check/checker.h"

namespace dual::check {

using mlir::Value;

static bool anyGraph(const TypeRef &type, llvm::function_ref<bool(const Type &)> holds) {
  if (type->kind == Type::Kind::graph)
    return holds(*type);
  return llvm::any_of(type->members, [&](const Member &member) { return anyGraph(member.type, holds); });
}

bool Checker::readsTrain(const TypeRef &type) {
  return anyGraph(type, [&](const Type &graph) { return templateOf(graph).usesTrain; });
}

// Whether running it up to its outputs, or that of one of its children, draws random numbers.
bool Checker::readsSeed(const TypeRef &type, bool train) {
  return anyGraph(type, [&](const Type &graph) {
    GraphTemplate &own = templateOf(graph);
    if (!own.failed && own.runs)
      return forward(own, *graph.decl->as<GraphDecl>(), *graph.scope, "", train).seedUse.valid();
    return llvm::any_of(own.members, [&](const Member &member) { return readsSeed(member.type, train); });
  });
}

// The seed of a child without one of its own: the running one, folded with its path.
Value Checker::childSeed(const Val &child, SourceRange range) {
  GraphCall &call = *frame.graphCall;
  if (!call.seedUse.valid())
    call.seedUse = range;
  Value seed = call.seed;
  for (const std::string &part : child.path.empty() ? std::vector<std::string>{call.node} : child.path)
    seed = foldText(seed, part);
  return seed;
}

void Checker::attachCall(Val &child, SourceRange range) {
  if (!frame.graphCall || child.running || child.isError())
    return;
  bool train = frame.graphCall->train, usesTrain = readsTrain(child.type);
  frame.graphCall->usesTrain |= usesTrain;
  Value seed = readsSeed(child.type, train) ? childSeed(child, range) : Value();
  if (usesTrain || seed)
    child.running = std::make_shared<RunningCall>(RunningCall{train, seed});
}

// A part of a child lies below it, and runs as it does.
void Checker::inheritCall(Val &part, const Val &whole, const std::string &name) {
  part.path = whole.path;
  if (!part.path.empty())
    part.path.push_back(name);
  if (!whole.running)
    return;
  Value seed = whole.running->seed;
  part.running =
      std::make_shared<RunningCall>(RunningCall{whole.running->train, seed ? foldText(seed, name) : seed});
}

} // namespace dual::check
