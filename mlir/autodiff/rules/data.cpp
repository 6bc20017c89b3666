// Adjoints of recursive data. That of a node is a node of the same variant, whose float fields are the
// adjoints of its fields; none stands for zeros, so what is never read costs nothing.
#include "mlir/autodiff/Reverse.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using llvm::SmallVector;

namespace dual::autodiff {
namespace {

/// The fields `slots` of `node`, which stand for the values `like`; zeros if there is no node.
ValueRange fieldsOrZeros(Value node, ArrayRef<int64_t> slots, ArrayRef<Value> like, Emit &emit) {
  auto choice = emit.create<scf::IfOp>(ValueRange(like).getTypes(), emit.create<dl::HasNodeOp>(node),
                                       /*addThenBlock=*/true, /*addElseBlock=*/true);
  Emit here(emit.getLoc(), choice.thenBlock(), choice.thenBlock()->begin());
  SmallVector<Value> fields;
  for (auto [slot, value] : llvm::zip_equal(slots, like))
    fields.push_back(here.create<dl::FieldOp>(value.getType(), node, slot));
  here.create<scf::YieldOp>(fields);
  Emit none(emit.getLoc(), choice.elseBlock(), choice.elseBlock()->begin());
  none.create<scf::YieldOp>(llvm::map_to_vector(like, [&](Value value) { return none.zerosLike(value); }));
  return choice.getResults();
}

LogicalResult nodeRule(dl::NodeOp op, AdjointMap &adjoints, Emit &emit) {
  SmallVector<int64_t> slots;
  SmallVector<Value> fields;
  for (auto [slot, field] : llvm::enumerate(op.getFields()))
    if (adjoints.isActive(field)) {
      slots.push_back(slot);
      fields.push_back(field);
    }
  for (auto [field, part] : llvm::zip_equal(fields, fieldsOrZeros(adjoints.of(op), slots, fields, emit)))
    adjoints.add(field, part, emit);
  return success();
}

LogicalResult fieldRule(dl::FieldOp op, AdjointMap &adjoints, Emit &emit) {
  Value node = op.getNode();
  if (!adjoints.isActive(node))
    return success();
  adjoints.set(node, emit.create<dl::AddFieldOp>(node.getType(), adjoints.lookupOrZeros(node, emit), node,
                                                 op.getSlot(), adjoints.of(op)));
  return success();
}

LogicalResult addFieldRule(dl::AddFieldOp op, AdjointMap &adjoints, Emit &emit) {
  Value adjoint = adjoints.of(op), part = op.getPart();
  adjoints.add(op.getSum(), adjoint, emit);
  if (adjoints.isActive(part))
    adjoints.add(part, fieldsOrZeros(adjoint, op.getSlot(), part, emit).front(), emit);
  return success();
}

LogicalResult addNodesRule(dl::AddNodesOp op, AdjointMap &adjoints, Emit &emit) {
  adjoints.add(op.getLhs(), adjoints.of(op), emit);
  adjoints.add(op.getRhs(), adjoints.of(op), emit);
  return success();
}

LogicalResult fillNodesRule(dl::FillNodesOp op, AdjointMap &adjoints, Emit &emit) {
  adjoints.add(op.getSum(), adjoints.of(op), emit);
  return success();
}

} // namespace

void addDataRules(RuleTable &table) {
  table.add<dl::NodeOp>(nodeRule);
  table.add<dl::FieldOp>(fieldRule);
  table.add<dl::AddFieldOp>(addFieldRule);
  table.add<dl::AddNodesOp>(addNodesRule);
  table.add<dl::FillNodesOp>(fillNodesRule);
}

} // namespace dual::autodiff
