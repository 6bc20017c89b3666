// bf16 numbers become 16-bit integers: by now they are only moved.
//
// LLVM's code generator for x86 widens a bf16 that leaves its block to f32 and rounds it back, by an
// instruction that takes subnormal numbers for zeros, or by a function that no library has.
#include "lowering/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_BF16ASBITS
#include "lowering/Passes.h.inc"

namespace {

AttrTypeReplacer bitsForNumbers(MLIRContext *context) {
  Type bits = IntegerType::get(context, 16);
  AttrTypeReplacer replacer;
  replacer.addReplacement([bits](BFloat16Type) { return bits; });
  replacer.addReplacement([bits](FloatAttr number) -> std::optional<Attribute> {
    if (!number.getType().isBF16())
      return std::nullopt;
    return IntegerAttr::get(bits, number.getValue().bitcastToAPInt());
  });
  replacer.addReplacement([bits](DenseElementsAttr numbers) -> std::optional<Attribute> {
    if (!numbers.getElementType().isBF16())
      return std::nullopt;
    return numbers.bitcast(bits);
  });
  return replacer;
}

struct BF16AsBits : impl::BF16AsBitsBase<BF16AsBits> {
  void runOnOperation() override {
    bitsForNumbers(&getContext())
        .recursivelyReplaceElementsIn(getOperation(), /*replaceAttrs=*/true, /*replaceLocs=*/false,
                                      /*replaceTypes=*/true);
    getOperation().walk([](LLVM::BitcastOp cast) {
      if (cast.getType() != cast.getArg().getType())
        return;
      cast.replaceAllUsesWith(cast.getArg());
      cast.erase();
    });
  }
};

} // namespace
} // namespace dual::lowering
