// In a library a text that is made of texts alone is their bytes, one after the other: no runtime is needed
// for it.
#include "lowering/linalg/Convert.h"
#include "mlir/dl/Dl.h"

using namespace mlir;

namespace dual::lowering {

static bool isOfTexts(dl::FormatOp op) {
  return llvm::all_of(op.getValues(), [](Value value) { return isa<dl::StrType>(value.getType()); }) &&
         llvm::all_of(op.getSpecs().getAsValueRange<StringAttr>(),
                      [](StringRef spec) { return spec.empty(); });
}

static void join(dl::FormatOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  auto text = cast<dl::StrType>(op.getType());
  auto bytes = RankedTensorType::get({ShapedType::kDynamic}, b.getIntegerType(8, /*isSigned=*/false));
  SmallVector<Value> parts;
  auto add = [&](Value part) { parts.push_back(dl::BytesOp::create(b, bytes, part)); };
  for (auto [k, piece] : llvm::enumerate(op.getPieces().getAsRange<StringAttr>())) {
    if (!piece.empty() || op.getValues().empty())
      add(dl::StringOp::create(b, text, piece));
    if (k < op.getValues().size())
      add(op.getValues()[k]);
  }
  Value all = parts.size() == 1 ? parts[0] : dl::ConcatOp::create(b, bytes, parts, 0).getResult();
  op.replaceAllUsesWith(dl::TextOp::create(b, text, all).getResult());
  op.erase();
}

void joinTexts(func::FuncOp function) {
  SmallVector<dl::FormatOp> formats;
  function.walk([&](dl::FormatOp op) {
    if (isOfTexts(op))
      formats.push_back(op);
  });
  llvm::for_each(formats, join);
}

} // namespace dual::lowering
