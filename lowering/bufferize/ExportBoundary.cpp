// Turns an exported function into a kernel on bare memory, while its body still works on tensors.
#include "lowering/NotBuilt.h"
#include "lowering/Passes.h"
#include "lowering/linalg/Rt.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/dl/Attributes.h"

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
    kernel->setAttr("dl.dim_count", b.getI64IntegerAttr(numDims));
    if (Attribute versions = source->getAttr(dl::specializeAttr))
      kernel->setAttr(dl::specializeAttr, versions);
    if (auto argument = source->getAttrOfType<IntegerAttr>("dl.depth_argument"))
      kernel->setAttr("dl.depth", source.getArgAttr(argument.getInt(), "dl.shape"));
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

  /// The dims, the arguments in order, a place for each result that goes to none of them, the arena.
  FunctionType signature() {
    SmallVector<Type> types(numDims, b.getI64Type());
    for (auto [i, type] : llvm::enumerate(source.getArgumentTypes())) {
      argumentPosition.push_back(types.size());
      types.push_back(isa<TensorType>(type) || changedBy(i) ? bytes : scalarType(type));
      if (source.getArgAttr(i, "dl.strided"))
        types.append(cast<RankedTensorType>(type).getRank(), b.getI64Type());
    }
    resultPosition.assign(source.getNumResults(), -1);
    for (unsigned i = 0; i < source.getNumArguments(); ++i)
      if (auto result = changedBy(i))
        resultPosition[result.getInt()] = argumentPosition[i];
    for (int64_t &position : resultPosition)
      if (position < 0) {
        position = types.size();
        types.push_back(bytes);
      }
    types.push_back(bytes);
    return b.getFunctionType(types, resultTypes());
  }

  /// Of an argument that the function changes: which result it becomes.
  IntegerAttr changedBy(unsigned argument) {
    return source.getArgAttrOfType<IntegerAttr>(argument, "dl.var");
  }

  static AffineMap shapeOf(Attribute attribute) {
    auto map = dyn_cast_or_null<AffineMapAttr>(attribute);
    return map ? map.getValue() : AffineMap();
  }

  /// bool is a byte at the border.
  Type scalarType(Type type) { return type.isInteger(1) ? b.getI8Type() : type; }

  void mapArguments(IRMapping &mapping) {
    for (int64_t dim = 0; dim < numDims; ++dim)
      dims.push_back(arith::IndexCastOp::create(b, b.getIndexType(), kernel.getArgument(dim)));
    for (auto [i, old] : llvm::enumerate(source.getArguments())) {
      Value argument = kernel.getArgument(argumentPosition[i]);
      AffineMap shape = shapeOf(source.getArgAttr(i, "dl.shape"));
      if (auto type = dyn_cast<RankedTensorType>(old.getType())) {
        Value view =
            source.getArgAttr(i, "dl.strided") ? gathered(i, type, shape) : viewOf(argument, type, shape);
        argument = bufferization::ToTensorOp::create(b, type, view, /*restrict=*/true);
      } else {
        if (changedBy(i)) {
          auto type = RankedTensorType::get({}, scalarType(old.getType()));
          argument = memref::LoadOp::create(b, viewOf(argument, type, ValueRange()), ValueRange());
        }
        if (old.getType().isInteger(1)) {
          Value zero = arith::ConstantOp::create(b, b.getI8IntegerAttr(0));
          argument = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, argument, zero);
        }
      }
      mapping.map(old, argument);
    }
  }

  SmallVector<Value> sizesOf(RankedTensorType type, AffineMap shape) {
    SmallVector<Value> sizes;
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      if (type.isDynamicDim(axis))
        sizes.push_back(affine::AffineApplyOp::create(b, shape.getSubMap({unsigned(axis)}), dims));
    return sizes;
  }

  /// What lies apart is brought together, so that nothing behind this knows of strides.
  Value gathered(unsigned i, RankedTensorType type, AffineMap shape) {
    SmallVector<int64_t> open(type.getRank(), ShapedType::kDynamic);
    SmallVector<OpFoldResult> sizes, strides;
    SmallVector<Value> known = sizesOf(type, shape);
    for (int64_t axis = 0, next = 0; axis < type.getRank(); ++axis) {
      sizes.push_back(type.isDynamicDim(axis) ? OpFoldResult(known[next++])
                                              : OpFoldResult(b.getIndexAttr(type.getDimSize(axis))));
      Value stride = kernel.getArgument(argumentPosition[i] + 1 + axis);
      strides.push_back(Value(arith::IndexCastOp::create(b, b.getIndexType(), stride)));
    }
    Value start = arith::ConstantIndexOp::create(b, 0);
    auto element = MemRefType::get({}, type.getElementType());
    Value first =
        memref::ViewOp::create(b, element, kernel.getArgument(argumentPosition[i]), start, ValueRange());
    auto layout = StridedLayoutAttr::get(b.getContext(), 0, open);
    auto apart = MemRefType::get(type.getShape(), type.getElementType(), layout);
    Value view = memref::ReinterpretCastOp::create(b, apart, first, b.getIndexAttr(0), sizes, strides);
    Value together =
        memref::AllocOp::create(b, MemRefType::get(type.getShape(), type.getElementType()), known);
    memref::CopyOp::create(b, view, together);
    return together;
  }

  Value viewOf(Value memory, RankedTensorType type, AffineMap shape) {
    return viewOf(memory, type, ValueRange(sizesOf(type, shape)));
  }
  Value viewOf(Value memory, RankedTensorType type, ValueRange sizes) {
    Value start = arith::ConstantIndexOp::create(b, 0);
    auto view = MemRefType::get(type.getShape(), type.getElementType());
    return memref::ViewOp::create(b, view, memory, start, sizes);
  }

  /// Without a shape they are what the value has.
  SmallVector<Value> sizesOfResult(Value value, unsigned result) {
    auto type = cast<RankedTensorType>(value.getType());
    if (Attribute shape = shapeOfResult(result))
      return sizesOf(type, shapeOf(shape));
    SmallVector<Value> sizes;
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      if (type.isDynamicDim(axis))
        sizes.push_back(tensor::DimOp::create(b, value, axis));
    return sizes;
  }

  Value placeOf(Value value, unsigned result) {
    return viewOf(kernel.getArgument(resultPosition[result]), cast<RankedTensorType>(value.getType()),
                  ValueRange(sizesOfResult(value, result)));
  }

  Attribute shapeOfResult(unsigned result) {
    auto argument = changedArgument(result);
    return argument ? source.getArgAttr(*argument, "dl.shape") : source.getResultAttr(result, "dl.shape");
  }

  std::optional<unsigned> changedArgument(unsigned result) {
    for (unsigned i = 0; i < source.getNumArguments(); ++i)
      if (auto changed = changedBy(i); changed && changed.getInt() == result)
        return i;
    return std::nullopt;
  }

  /// What the function changes is written when nothing can fail any more, nothing stops it any more, and
  /// nothing reads it any more: until then the new value stands beside the old one.
  void storeResults(IRMapping &mapping) {
    SmallVector<std::pair<Value, unsigned>> numbers;
    SmallVector<std::pair<Value, Value>> copies;
    bool changes = false;
    for (auto [i, old] : llvm::enumerate(source.getBody().front().getTerminator()->getOperands())) {
      Value value = mapping.lookupOrDefault(old);
      auto argument = changedArgument(i);
      if (argument && old == source.getArgument(*argument))
        continue; // as it was
      changes |= argument.has_value();
      if (!isa<RankedTensorType>(value.getType()))
        numbers.push_back({value, unsigned(i)});
      else if (argument)
        copies.push_back({aside(value, i), placeOf(value, i)});
      else
        store(value, i);
    }
    if (changes)
      lastPoll();
    for (auto [from, to] : copies)
      memref::CopyOp::create(b, from, to);
    for (auto [value, i] : numbers)
      store(value, i);
  }

  /// At the end of the work.
  void lastPoll() {
    Value zero = arith::ConstantOp::create(b, b.getI64IntegerAttr(0));
    rt::PollOp::create(b, zero, zero, zero, rt::wholeWork, rt::wholeWork);
  }

  Value aside(Value value, unsigned result) {
    auto type = cast<RankedTensorType>(value.getType());
    Value place = memref::AllocOp::create(b, MemRefType::get(type.getShape(), type.getElementType()),
                                          sizesOfResult(value, result));
    bufferization::MaterializeInDestinationOp::create(b, Type(), value, place, true, true);
    return place;
  }

  void store(Value value, unsigned result) {
    if (isa<RankedTensorType>(value.getType())) {
      bufferization::MaterializeInDestinationOp::create(b, Type(), value, placeOf(value, result), true, true);
      return;
    }
    if (isa<LLVM::LLVMPointerType>(value.getType())) // a node, of which the border makes a table
      value = LLVM::PtrToIntOp::create(b, b.getI64Type(), value);
    if (value.getType().isInteger(1))
      value = arith::ExtUIOp::create(b, b.getI8Type(), value);
    Value place = viewOf(kernel.getArgument(resultPosition[result]),
                         RankedTensorType::get({}, value.getType()), ValueRange());
    memref::StoreOp::create(b, value, place, ValueRange());
  }

  func::FuncOp source, kernel;
  ImplicitLocOpBuilder b;
  MemRefType bytes;
  ArrayAttr dimNames;
  int64_t numDims;
  SmallVector<int64_t> argumentPosition, resultPosition;
  SmallVector<Value> dims;
};

/// The runtime of libraries has these of programs' functions; the others take or make text, or read files.
constexpr StringLiteral inLibraries[] = {"dual_rt_alloc",       "dual_rt_free",      "dual_rt_node",
                                         "dual_rt_retain",      "dual_rt_release",   "dual_rt_node_put",
                                         "dual_rt_node_dim",    "dual_rt_node_take", "dual_rt_argsort",
                                         "dual_rt_permutation", "dual_rt_is_utf8",   "dual_rt_compare_texts"};

LogicalResult refuseMissing(func::FuncOp function) {
  WalkResult result = function.walk([](Operation *op) -> WalkResult {
    auto callee = op->getAttrOfType<FlatSymbolRefAttr>("callee");
    if (!callee || !callee.getValue().starts_with("dual_rt_") ||
        llvm::is_contained(inLibraries, callee.getValue()))
      return WalkResult::advance();
    return notBuilt(
        op, callee.getValue().starts_with("dual_rt_node_")
                ? "a derivative through values of an enum that contains itself, in an exported function"
                : "text that is made of numbers in an exported function");
  });
  return failure(result.wasInterrupted());
}

struct Boundary : impl::ExportBoundaryBase<Boundary> {
  void runOnOperation() override {
    for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
      if (function.isExternal() || !(function->hasAttr("dl.export") || function->hasAttr("dl.library")))
        continue;
      if (failed(refuseMissing(function)))
        return signalPassFailure();
      if (function->hasAttr("dl.export"))
        Kernel(function).build();
    }
  }
};

} // namespace
} // namespace dual::lowering
