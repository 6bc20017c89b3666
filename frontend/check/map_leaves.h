// map_leaves(f, a, b, ...): the maps over the leaves of structures that optimizers are made of.
#pragma once

#include "frontend/check/checker.h"

namespace dual::check {

class MapLeaves {
public:
  MapLeaves(Checker &check, SourceRange range) : check(check), range(range) {}

  Val map(const CallExpr &given);

private:
  using Value = mlir::Value;
  using Values = std::vector<Val>;

  // For each structure: the numbers of its leaves that are mapped. Nothing if they are not as many.
  std::optional<std::vector<std::vector<size_t>>> leavesToMap(llvm::ArrayRef<Val> structures);
  void reportOther(const TypeRef &first, const TypeRef &other);
  // What the function makes of one leaf of each structure; nothing where that is an error.
  std::optional<Values> mapped(llvm::ArrayRef<Val> leaves);
  bool countParts(const TypeRef &result, size_t structures);
  bool countParts(const TypeRef &leaf, llvm::ArrayRef<Val> structures);

  // In a value of an enum that contains itself, by a function for each type of them that calls itself.
  std::optional<Values> mapNodes(llvm::ArrayRef<Val> nodes);
  std::string functionFor(llvm::ArrayRef<Val> nodes);
  void writeFunction(mlir::ValueRange given, llvm::ArrayRef<Val> nodes);
  Values callFunction(llvm::ArrayRef<Val> nodes);
  Values variant(llvm::ArrayRef<Val> nodes, size_t index);
  Values fieldsOf(llvm::ArrayRef<Val> nodes, size_t index);
  // Of any value that is a part of a node, the parts that the function gives.
  Values each(llvm::ArrayRef<Val> values);
  Values eachOfList(llvm::ArrayRef<Val> lists);
  Values eachOfEnum(llvm::ArrayRef<Val> values, size_t index);
  void mapMember(llvm::ArrayRef<Val> values, size_t member, Values &made);
  Values chosen(Value condition, llvm::ArrayRef<Val> like, llvm::function_ref<Values()> onTrue,
                llvm::function_ref<Values()> onFalse);
  Values firstOf(llvm::ArrayRef<Val> values) { return Values(values.begin(), values.begin() + parts); }

  Checker &check;
  SourceRange range;
  FnValue fn; // as it is where the walk stands: its captured values are arguments of the functions
  size_t parts = 0;
  bool failed = false;
  // While functions are written: what comes before the nodes in a call of one, and the functions by type.
  Captures captures;
  llvm::SmallVector<Value> leading;
  std::map<std::string, std::string> functions;
};

} // namespace dual::check
