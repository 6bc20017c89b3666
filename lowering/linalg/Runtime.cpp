// Calls of the runtime: declarations, text literals, lists of values.
#include "lowering/linalg/Convert.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace dual::lowering {

static ModuleOp moduleOf(Builder &b) {
  return b.getInsertionBlock()->getParentOp()->getParentOfType<ModuleOp>();
}

ValueRange callRuntime(Builder &b, StringRef name, TypeRange results, ValueRange operands) {
  ModuleOp module = moduleOf(b);
  if (!module.lookupSymbol(name)) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    auto type = b.getFunctionType(TypeRange(operands), results);
    func::FuncOp::create(b, name, type).setPrivate();
  }
  return func::CallOp::create(b, name, results, operands).getResults();
}

ValueRange callOnTensors(Builder &b, StringRef name, ValueRange inputs, ValueRange inits,
                         ArrayRef<int64_t> dtypes) {
  auto callee = FlatSymbolRefAttr::get(b.getContext(), name);
  return rt::CallOp::create(b, TypeRange(inits), callee, inputs, inits, b.getDenseI64ArrayAttr(dtypes))
      .getResults();
}

Value askAboutTensors(Builder &b, StringRef name, ValueRange inputs, int64_t dtype) {
  Value init = tensor::EmptyOp::create(b, ArrayRef<int64_t>(), b.getI64Type());
  SmallVector<int64_t> dtypes(inputs.size(), dtype);
  dtypes.push_back(rt::dtypeNumber(b.getI64Type()));
  return tensor::ExtractOp::create(b, callOnTensors(b, name, inputs, init, dtypes)[0], ValueRange());
}

/// { i64 size, bytes }, one global for each different text.
Value textLiteral(Builder &b, StringRef text) {
  ModuleOp module = moduleOf(b);
  StringAttr content = b.getStringAttr(text);
  LLVM::GlobalOp found;
  unsigned count = 0;
  for (auto global : module.getOps<LLVM::GlobalOp>()) {
    if (global->getAttr("dual.text") == content)
      found = global;
    ++count;
  }
  if (!found) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    auto bytes = LLVM::LLVMArrayType::get(b.getI8Type(), text.size());
    auto type = LLVM::LLVMStructType::getLiteral(b.getContext(), {b.getI64Type(), bytes});
    found = LLVM::GlobalOp::create(b, type, /*isConstant=*/true, LLVM::Linkage::Private,
                                   "dual_text_" + std::to_string(count), Attribute());
    found->setAttr("dual.text", content);
    b.createBlock(&found.getInitializerRegion());
    Value value = LLVM::UndefOp::create(b, type);
    Value size = LLVM::ConstantOp::create(b, b.getI64IntegerAttr(text.size()));
    value = LLVM::InsertValueOp::create(b, value, size, ArrayRef<int64_t>{0});
    if (!text.empty()) // an array of no bytes has no constant
      value = LLVM::InsertValueOp::create(b, value, LLVM::ConstantOp::create(b, bytes, content),
                                          ArrayRef<int64_t>{1});
    LLVM::ReturnOp::create(b, value);
  }
  return LLVM::AddressOfOp::create(b, found);
}

Value newList(Builder &b) { return callRuntime(b, "dual_rt_list", pointerType(b.getContext()), {})[0]; }

void appendText(Builder &b, Value list, StringRef text) {
  callRuntime(b, "dual_rt_list_text", {}, {list, textLiteral(b, text)});
}

/// The bits of a scalar in the low end of an i64.
static Value asBits(Builder &b, Value x, Type dlType) {
  unsigned width = x.getType().getIntOrFloatBitWidth();
  if (isa<FloatType>(x.getType()))
    x = arith::BitcastOp::create(b, b.getIntegerType(width), x);
  return width == 64 ? x : arith::ExtUIOp::create(b, b.getI64Type(), x).getResult();
}

void appendValue(Builder &b, Value list, Value value, Type type) {
  if (isa<dl::StrType>(type)) {
    callOnTensors(b, "dual_rt_list_bytes", {list, value}, {}, {-1, rt::bytesNumber(b)});
    return;
  }
  if (isa<dl::DataType>(type)) {
    callRuntime(b, "dual_rt_list_node", {}, {list, value});
    return;
  }
  int64_t number = rt::dtypeNumber(dl::elementType(type));
  if (isa<RankedTensorType>(type)) {
    callOnTensors(b, "dual_rt_list_tensor", {list, value}, {}, {-1, number});
    return;
  }
  Value dtype = arith::ConstantOp::create(b, b.getI64IntegerAttr(number));
  callRuntime(b, "dual_rt_list_scalar", {}, {list, dtype, asBits(b, value, type)});
}

} // namespace dual::lowering
