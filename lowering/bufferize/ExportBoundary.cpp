// Turns an exported function into a kernel on bare memory, while its body still works on tensors.
#include "lowering/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_EXPORTBOUNDARY
#include "lowering/Passes.h.inc"

namespace {

class Kernel {
public:
  explicit Kernel(func::FuncOp source)
      : source(source), b(source.getLoc(), source.getContext()),
        bytes(MemRefType::get({ShapedType::kDynamic}, b.getI8Type())) {
    dimNames = source->getAttrOfType<ArrayAttr>("dl.dims");
    numDims = dimNames ? dimNames.size() : 0;
  }

  void build() {
    b.setInsertionPoint(source);
    kernel = func::FuncOp::create(b, ("kernel_" + source.getName()).str(), signature());
    kernel->setAttr("dl.kernel", b.getUnitAttr());
    kernel->setAttr("dl.dim_positions", b.getDenseI64ArrayAttr(dimPosition));
    b.setInsertionPointToStart(kernel.addEntryBlock());
    IRMapping mapping;
    mapArguments(mapping);
    for (Operation &op : source.getBody().front().without_terminator())
      b.clone(op, mapping);
    storeResults(mapping);
    finish();
    source.erase();
  }

private:
  /// Only a kernel with checks returns something: which one failed, and the numbers of its message.
  SmallVector<Type> resultTypes() {
    bool hasChecks = source
                         .walk([](Operation *op) {
                           bool isCheck = op->getName().getStringRef() == "dl.check";
                           return isCheck ? WalkResult::interrupt() : WalkResult::advance();
                         })
                         .wasInterrupted();
    Type number = b.getI64Type();
    return hasChecks ? SmallVector<Type>{b.getI32Type(), number, number, number} : SmallVector<Type>();
  }

  void finish() {
    SmallVector<Value> zeros;
    for (Type type : kernel.getResultTypes())
      zeros.push_back(arith::ConstantOp::create(b, b.getIntegerAttr(type, 0)));
    func::ReturnOp::create(b, zeros);
  }

  /// Each dim stands before the first argument that has it, then the outputs, then the arena.
  FunctionType signature() {
    SmallVector<Type> types;
    dimPosition.assign(numDims, -1);
    for (auto [i, type] : llvm::enumerate(source.getArgumentTypes())) {
      if (AffineMap shape = shapeOf(source.getArgAttr(i, "dl.shape")))
        for (int64_t dim = 0; dim < numDims; ++dim)
          if (dimPosition[dim] < 0 && uses(shape, dim))
            addDim(types, dim);
      argumentPosition.push_back(types.size());
      types.push_back(isa<TensorType>(type) ? bytes : scalarType(type));
    }
    for (int64_t dim = 0; dim < numDims; ++dim)
      if (dimPosition[dim] < 0)
        addDim(types, dim);
    firstOutput = types.size();
    types.append(source.getNumResults() + 1, bytes);
    return b.getFunctionType(types, resultTypes());
  }

  void addDim(SmallVector<Type> &types, int64_t dim) {
    dimPosition[dim] = types.size();
    types.push_back(b.getI64Type());
  }

  static AffineMap shapeOf(Attribute attribute) {
    auto map = dyn_cast_or_null<AffineMapAttr>(attribute);
    return map ? map.getValue() : AffineMap();
  }

  static bool uses(AffineMap map, unsigned symbol) {
    return llvm::any_of(map.getResults(), [&](AffineExpr e) { return e.isFunctionOfSymbol(symbol); });
  }

  /// bool is a byte at the border.
  Type scalarType(Type type) { return type.isInteger(1) ? b.getI8Type() : type; }

  void mapArguments(IRMapping &mapping) {
    for (int64_t dim = 0; dim < numDims; ++dim)
      dims.push_back(arith::IndexCastOp::create(b, b.getIndexType(), kernel.getArgument(dimPosition[dim])));
    for (auto [i, old] : llvm::enumerate(source.getArguments())) {
      Value argument = kernel.getArgument(argumentPosition[i]);
      if (auto type = dyn_cast<RankedTensorType>(old.getType())) {
        Value view = viewOf(argument, type, shapeOf(source.getArgAttr(i, "dl.shape")));
        argument = bufferization::ToTensorOp::create(b, type, view, /*restrict=*/true);
      } else if (old.getType().isInteger(1)) {
        Value zero = arith::ConstantOp::create(b, b.getI8IntegerAttr(0));
        argument = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, argument, zero);
      }
      mapping.map(old, argument);
    }
  }

  Value viewOf(Value memory, RankedTensorType type, AffineMap shape) {
    SmallVector<Value> sizes;
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      if (type.isDynamicDim(axis))
        sizes.push_back(affine::AffineApplyOp::create(b, shape.getSubMap({unsigned(axis)}), dims));
    Value start = arith::ConstantIndexOp::create(b, 0);
    auto view = MemRefType::get(type.getShape(), type.getElementType());
    return memref::ViewOp::create(b, view, memory, start, sizes);
  }

  void storeResults(IRMapping &mapping) {
    auto results = source.getBody().front().getTerminator()->getOperands();
    for (auto [i, old] : llvm::enumerate(results)) {
      Value memory = kernel.getArgument(firstOutput + i), value = mapping.lookupOrDefault(old);
      if (auto type = dyn_cast<RankedTensorType>(value.getType())) {
        Value view = viewOf(memory, type, shapeOf(source.getResultAttr(i, "dl.shape")));
        bufferization::MaterializeInDestinationOp::create(b, Type(), value, view, true, true);
        continue;
      }
      if (value.getType().isInteger(1))
        value = arith::ExtUIOp::create(b, b.getI8Type(), value);
      memref::StoreOp::create(b, value, viewOf(memory, RankedTensorType::get({}, value.getType()), {}),
                              ValueRange());
    }
  }

  func::FuncOp source, kernel;
  ImplicitLocOpBuilder b;
  MemRefType bytes;
  ArrayAttr dimNames;
  int64_t numDims;
  SmallVector<int64_t> dimPosition, argumentPosition;
  int64_t firstOutput = 0;
  SmallVector<Value> dims;
};

struct Boundary : impl::ExportBoundaryBase<Boundary> {
  void runOnOperation() override {
    for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>()))
      if (function->hasAttr("dl.export") && !function.isExternal())
        Kernel(function).build();
  }
};

} // namespace
} // namespace dual::lowering
