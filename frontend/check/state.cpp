// `state` and `next`: what a call of a graph changes in the instance that it is
// called on.
#include "frontend/check/checker.h"
#include "frontend/check/nodes.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// Inside a graph the variable `%state` holds the states of its instance and of
// all children, as they are by now.
void Checker::bindStates(const Val &instance) {
  std::vector<TypeRef> types;
  llvm::SmallVector<Value> values;
  auto leaves = leavesOf(instance.type);
  for (size_t k = 0; k < leaves.size(); ++k) {
    if (!leaves[k].state)
      continue;
    frame.graphCall->states.push_back(leaves[k].path);
    types.push_back(leaves[k].type);
    values.push_back(instance.leaves[k]);
  }
  if (!types.empty())
    env->names["%state"] = {make(tupleType(types), values), true, {}};
}

// Where a state, or those of the child at `path`, begin in `%state`; they lie
// together.
static size_t firstState(const GraphCall &call, llvm::ArrayRef<std::string> path) {
  std::string name = llvm::join(path, ".");
  size_t k = 0;
  while (k < call.states.size() && call.states[k] != name &&
         !llvm::StringRef(call.states[k]).starts_with(name + "."))
    ++k;
  return k;
}

static void eachState(const TypeRef &type, llvm::function_ref<void(size_t)> visit) {
  auto leaves = leavesOf(type);
  for (size_t k = 0; k < leaves.size(); ++k)
    if (leaves[k].state)
      visit(k);
}

// A child that is called twice sees what its first call has set.
Val Checker::withStates(const Val &instance) {
  Binding *now = frame.graphCall && !instance.path.empty() ? env->find("%state") : nullptr;
  if (!now)
    return instance;
  Val result = instance;
  size_t next = firstState(*frame.graphCall, instance.path);
  eachState(instance.type, [&](size_t k) { result.leaves[k] = now->value.leaves[next++]; });
  return result;
}

// After the nodes, since every `next` reads the states as they were before the
// call.
void Checker::walkNexts(llvm::ArrayRef<GraphNode> nexts, bool discovering) {
  for (const GraphNode &next : nexts) {
    Binding *before = env->find(next.name);
    if (!before || before->value.isError())
      continue;
    frame.graphCall->node = next.name;
    std::vector<MadeChild> made;
    auto outer = std::exchange(discovered, discovering ? &made : nullptr);
    TypeRef type = before->value.type;
    Val after = coerce(expr(*next.value, type), type, next.value->range, fmt::format("`next {}`", next.name));
    discovered = outer;
    if (!made.empty())
      error(DiagCode::bad_node, made.front().place->range,
            "a `next` makes no children: give the child a node of its own");
    if (discovering || after.isError())
      continue;
    GraphCall &call = *frame.graphCall;
    call.changes = true;
    llvm::copy(after.leaves, env->find("%state")->value.leaves.begin() + firstState(call, next.name));
  }
}

// The new states of an instance that was called: of a child, in `%state`, else
// for the caller to store.
bool Checker::keepStates(const Val &instance, llvm::ArrayRef<Value> states, const CallMode &mode,
                         SourceRange range) {
  if (discovered)
    return true;
  Binding *now = frame.graphCall && !instance.path.empty() ? env->find("%state") : nullptr;
  auto leaves = leavesOf(instance.type);
  size_t next = now ? firstState(*frame.graphCall, instance.path) : 0, given = 0;
  Val after = instance;
  eachState(instance.type, [&](size_t k) {
    Value &slot = now ? now->value.leaves[next++] : after.leaves[k];
    slot = castTo(states[given++], slot.getType(), range);
  });
  if (now) {
    frame.graphCall->changes = true;
    return true;
  }
  if (frame.graphCall) {
    notBuilt(range, "a function value that calls a child with a `next`");
    return false;
  }
  if (mode.after) {
    *mode.after = after;
    return true;
  }
  error(DiagCode::not_assignable, range,
        fmt::format("this call sets a `state` of `{}`: call an instance that is a `var`",
                    instance.type->decl->name.text));
  return false;
}

static const NameExpr *rootOf(const Expr &place) {
  if (auto *member = place.as<MemberExpr>())
    return rootOf(*member->object);
  if (auto *subscript = place.as<SubscriptExpr>())
    return rootOf(*subscript->object);
  return place.as<NameExpr>();
}

void Checker::storeStates(const Expr &place, const Val &after, SourceRange range) {
  const NameExpr *root = rootOf(place);
  Binding *binding = root ? env->find(root->name) : nullptr;
  if (binding && binding->isVar)
    return store(place, after);
  auto report = diags.error(
      DiagCode::not_assignable, range,
      fmt::format("this call sets a `state` of `{}`, which is not a `var`", sources.text(place.range)));
  if (binding && binding->where.valid())
    report.note(binding->where, "it is declared here, without `var`");
}

} // namespace dual::check
