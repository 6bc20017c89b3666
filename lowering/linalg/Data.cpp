// Recursive data: nodes that the runtime makes and frees; slots of scalars and nodes are read and written in
// place.
#include "lowering/linalg/Convert.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace dual::lowering {
namespace {

// runtime/host/node.h: references, variant and layout, then the slots.
constexpr int64_t wordBytes = 8, variantOffset = 8, slotsOffset = 24;

Type pointerType(Builder &b) { return LLVM::LLVMPointerType::get(b.getContext()); }

Value numberOf(Builder &b, int64_t x) { return arith::ConstantOp::create(b, b.getI64IntegerAttr(x)); }

Value at(Builder &b, Value node, int64_t offset) {
  return LLVM::GEPOp::create(b, pointerType(b), b.getI8Type(), node, ArrayRef<LLVM::GEPArg>{int32_t(offset)});
}

Value slotAt(Builder &b, Value node, int64_t slot) { return at(b, node, slotsOffset + slot * wordBytes); }

struct LowerNode : DlPattern<dl::NodeOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::NodeOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value layout = textLiteral(b, op.layout());
    Value node = callRuntime(b, "dual_rt_node", pointerType(b),
                             {numberOf(b, op.getVariant()), layout, numberOf(b, op.getFields().size())})[0];
    for (auto [slot, field] : llvm::enumerate(adaptor.getFields()))
      put(b, node, slot, field, op.getFields()[slot].getType());
    replaceWith(r, b, op, node);
    return success();
  }

  static void put(Builder &b, Value node, int64_t slot, Value field, Type type) {
    if (isa<RankedTensorType>(type)) {
      callOnTensors(b, "dual_rt_node_put", {node, numberOf(b, slot), field}, {},
                    {-1, -1, rt::dtypeNumber(dl::elementType(type))});
      return;
    }
    if (isa<dl::DataType>(type))
      callRuntime(b, "dual_rt_retain", {}, field);
    LLVM::StoreOp::create(b, toStorage(b, field), slotAt(b, node, slot));
  }
};

struct LowerNoNode : DlPattern<dl::NoNodeOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::NoNodeOp op, Adaptor, Builder &b, ConversionPatternRewriter &r) const override {
    r.replaceOpWithNewOp<LLVM::ZeroOp>(op, pointerType(b));
    return success();
  }
};

struct LowerVariant : DlPattern<dl::VariantOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::VariantOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    r.replaceOpWithNewOp<LLVM::LoadOp>(op, b.getI64Type(), at(b, adaptor.getNode(), variantOffset));
    return success();
  }
};

struct LowerField : DlPattern<dl::FieldOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::FieldOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value node = adaptor.getNode();
    if (auto tensor = dyn_cast<RankedTensorType>(op.getType())) {
      replaceWith(r, b, op, takeTensor(b, node, op.getSlot(), tensor));
      return success();
    }
    Type type = isa<dl::DataType>(op.getType()) ? pointerType(b) : storageType(op.getType());
    Value loaded = LLVM::LoadOp::create(b, type, slotAt(b, node, op.getSlot()));
    replaceWith(r, b, op, fromStorage(b, loaded, op.getType()));
    return success();
  }

  static Value takeTensor(Builder &b, Value node, int64_t slot, RankedTensorType type) {
    SmallVector<Value> dynamic;
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      if (type.isDynamicDim(axis))
        dynamic.push_back(callRuntime(b, "dual_rt_node_dim", b.getI64Type(),
                                      {node, numberOf(b, slot), numberOf(b, axis)})[0]);
    Type element = type.getElementType();
    Value init = tensor::EmptyOp::create(b, sizesOf(b, type, dynamic), storageType(element));
    return callOnTensors(b, "dual_rt_node_take", {node, numberOf(b, slot)}, init,
                         {-1, -1, rt::dtypeNumber(element)})[0];
  }
};

struct LowerHasNode : DlPattern<dl::HasNodeOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::HasNodeOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value none = LLVM::ZeroOp::create(b, pointerType(b));
    r.replaceOpWithNewOp<LLVM::ICmpOp>(op, LLVM::ICmpPredicate::ne, adaptor.getNode(), none);
    return success();
  }
};

struct LowerAddField : DlPattern<dl::AddFieldOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::AddFieldOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value sum = callRuntime(b, "dual_rt_node_copy", pointerType(b), {adaptor.getSum(), adaptor.getLike()})[0];
    Value slot = numberOf(b, op.getSlot()), part = adaptor.getPart();
    Type type = op.getPart().getType();
    if (isa<RankedTensorType>(type))
      callOnTensors(b, "dual_rt_node_add_tensor", {sum, slot, part}, {},
                    {-1, -1, rt::dtypeNumber(dl::elementType(type))});
    else if (isa<dl::DataType>(type))
      callRuntime(b, "dual_rt_node_add_node", {}, {sum, slot, part});
    else
      callRuntime(b, "dual_rt_node_add_bits", {}, {sum, slot, bitsOf(b, part)});
    replaceWith(r, b, op, sum);
    return success();
  }

  /// Of a float, in the low bits.
  static Value bitsOf(Builder &b, Value x) {
    Type bits = b.getIntegerType(x.getType().getIntOrFloatBitWidth());
    Value number = arith::BitcastOp::create(b, bits, x);
    return bits.isInteger(64) ? number : arith::ExtUIOp::create(b, b.getI64Type(), number).getResult();
  }
};

struct LowerSameNodes : DlPattern<dl::SameNodesOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::SameNodesOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    replaceWith(r, b, op, callRuntime(b, "dual_rt_node_same", b.getI1Type(), adaptor.getOperands()));
    return success();
  }
};

/// A function of two nodes that gives one.
template <typename Op> struct LowerPair : DlPattern<Op> {
  using DlPattern<Op>::DlPattern;
  LogicalResult lower(Op op, typename Op::Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    bool adds = std::is_same_v<Op, dl::AddNodesOp>;
    this->replaceWith(r, b, op,
                      callRuntime(b, adds ? "dual_rt_node_sum" : "dual_rt_node_filled", pointerType(b),
                                  adaptor.getOperands()));
    return success();
  }
};

/// One more or one less that holds the node.
template <typename Op> struct LowerHold : DlPattern<Op> {
  using DlPattern<Op>::DlPattern;
  LogicalResult lower(Op op, typename Op::Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    bool more = std::is_same_v<Op, dl::RetainOp>;
    callRuntime(b, more ? "dual_rt_retain" : "dual_rt_release", {}, adaptor.getNode());
    r.eraseOp(op);
    return success();
  }
};

} // namespace

void addDataPatterns(RewritePatternSet &patterns, const TypeConverter &types) {
  patterns.add<LowerNode, LowerNoNode, LowerVariant, LowerField, LowerHasNode, LowerAddField,
               LowerPair<dl::AddNodesOp>, LowerPair<dl::FillNodesOp>, LowerSameNodes, LowerHold<dl::RetainOp>,
               LowerHold<dl::ReleaseOp>>(types, patterns.getContext());
}

} // namespace dual::lowering
