// `@specialize(B: [1, 8])`: copies of a function in which sizes are constants.
#include "lowering/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "mlir/dl/Attributes.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_SPECIALIZE
#include "lowering/Passes.h.inc"

namespace {

class Copies {
public:
  Copies(func::FuncOp function, DictionaryAttr given)
      : function(function), b(function.getLoc(), function.getContext()),
        names(given.getAs<ArrayAttr>("names")), arguments(given.getAs<DenseI64ArrayAttr>("arguments")),
        axes(given.getAs<DenseI64ArrayAttr>("axes")) {}

  func::FuncOp copyFor(ArrayRef<int64_t> values) {
    func::FuncOp copy = function.clone();
    copy->removeAttr(dl::specializeAttr);
    copy.setName((function.getName() + "[" + titleOf(values) + "]").str());
    copy.setPrivate();
    SymbolTable(function->getParentOp()).insert(copy, std::next(function->getIterator()));
    b.setInsertionPointToStart(&copy.getBody().front());
    for (auto [argument, value] : llvm::zip_equal(arguments.asArrayRef(), values))
      copy.getArgument(argument).replaceAllUsesWith(arith::ConstantOp::create(b, b.getI64IntegerAttr(value)));
    for (BlockArgument argument : copy.getArguments())
      fixShape(argument, values);
    copy.setFunctionType(b.getFunctionType(copy.getBody().getArgumentTypes(), copy.getResultTypes()));
    return copy;
  }

private:
  /// "B = 1, N = 4"
  std::string titleOf(ArrayRef<int64_t> values) {
    std::string title;
    for (auto [name, value] : llvm::zip_equal(names, values))
      title += ((title.empty() ? "" : ", ") + cast<StringAttr>(name).getValue() + " = " + Twine(value)).str();
    return title;
  }

  /// A tensor whose axes are among the sizes has a static shape.
  void fixShape(BlockArgument argument, ArrayRef<int64_t> values) {
    auto type = dyn_cast<MemRefType>(argument.getType());
    if (!type)
      return;
    SmallVector<int64_t> shape(type.getShape());
    for (ArrayRef<int64_t> rest = axes; !rest.empty(); rest = rest.drop_front(3))
      if (auto at = llvm::find(arguments.asArrayRef(), rest[2]);
          rest[0] == argument.getArgNumber() && at != arguments.asArrayRef().end())
        shape[rest[1]] = values[at - arguments.asArrayRef().begin()];
    if (type.getShape() == ArrayRef(shape))
      return;
    auto fixed =
        MemRefType::get(shape, type.getElementType(), MemRefLayoutAttrInterface(), type.getMemorySpace());
    argument.setType(fixed);
    auto same = memref::CastOp::create(b, type, argument);
    argument.replaceAllUsesExcept(same, same);
  }

  func::FuncOp function;
  ImplicitLocOpBuilder b;
  ArrayAttr names;
  DenseI64ArrayAttr arguments, axes;
};

/// All versions of a check have one number: what the border knows of it is the function's.
void numberChecks(func::FuncOp function) {
  int32_t number = 0;
  function.walk([&](Operation *op) {
    if (op->getName().getStringRef() == "dl.check")
      op->setAttr("dl.number", Builder(op).getI32IntegerAttr(++number));
  });
}

struct CopyFunctions : impl::SpecializeBase<CopyFunctions> {
  void runOnOperation() override {
    SmallVector<func::FuncOp> functions;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->hasAttr(dl::specializeAttr) && !function.isExternal())
        functions.push_back(function);
    for (func::FuncOp function : functions)
      if (failed(specialize(function)))
        return signalPassFailure();
  }

  LogicalResult specialize(func::FuncOp function) {
    auto given = function->getAttrOfType<DictionaryAttr>(dl::specializeAttr);
    numberChecks(function);
    Copies copies(function, given);
    SmallVector<Attribute> made;
    for (Attribute values : given.getAs<ArrayAttr>("versions")) {
      func::FuncOp copy = copies.copyFor(cast<DenseI64ArrayAttr>(values));
      if (failed(simplify(copy)))
        return failure();
      made.push_back(FlatSymbolRefAttr::get(copy.getSymNameAttr()));
    }
    function->setAttr("dl.copies", ArrayAttr::get(&getContext(), made));
    return success();
  }

  LogicalResult simplify(func::FuncOp copy) {
    OpPassManager passes(func::FuncOp::getOperationName());
    passes.addPass(createCanonicalizerPass());
    passes.addPass(createCSEPass());
    return runPipeline(passes, copy);
  }
};

} // namespace
} // namespace dual::lowering
