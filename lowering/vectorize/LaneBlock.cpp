// Bodies on vectors: what is said for one element, said for a block of neighbours.
#include "lowering/vectorize/Vectorize.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace dual::lowering {

int64_t Lanes::of(linalg::GenericOp op) const {
  unsigned widest = 32;
  for (Type type : op.getBody()->getArgumentTypes())
    widest = std::max(widest, type.getIntOrFloatBitWidth());
  return registerBits / widest;
}

/// Division by a lane that does not exist would trap; a remainder of floats is a call for each lane.
static bool mayTrapOrCall(Operation &op) {
  return isa<arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp, arith::RemFOp>(op);
}

bool hasVectorBody(linalg::GenericOp op) {
  return llvm::all_of(op.getBody()->without_terminator(), [](Operation &inner) {
    if (isa<linalg::IndexOp, arith::ConstantOp>(inner))
      return true;
    return OpTrait::hasElementwiseMappableTraits(&inner) && inner.getNumRegions() == 0 &&
           !mayTrapOrCall(inner);
  });
}

bool suitsLanes(linalg::GenericOp op, OpOperand &operand, unsigned dim) {
  return !depends(op.getMatchingIndexingMap(&operand), dim) || isUnitStride(op, operand, dim);
}

static VectorType vectorOf(Type element, int64_t count) { return VectorType::get({count}, element); }

/// 0, 1, ... one for each lane.
static Value laneNumbers(Builder &b, VectorType type) {
  SmallVector<Attribute> numbers;
  for (int64_t lane = 0; lane < type.getNumElements(); ++lane)
    numbers.push_back(b.getIntegerAttr(type.getElementType(), lane));
  return arith::ConstantOp::create(b, DenseElementsAttr::get(type, numbers));
}

Value LaneBlock::asVector(Builder &b, Value value) {
  if (isa<VectorType>(value.getType()))
    return value;
  return vector::BroadcastOp::create(b, vectorOf(value.getType(), count), value);
}

Value LaneBlock::load(Builder &b, OpOperand &operand) {
  if (!isa<MemRefType>(operand.get().getType()))
    return operand.get(); // the value of a fill
  AffineMap map = op.getMatchingIndexingMap(&operand);
  Values at = address(b, map, indices);
  Type element = cast<MemRefType>(operand.get().getType()).getElementType();
  if (!depends(map, dim))
    return memref::LoadOp::create(b, operand.get(), at);
  VectorType type = vectorOf(element, count);
  if (!mask)
    return vector::LoadOp::create(b, type, operand.get(), at);
  Value zeros = arith::ConstantOp::create(b, b.getZeroAttr(type));
  return vector::MaskedLoadOp::create(b, type, operand.get(), at, mask, zeros);
}

void LaneBlock::store(Builder &b, OpOperand &operand, Value value) {
  Values at = address(b, op.getMatchingIndexingMap(&operand), indices);
  if (mask)
    vector::MaskedStoreOp::create(b, operand.get(), at, mask, asVector(b, value));
  else
    vector::StoreOp::create(b, asVector(b, value), operand.get(), at);
}

Values LaneBlock::runBody(Builder &b, ValueRange arguments) {
  Block &body = *op.getBody();
  IRMapping mapping;
  mapping.map(body.getArguments(), arguments);
  for (Operation &inner : body.without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner)) {
      Value start = indices[index.getDim()];
      if (index.getDim() == dim) {
        start =
            arith::AddIOp::create(b, asVector(b, start), laneNumbers(b, vectorOf(b.getIndexType(), count)));
      }
      mapping.map(index.getResult(), start);
      continue;
    }
    Values operands =
        llvm::map_to_vector(inner.getOperands(), [&](Value v) { return mapping.lookupOrDefault(v); });
    bool uniform = llvm::none_of(operands, [](Value v) { return isa<VectorType>(v.getType()); });
    if (uniform) {
      b.clone(inner, mapping);
      continue;
    }
    for (Value &operand : operands)
      operand = asVector(b, operand);
    OperationState state(inner.getLoc(), inner.getName(), operands,
                         vectorOf(inner.getResult(0).getType(), count), inner.getAttrs());
    mapping.map(inner.getResult(0), b.create(state)->getResult(0));
  }
  return llvm::map_to_vector(body.getTerminator()->getOperands(),
                             [&](Value v) { return mapping.lookupOrDefault(v); });
}

Value maskOf(Builder &b, Value from, Value size, int64_t count) {
  VectorType type = vectorOf(b.getI32Type(), count);
  Value left = arith::IndexCastOp::create(b, b.getI32Type(), arith::SubIOp::create(b, size, from));
  Value limit = vector::BroadcastOp::create(b, type, left);
  return arith::CmpIOp::create(b, arith::CmpIPredicate::slt, laneNumbers(b, type), limit);
}

void laneLoop(Builder &b, Value size, int64_t count, llvm::function_ref<void(Builder &, Value, Value)> body) {
  Value step = indexConstant(b, count), zero = indexConstant(b, 0);
  Value rest = b.createOrFold<arith::RemUIOp>(size, step);
  Value whole = b.createOrFold<arith::SubIOp>(size, rest);
  APInt known;
  if (!matchPattern(whole, m_ConstantInt(&known)) || !known.isZero())
    loop(b, zero, whole, step, {},
         [&](Builder &in, Value from, ValueRange) { return body(in, from, {}), Values(); });
  if (!matchPattern(rest, m_ConstantInt(&known)) || !known.isZero())
    loop(b, whole, size, step, {}, [&](Builder &in, Value from, ValueRange) {
      return body(in, from, maskOf(in, from, size, count)), Values();
    });
}

} // namespace dual::lowering
