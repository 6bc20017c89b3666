// `map_leaves` in values of enums that contain themselves: functions that go down the nodes.
#include "frontend/check/derivatives.h"
#include "frontend/check/list.h"
#include "frontend/check/map_leaves.h"

namespace dual::check {

using mlir::Value;
using Tensors = Columns::Tensors;

// Some float that a value holds, in any depth; null if there is none.
static TypeRef someFloat(const TypeRef &type, std::set<std::string> &seen) {
  if (type->isTensor())
    return mlir::isa<mlir::FloatType>(type->element) ? type : nullptr;
  if (type->isNode() && !seen.insert(structureKey(type)).second)
    return nullptr;
  for (const Member &part : type->parts())
    if (TypeRef found = someFloat(part.type, seen))
      return found;
  return nullptr;
}

std::optional<MapLeaves::Values> MapLeaves::mapNodes(llvm::ArrayRef<Val> nodes) {
  for (const Val &node : nodes)
    if (!sameStructure(node.type, nodes[0].type)) {
      reportOther(nodes[0].type, node.type);
      return std::nullopt;
    }
  std::set<std::string> seen;
  TypeRef leaf = someFloat(nodes[0].type, seen);
  if (!countParts(leaf, nodes))
    return std::nullopt;
  for (const Val &node : nodes.drop_front())
    Derivatives{check}.requireSameNodes(node.leaf(), nodes[0].leaf(), range,
                                        "the structures of `map_leaves` have different nodes");
  captures = Captures();
  check.captureFunction(fn, captures);
  for (const Val &node : nodes)
    check.captureType(node.type, captures);
  leading.clear();
  for (int atom : captures.atoms)
    leading.push_back(check.dimValue(Dim::atom(atom)));
  leading.append(captures.leaves);
  Values made = callFunction(nodes);
  return failed ? std::nullopt : std::optional(made);
}

MapLeaves::Values MapLeaves::callFunction(llvm::ArrayRef<Val> nodes) {
  std::string symbol = functionFor(nodes);
  llvm::SmallVector<Value> operands(leading);
  for (const Val &node : nodes)
    operands.push_back(node.leaf());
  llvm::SmallVector<mlir::Type> types(parts, nodes[0].leaf().getType());
  auto call = check.emit<mlir::func::CallOp>(range, symbol, types, operands);
  Values made;
  for (auto [result, node] : llvm::zip(call.getResults(), nodes))
    made.push_back(check.make(node.type, {result}));
  return made;
}

std::string MapLeaves::functionFor(llvm::ArrayRef<Val> nodes) {
  std::string &symbol = functions[structureKey(nodes[0].type) + check.text(nodes[0].type)];
  if (!symbol.empty())
    return symbol;
  symbol = check.declName(*check.scope, "leaves");
  llvm::SmallVector<mlir::Type> inputs, results(parts, nodes[0].leaf().getType());
  for (Value value : leading)
    inputs.push_back(value.getType());
  inputs.append(nodes.size(), nodes[0].leaf().getType());
  mlir::OpBuilder::InsertionGuard guard(check.builder);
  mlir::Block *body = check.openFunction(symbol, check.builder.getFunctionType(inputs, results), range);
  writeFunction(body->getArguments(), nodes);
  return symbol;
}

// As the body of a function value, with its captured values, sizes first, before the arguments.
void MapLeaves::writeFunction(mlir::ValueRange given, llvm::ArrayRef<Val> nodes) {
  Instance instance;
  Frame outerFrame = std::exchange(check.frame, Frame());
  auto outerEnv = std::exchange(check.env, std::make_shared<Env>());
  FnValue outerFn = fn;
  check.frame.instance = &instance;
  check.frame.pure = outerFrame.pure;
  check.frame.types = outerFrame.types;
  llvm::SmallVector<Value> args(given);
  llvm::SmallVector<Value> outerLeading =
      std::exchange(leading, llvm::SmallVector<Value>(llvm::ArrayRef(args).drop_back(nodes.size())));
  for (auto [atom, value] : llvm::zip(captures.atoms, leading))
    check.frame.dimValues[atom] = value;
  llvm::ArrayRef<Value> captured = llvm::ArrayRef(leading).drop_front(captures.atoms.size());
  fn = check.withCaptures(fn, captured);
  Values own;
  for (auto [node, value] : llvm::zip(nodes, llvm::ArrayRef(args).take_back(nodes.size())))
    own.push_back(check.make(node.type, {value}));
  Value isThere = check.emit<dl::HasNodeOp>(range, check.builder.getI1Type(), own[0].leaf());
  Values made = chosen(isThere, firstOf(own), [&] { return variant(own, 0); }, [&] { return firstOf(own); });
  llvm::SmallVector<Value> results;
  for (const Val &each : made)
    results.push_back(each.leaf());
  check.emit<mlir::func::ReturnOp>(range, results);
  leading = outerLeading;
  fn = outerFn;
  check.frame = std::move(outerFrame);
  check.env = outerEnv;
  if (check.frame.instance)
    check.frame.instance->effects |= instance.effects;
}

MapLeaves::Values MapLeaves::chosen(Value condition, llvm::ArrayRef<Val> like,
                                    llvm::function_ref<Values()> onTrue,
                                    llvm::function_ref<Values()> onFalse) {
  auto leaves = [](const Values &values) {
    Tensors all;
    for (const Val &value : values)
      all.append(value.leaves);
    return all;
  };
  Tensors made = Columns(check, range)
                     .choose(condition, [&] { return leaves(onTrue()); }, [&] { return leaves(onFalse()); });
  llvm::ArrayRef<Value> rest = made;
  Values result = firstOf(like);
  for (Val &value : result) {
    size_t count = value.leaves.size();
    value.leaves.assign(rest.begin(), rest.begin() + count);
    rest = rest.drop_front(count);
  }
  return result;
}

MapLeaves::Values MapLeaves::variant(llvm::ArrayRef<Val> nodes, size_t index) {
  auto ofThis = [&] { return fieldsOf(nodes, index); };
  if (index + 2 == nodes[0].type->parts().size())
    return ofThis();
  return chosen(check.tagIs(nodes[0], index, range), nodes, ofThis,
                [&] { return variant(nodes, index + 1); });
}

MapLeaves::Values MapLeaves::fieldsOf(llvm::ArrayRef<Val> nodes, size_t index) {
  Values fields, made;
  for (const Val &node : nodes)
    fields.push_back(check.variantFields(node, index, range));
  for (auto [part, node] : llvm::zip(each(fields), nodes)) {
    Values own;
    for (size_t k = 0; k < part.type->members.size(); ++k)
      own.push_back(check.member(part, k));
    made.push_back(check.nodeValue(node.type, index, own));
  }
  return made;
}

MapLeaves::Values MapLeaves::each(llvm::ArrayRef<Val> values) {
  const TypeRef &type = values[0].type;
  if (type->isTensor() && mlir::isa<mlir::FloatType>(type->element)) {
    auto made = mapped(values);
    failed |= !made;
    return made ? *made : firstOf(values);
  }
  if (type->isNode())
    return callFunction(values);
  if (type->isLeaf())
    return firstOf(values);
  if (type->kind == Type::Kind::list)
    return eachOfList(values);
  if (type->kind == Type::Kind::enumeration)
    return eachOfEnum(values, 0);
  Values made = firstOf(values);
  for (size_t k = 0; k < type->members.size(); ++k)
    mapMember(values, k, made);
  return made;
}

// Replaces one member of what is made.
void MapLeaves::mapMember(llvm::ArrayRef<Val> values, size_t member, Values &made) {
  Values members;
  for (const Val &value : values)
    members.push_back(check.member(value, member));
  size_t before = 0;
  for (size_t k = 0; k < member; ++k)
    before += leafCount(values[0].type->members[k].type);
  for (auto [whole, part] : llvm::zip(made, each(members)))
    llvm::copy(part.leaves, whole.leaves.begin() + before);
}

// The fields of the other variants stay zeros.
MapLeaves::Values MapLeaves::eachOfEnum(llvm::ArrayRef<Val> values, size_t index) {
  auto ofThis = [&] {
    Values made = firstOf(values);
    mapMember(values, index + 1, made);
    return made;
  };
  if (index + 2 == values[0].type->members.size())
    return ofThis();
  return chosen(check.tagIs(values[0], index, range), values, ofThis,
                [&] { return eachOfEnum(values, index + 1); });
}

// The numbers of all elements at once, nodes one by one.
MapLeaves::Values MapLeaves::eachOfList(llvm::ArrayRef<Val> lists) {
  Columns columns(check, range);
  Values made = firstOf(lists);
  Value length = lists[0].leaf();
  for (const Column &column : columnsOf(lists[0].type)) {
    Values data;
    for (const Val &list : lists)
      data.push_back(check.make(column.data, {list.leaves[column.first]}));
    if (!column.isNodes()) {
      data = each(data);
    } else {
      auto turn = [&](Value at, const Tensors &so) {
        Values nodes;
        for (const Val &tree : data)
          nodes.push_back(check.make(column.leaf, {columns.read(column, {tree.leaf()}, length, at)}));
        Tensors next;
        for (auto [tree, node] : llvm::zip(so, callFunction(nodes)))
          next.push_back(columns.pushed(column, {tree}, at, node.leaf()).front());
        return next;
      };
      Tensors trees = columns.repeated(length, Tensors(parts, columns.empty(column).front()), turn);
      for (auto [tree, value] : llvm::zip(data, trees))
        tree.leaves = {value};
    }
    for (auto [list, own] : llvm::zip(made, data))
      list.leaves[column.first] = own.leaf();
  }
  return made;
}

} // namespace dual::check
