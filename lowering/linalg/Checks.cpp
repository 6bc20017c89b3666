// Failures. In a program a check is a branch to a runtime function that ends the process. In a library it
// stays a `dl.check` until control flow is in blocks: only there can it leave the kernel.
#include "lowering/SourcePlace.h"
#include "lowering/linalg/Convert.h"
#include "mlir/dl/CheckText.h"

using namespace mlir;

namespace dual::lowering {

std::string placeOf(Location loc) {
  FileLineColLoc place = sourcePlace(loc);
  return place ? place.getFilename().str() + ":" + std::to_string(place.getLine()) + ":" +
                     std::to_string(place.getColumn())
               : "";
}

namespace {

void fail(Builder &b, StringRef message, StringRef code, ValueRange values, TypeRange types) {
  Value list = newList(b);
  std::string place = placeOf(b.getLoc());
  for (StringRef text : {message, code, StringRef(place)})
    appendText(b, list, text);
  for (auto [value, type] : llvm::zip(values, types))
    appendValue(b, list, value, type);
  callRuntime(b, "dual_rt_fail", {}, list);
}

struct LowerCheck : DlPattern<dl::CheckOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::CheckOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    emitCheck(b, adaptor.getCondition(), op.getMessage(), op.getCode(), adaptor.getValues(),
              op.getValues().getTypes());
    r.eraseOp(op);
    return success();
  }
};

struct LowerCheckRange : DlPattern<dl::CheckRangeOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::CheckRangeOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value one = arith::ConstantOp::create(b, b.getI64IntegerAttr(1));
    Value largest = arith::SubIOp::create(b, adaptor.getBound(), one);
    Value zero = arith::ConstantOp::create(b, b.getI64IntegerAttr(0));
    Value hasElements = arith::CmpIOp::create(b, arith::CmpIPredicate::sgt, adaptor.getBound(), zero);
    bool isTensor = isa<RankedTensorType>(op.getX().getType());
    loopNest(b, sizesOf(b, adaptor.getX()), {}, [&](Builder &in, ValueRange ivs, Value) -> Value {
      Value x = isTensor ? tensor::ExtractOp::create(in, adaptor.getX(), ivs).getResult() : adaptor.getX();
      SmallVector<Value> values = llvm::map_to_vector(ivs, [&](Value iv) { return toI64(in, iv); });
      values.append({x, largest});
      std::string seen = seenText(op.getSubject(), ivs.size());
      std::string limit = "; it must be 0 to {" + std::to_string(ivs.size() + 1) + "}";
      // Negative numbers are the largest ones without a sign.
      Value inside = arith::CmpIOp::create(in, arith::CmpIPredicate::ult, x, adaptor.getBound());
      emitCheck(in, hasElements, seen + "; no index is legal where the size is 0", "VALUE", values,
                ValueRange(values).getTypes());
      emitCheck(in, inside, seen + limit, "VALUE", values, ValueRange(values).getTypes());
      return {};
    });
    r.eraseOp(op);
    return success();
  }

  /// "`subject` at [{0}, {1}] is {2}".
  static std::string seenText(StringRef subject, unsigned rank) {
    SmallVector<std::string> index;
    for (unsigned axis = 0; axis < rank; ++axis)
      index.push_back("{" + std::to_string(axis) + "}");
    return dl::elementText(subject, index) + " is {" + std::to_string(rank) + "}";
  }
};

} // namespace

bool isInLibrary(Operation *op) {
  auto function = dyn_cast<func::FuncOp>(op);
  function = function ? function : op->getParentOfType<func::FuncOp>();
  return function->hasAttr("dl.export") || function->hasAttr("dl.library");
}

void emitCheck(Builder &b, Value condition, StringRef message, StringRef code, ValueRange values,
               TypeRange types) {
  if (isInLibrary(b.getInsertionBlock()->getParentOp())) {
    dl::CheckOp::create(b, condition, message, code, values);
    return;
  }
  Value isTrue = arith::ConstantOp::create(b, b.getBoolAttr(true));
  Value broken = arith::XOrIOp::create(b, condition, isTrue);
  auto branch = scf::IfOp::create(b, broken, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(branch.thenBlock());
  fail(b, message, code, values, types);
}

void addCheckPatterns(RewritePatternSet &patterns, const TypeConverter &types) {
  patterns.add<LowerCheck, LowerCheckRange>(types, patterns.getContext());
}

} // namespace dual::lowering
