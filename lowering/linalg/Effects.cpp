// Text, files and time: calls of the runtime.
#include "lowering/linalg/Convert.h"

using namespace mlir;

namespace dual::lowering {
namespace {

Value numberOf(Builder &b, int64_t x) { return arith::ConstantOp::create(b, b.getI64IntegerAttr(x)); }

void appendNumber(Builder &b, Value list, int64_t x) { appendValue(b, list, numberOf(b, x), b.getI64Type()); }

StringRef textOf(Attribute text) { return cast<StringAttr>(text).getValue(); }

struct LowerString : DlPattern<dl::StringOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::StringOp op, Adaptor, Builder &b, ConversionPatternRewriter &r) const override {
    StringRef text = op.getValue();
    auto type = RankedTensorType::get({static_cast<int64_t>(text.size())}, b.getI8Type());
    ArrayRef<int8_t> bytes(reinterpret_cast<const int8_t *>(text.data()), text.size());
    replaceWith(r, b, op, arith::ConstantOp::create(b, DenseElementsAttr::get(type, bytes)).getResult());
    return success();
  }
};

/// Value k of a list that the runtime made, copied to a tensor of ours.
Value take(Builder &b, Value list, int64_t k, const Sizes &sizes, Type dlType) {
  Type element = dl::elementType(dlType);
  Value init = tensor::EmptyOp::create(b, sizes, storageType(element));
  Value taken = callOnTensors(b, "dual_rt_list_take", {list, numberOf(b, k)}, init,
                              {-1, -1, rt::dtypeNumber(element)})[0];
  if (isa<RankedTensorType>(dlType))
    return taken;
  return fromStorage(b, tensor::ExtractOp::create(b, taken, ValueRange()), element);
}

/// The only value of a list that the runtime made, which is a text. Frees the list.
Value takeText(Builder &b, Value list) {
  Value size = callRuntime(b, "dual_rt_list_dim", b.getI64Type(), {list, numberOf(b, 0), numberOf(b, 0)})[0];
  auto type = RankedTensorType::get({ShapedType::kDynamic}, b.getIntegerType(8, /*isSigned=*/false));
  Value text = take(b, list, 0, sizesOf(b, type, size), type);
  callRuntime(b, "dual_rt_list_free", {}, list);
  return text;
}

/// The list is piece, then spec, value, piece for every value.
struct LowerFormat : DlPattern<dl::FormatOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::FormatOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value list = newList(b);
    appendText(b, list, textOf(op.getPieces()[0]));
    for (auto [k, value] : llvm::enumerate(adaptor.getValues())) {
      appendText(b, list, textOf(op.getSpecs()[k]));
      appendValue(b, list, value, op.getValues()[k].getType());
      appendText(b, list, textOf(op.getPieces()[k + 1]));
    }
    replaceWith(r, b, op,
                takeText(b, callRuntime(b, "dual_rt_format", pointerType(b.getContext()), list)[0]));
    return success();
  }
};

/// A text is its bytes, so either is the other.
template <typename Op> struct LowerSame : DlPattern<Op> {
  using DlPattern<Op>::DlPattern;
  LogicalResult lower(Op op, typename Op::Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    this->replaceWith(r, b, op, adaptor.getOperands());
    return success();
  }
};

struct LowerIsUtf8 : DlPattern<dl::IsUtf8Op> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::IsUtf8Op op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value answer = askAboutTensors(b, "dual_rt_is_utf8", adaptor.getBytes(), rt::bytesNumber(b));
    r.replaceOpWithNewOp<arith::CmpIOp>(op, arith::CmpIPredicate::ne, answer, numberOf(b, 0));
    return success();
  }
};

struct LowerCompareTexts : DlPattern<dl::CompareTextsOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::CompareTextsOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    replaceWith(r, b, op,
                askAboutTensors(b, "dual_rt_compare_texts", adaptor.getOperands(), rt::bytesNumber(b)));
    return success();
  }
};

struct LowerPrint : DlPattern<dl::PrintOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::PrintOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    callOnTensors(b, "dual_rt_print", adaptor.getText(), {}, rt::bytesNumber(b));
    r.eraseOp(op);
    return success();
  }
};

/// What every function of files is told first: path, and place in the source.
Value fileList(Builder &b, Value path) {
  Value list = newList(b);
  appendValue(b, list, path, dl::StrType::get(b.getContext()));
  appendText(b, list, placeOf(b.getLoc()));
  return list;
}

/// The list goes on with name, dtype, rank and dims (-1: any) for every array.
struct LowerReadArrays : DlPattern<dl::ReadArraysOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::ReadArraysOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value list = fileList(b, adaptor.getPath());
    appendText(b, list, op.getFormat());
    for (auto [k, name] : llvm::enumerate(op.getNames()))
      describe(b, list, textOf(name), op.getResult(k).getType());
    Value arrays = callRuntime(b, "dual_rt_read_arrays", pointerType(b.getContext()), list)[0];
    SmallVector<Value> results;
    for (auto [k, type] : llvm::enumerate(op.getResultTypes()))
      results.push_back(take(b, arrays, k, sizesOfArray(b, arrays, k, type), type));
    callRuntime(b, "dual_rt_list_free", {}, arrays);
    replaceWith(r, b, op, results);
    return success();
  }

  static void describe(Builder &b, Value list, StringRef name, Type type) {
    ArrayRef<int64_t> shape = dl::shapeOf(type);
    appendText(b, list, name);
    appendNumber(b, list, rt::dtypeNumber(dl::elementType(type)));
    appendNumber(b, list, shape.size());
    for (int64_t size : shape)
      appendNumber(b, list, ShapedType::isDynamic(size) ? -1 : size);
  }

  static Sizes sizesOfArray(Builder &b, Value arrays, int64_t k, Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor)
      return {};
    SmallVector<Value> dynamic;
    for (auto [axis, size] : llvm::enumerate(tensor.getShape()))
      if (ShapedType::isDynamic(size))
        dynamic.push_back(callRuntime(b, "dual_rt_list_dim", b.getI64Type(),
                                      {arrays, numberOf(b, k), numberOf(b, axis)})[0]);
    return sizesOf(b, tensor, dynamic);
  }
};

Value namedValues(Builder &b, Value path, ArrayAttr names, ValueRange values, TypeRange types) {
  Value list = fileList(b, path);
  for (auto [name, value, type] : llvm::zip(names, values, types)) {
    appendText(b, list, textOf(name));
    appendValue(b, list, value, type);
  }
  return list;
}

struct LowerSave : DlPattern<dl::SaveOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::SaveOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    callRuntime(
        b, "dual_rt_save", {},
        namedValues(b, adaptor.getPath(), op.getNames(), adaptor.getValues(), op.getValues().getTypes()));
    r.eraseOp(op);
    return success();
  }
};

struct LowerLoad : DlPattern<dl::LoadOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::LoadOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value request =
        namedValues(b, adaptor.getPath(), op.getNames(), adaptor.getLikes(), op.getLikes().getTypes());
    Value loaded = callRuntime(b, "dual_rt_load", pointerType(b.getContext()), request)[0];
    SmallVector<Value> results;
    for (auto [k, like] : llvm::enumerate(adaptor.getLikes()))
      results.push_back(take(b, loaded, k, sizesOf(b, like), op.getResult(k).getType()));
    callRuntime(b, "dual_rt_list_free", {}, loaded);
    replaceWith(r, b, op, results);
    return success();
  }
};

struct LowerArgument : DlPattern<dl::ArgumentOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::ArgumentOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    bool isText = isa<dl::StrType>(op.getType());
    Value list = newList(b);
    appendText(b, list, op.getName());
    appendText(b, list, placeOf(b.getLoc()));
    appendNumber(b, list, isText ? -1 : rt::dtypeNumber(op.getType()));
    if (adaptor.getOtherwise())
      appendValue(b, list, adaptor.getOtherwise(), op.getOtherwise().getType());
    Value given = callRuntime(b, "dual_rt_argument", pointerType(b.getContext()), list)[0];
    if (isText) {
      replaceWith(r, b, op, takeText(b, given));
      return success();
    }
    Value value = take(b, given, 0, {}, op.getType());
    callRuntime(b, "dual_rt_list_free", {}, given);
    replaceWith(r, b, op, value);
    return success();
  }
};

struct LowerExists : DlPattern<dl::ExistsOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::ExistsOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value answer = askAboutTensors(b, "dual_rt_exists", adaptor.getPath(), rt::bytesNumber(b));
    r.replaceOpWithNewOp<arith::CmpIOp>(op, arith::CmpIPredicate::ne, answer, numberOf(b, 0));
    return success();
  }
};

struct LowerClock : DlPattern<dl::ClockOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::ClockOp op, Adaptor, Builder &b, ConversionPatternRewriter &r) const override {
    replaceWith(r, b, op, callRuntime(b, "dual_rt_clock", b.getF64Type(), {}));
    return success();
  }
};

struct LowerBeginFails : DlPattern<dl::BeginFailsOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::BeginFailsOp op, Adaptor, Builder &b, ConversionPatternRewriter &r) const override {
    Value answer = callRuntime(b, "dual_rt_begin_fails", b.getI64Type(), {})[0];
    r.replaceOpWithNewOp<arith::CmpIOp>(op, arith::CmpIPredicate::ne, answer, numberOf(b, 0));
    return success();
  }
};

struct LowerEndFails : DlPattern<dl::EndFailsOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::EndFailsOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value answer = askAboutTensors(b, "dual_rt_end_fails", adaptor.getPart(), rt::bytesNumber(b));
    r.replaceOpWithNewOp<arith::CmpIOp>(op, arith::CmpIPredicate::ne, answer, numberOf(b, 0));
    return success();
  }
};

struct LowerProgress : DlPattern<dl::ProgressOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::ProgressOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    callRuntime(b, "dual_rt_progress", {}, {adaptor.getDone(), adaptor.getTotal()});
    r.eraseOp(op);
    return success();
  }
};

} // namespace

void addEffectPatterns(RewritePatternSet &patterns, const TypeConverter &types) {
  patterns.add<LowerString, LowerFormat, LowerSame<dl::BytesOp>, LowerSame<dl::TextOp>, LowerIsUtf8,
               LowerCompareTexts, LowerPrint, LowerReadArrays, LowerSave, LowerLoad, LowerArgument,
               LowerExists, LowerClock, LowerBeginFails, LowerEndFails, LowerProgress>(types,
                                                                                       patterns.getContext());
}

} // namespace dual::lowering
