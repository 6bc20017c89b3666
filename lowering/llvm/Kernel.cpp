// What is special about kernels: bare pointers, and checks that leave.
#include "lowering/SourcePlace.h"
#include "lowering/llvm/Runtime.h"

#include "lowering/linalg/Convert.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/dl/Dl.h"

using namespace mlir;

namespace dual::lowering {

static Attribute describe(OpBuilder &b, dl::CheckOp op) {
  FileLineColLoc place = sourcePlace(op.getLoc());
  return b.getDictionaryAttr(
      {b.getNamedAttr("message", op.getMessageAttr()), b.getNamedAttr("code", op.getCodeAttr()),
       b.getNamedAttr("place", place ? Attribute(place) : Attribute(b.getUnknownLoc()))});
}

/// The number of the check and those of its message, as far as there is room; others than integers are left
/// out.
static SmallVector<Value> failure(OpBuilder &b, dl::CheckOp op, int32_t number, size_t room) {
  Value zero = arith::ConstantOp::create(b, op.getLoc(), b.getI64IntegerAttr(0));
  SmallVector<Value> values = {arith::ConstantOp::create(b, op.getLoc(), b.getI32IntegerAttr(number))};
  for (Value value : op.getValues())
    if (values.size() <= room)
      values.push_back(value.getType().isInteger(64) ? value : zero);
  values.resize(room + 1, zero);
  return values;
}

/// That of a specialized function's check is fixed, so that its versions share it; else the next one.
static int64_t numberOf(dl::CheckOp op, size_t known) {
  auto fixed = op->getAttrOfType<IntegerAttr>("dl.number");
  return fixed ? fixed.getInt() : static_cast<int64_t>(known) + 1;
}

static SmallVector<dl::CheckOp> checksOf(func::FuncOp function) {
  SmallVector<dl::CheckOp> checks;
  function.walk([&](dl::CheckOp op) { checks.push_back(op); });
  return checks;
}

void lowerChecks(func::FuncOp kernel) {
  SmallVector<dl::CheckOp> checks = checksOf(kernel);
  if (checks.empty())
    return;
  OpBuilder b(kernel.getContext());
  SmallVector<Location> places(kernel.getNumResults(), kernel.getLoc());
  Block *exit = b.createBlock(&kernel.getBody(), kernel.getBody().end(), kernel.getResultTypes(), places);
  func::ReturnOp::create(b, kernel.getLoc(), exit->getArguments());
  SmallVector<Attribute> descriptions;
  for (dl::CheckOp op : checks) {
    int64_t number = numberOf(op, descriptions.size());
    // A number in between belongs to a check that was proved: nothing gives it.
    descriptions.resize(std::max<size_t>(descriptions.size(), number), describe(b, op));
    descriptions[number - 1] = describe(b, op);
    Block *block = op->getBlock(), *rest = block->splitBlock(op->getNextNode());
    b.setInsertionPoint(op);
    cf::CondBranchOp::create(b, op.getLoc(), op.getCondition(), rest, ValueRange(), exit,
                             failure(b, op, number, kernel.getNumResults() - 1));
    op.erase();
  }
  kernel->setAttr("dl.checks", b.getArrayAttr(descriptions));
}

/// The number of the check and three of its message go to the runtime, which does not come back.
static void leaveWith(dl::CheckOp op, int32_t number) {
  Block *block = op->getBlock(), *rest = block->splitBlock(op->getNextNode());
  Builder b(op.getLoc(), op);
  Block *leave = b.createBlock(rest);
  callRuntime(b, "dual_rt_check_failed", {}, failure(b, op, number, 3));
  LLVM::UnreachableOp::create(b);
  b.setInsertionPoint(op);
  cf::CondBranchOp::create(b, op.getCondition(), rest, ValueRange(), leave, ValueRange());
  op.erase();
}

void lowerLibraryChecks(ModuleOp module) {
  SmallVector<func::FuncOp> leaving;
  for (auto function : module.getOps<func::FuncOp>())
    if (function->hasAttr("dl.heap") || (function->hasAttr("dl.library") && !function.isExternal()))
      leaving.push_back(function);
  OpBuilder b(module.getContext());
  SmallVector<Attribute> descriptions;
  for (func::FuncOp function : leaving)
    for (dl::CheckOp op : checksOf(function)) {
      descriptions.push_back(describe(b, op));
      leaveWith(op, descriptions.size());
    }
  for (func::FuncOp function : leaving)
    if (function->hasAttr("dl.heap"))
      function->setAttr("dl.checks", b.getArrayAttr(descriptions));
}

/// C has no such numbers: they come as their bits.
static void takeAsBits(OpBuilder &b, BlockArgument number) {
  Type type = number.getType();
  number.setType(b.getI16Type());
  auto cast = arith::BitcastOp::create(b, number.getLoc(), type, number);
  number.replaceAllUsesExcept(cast, cast);
}

void lowerKernelSignature(func::FuncOp kernel, const LLVMTypeConverter &types) {
  Block &entry = kernel.getBody().front();
  OpBuilder b = OpBuilder::atBlockBegin(&entry);
  auto pointer = LLVM::LLVMPointerType::get(kernel.getContext());
  SmallVector<Type> parameters;
  for (BlockArgument argument : entry.getArguments()) {
    if (argument.getType().isF16() || argument.getType().isBF16())
      takeAsBits(b, argument);
    auto memory = dyn_cast<MemRefType>(argument.getType());
    parameters.push_back(memory ? pointer : argument.getType());
    if (!memory)
      continue;
    argument.setType(pointer);
    auto descriptor = MemRefDescriptor::poison(b, argument.getLoc(), types.convertType(memory));
    descriptor.setAllocatedPtr(b, argument.getLoc(), argument);
    descriptor.setAlignedPtr(b, argument.getLoc(), argument);
    descriptor.setConstantOffset(b, argument.getLoc(), 0);
    descriptor.setConstantSize(b, argument.getLoc(), 0, std::numeric_limits<int64_t>::max());
    descriptor.setConstantStride(b, argument.getLoc(), 0, 1);
    Value value = descriptor;
    auto cast = UnrealizedConversionCastOp::create(b, argument.getLoc(), memory, value);
    argument.replaceUsesWithIf(cast.getResult(0), [&](OpOperand &use) {
      return !isa<LLVM::InsertValueOp, UnrealizedConversionCastOp>(use.getOwner());
    });
  }
  kernel.setFunctionType(b.getFunctionType(parameters, kernel.getResultTypes()));
}

} // namespace dual::lowering
