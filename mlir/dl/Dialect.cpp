// Registration of the dl dialect and the small helpers on its types.
#include "mlir/dl/Constants.h"
#include "mlir/dl/Dl.h"
#include "runtime/host/node.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

#include "mlir/dl/DlDialect.cpp.inc"
#include "mlir/dl/DlEnums.cpp.inc"
#define GET_TYPEDEF_CLASSES
#include "mlir/dl/DlTypes.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "mlir/dl/DlAttrs.cpp.inc"
#define GET_OP_CLASSES
#include "mlir/dl/DlOps.cpp.inc"

namespace dual::dl {

void DLDialect::initialize() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "mlir/dl/DlTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "mlir/dl/DlAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "mlir/dl/DlOps.cpp.inc"
      >();
}

Operation *DLDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type, Location loc) {
  auto typed = dyn_cast<TypedAttr>(value);
  if (!typed || typed.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, type, typed);
}

std::string NodeOp::layout() {
  std::string letters;
  for (Type type : getFields().getTypes())
    letters += isa<DataType>(type) ? host::nodeLetter
               : isa<RankedTensorType>(type)
                   ? host::tensorLetter
                   : char(host::firstScalarLetter + static_cast<int>(dtypeOf(type)));
  return letters + ":" + getText().str();
}

Type elementType(Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return tensor.getElementType();
  return type;
}

llvm::ArrayRef<int64_t> shapeOf(Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return tensor.getShape();
  return {};
}

Type numericType(llvm::ArrayRef<int64_t> shape, Type element) {
  if (shape.empty())
    return element;
  return RankedTensorType::get(shape, element);
}

} // namespace dual::dl
