#include "frontend/check/map_leaves.h"

#include <fmt/format.h>

namespace dual::check {

// ---- the structures

void MapLeaves::reportOther(const TypeRef &first, const TypeRef &other) {
  check.error(DiagCode::type_mismatch, range,
              fmt::format("`{}` and `{}` have different leaves", check.text(first), check.text(other)));
}

std::optional<std::vector<std::vector<size_t>>> MapLeaves::leavesToMap(llvm::ArrayRef<Val> structures) {
  std::vector<std::vector<size_t>> places;
  for (const Val &structure : structures) {
    auto &own = places.emplace_back();
    for (auto [number, leaf] : llvm::enumerate(leavesOf(structure.type)))
      if (leaf.trainable)
        own.push_back(number);
    if (own.size() == places.front().size())
      continue;
    reportOther(structures[0].type, structure.type);
    return std::nullopt;
  }
  return places;
}

Val MapLeaves::map(const CallExpr &given) {
  Values args = check.positional(given, nullptr);
  for (const Val &arg : args)
    if (arg.isError() && !arg.fn)
      return arg;
  if (args.size() < 2 || !args[0].fn || args[0].fn->kind != FnValue::Kind::lambda)
    return check.error(DiagCode::wrong_arguments, range,
                       "`map_leaves` takes a function written in place, then structures");
  fn = *args[0].fn;
  args.erase(args.begin());
  auto places = leavesToMap(args);
  if (!places)
    return check.make(errorType(), {});
  if (places->front().empty() && !countParts(tensorType(check.builder.getF32Type()), args))
    return check.make(errorType(), {});
  Values results = args;
  for (size_t leaf = 0; leaf < places->front().size(); ++leaf) {
    Values inputs;
    for (auto [arg, own] : llvm::zip(args, *places))
      inputs.push_back(check.make(leavesOf(arg.type)[own[leaf]].type, {arg.leaves[own[leaf]]}));
    auto made = inputs[0].type->isNode() ? mapNodes(inputs) : mapped(inputs);
    if (!made)
      return check.make(errorType(), {});
    for (size_t part = 0; part < parts; ++part)
      results[part].leaves[(*places)[part][leaf]] = (*made)[part].leaf();
  }
  results.resize(parts);
  if (results.size() == 1)
    return results.front();
  std::vector<TypeRef> types;
  Val all;
  for (const Val &result : results) {
    types.push_back(result.type);
    all.leaves.append(result.leaves);
  }
  all.type = tupleType(types);
  return all;
}

// ---- one leaf

// The first leaf says how many parts the function gives; all others give as many.
bool MapLeaves::countParts(const TypeRef &result, size_t structures) {
  size_t count = result->kind == Type::Kind::tuple ? result->members.size() : 1;
  bool fits = parts ? count == parts : count > 0 && count <= structures;
  if (!fits)
    check.error(DiagCode::type_mismatch, range,
                count ? "`map_leaves` cannot give more parts than it takes structures"
                      : "the function of `map_leaves` gives nothing");
  parts = count;
  return fits;
}

// The same of a leaf of that type, where there is none yet.
bool MapLeaves::countParts(const TypeRef &leaf, llvm::ArrayRef<Val> structures) {
  llvm::SmallVector<mlir::Value> unused;
  Instance *body = check.bodyOf(fn, Values(structures.size(), check.make(leaf, {})), range, unused);
  return body && countParts(body->result, structures.size());
}

std::optional<MapLeaves::Values> MapLeaves::mapped(llvm::ArrayRef<Val> leaves) {
  Val out = check.callLambda(fn, leaves, range);
  if (out.isError() || !countParts(out.type, leaves.size()))
    return std::nullopt;
  Values made;
  for (auto [part, leaf] : llvm::zip(check.spread(out), leaves)) {
    Val fitting = check.coerce(part, leaf.type, range, "what the function gives");
    if (fitting.isError())
      return std::nullopt;
    made.push_back(check.make(leaf.type, {check.castTo(fitting.leaf(), leaf.leaf().getType(), range)}));
  }
  return made;
}

} // namespace dual::check
