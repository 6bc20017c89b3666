// Random numbers as runtime/host/random.h has them: each element is a function of the seed and its number.
#include "lowering/linalg/ArithBuilder.h"
#include "lowering/linalg/Convert.h"
#include "runtime/numerics/elementary.h"

using namespace mlir;
namespace nm = dual::numerics;

namespace dual::lowering {
namespace {

/// Philox4x32-10 on 32-bit words held in i64.
class Philox {
public:
  Philox(Builder &b, Value seed, Value counter) : b(b) {
    key[0] = low(seed);
    key[1] = high(seed);
    words[0] = low(counter);
    words[1] = high(counter);
    words[2] = words[3] = constant(0);
    for (int i = 0; i < 10; ++i) {
      if (i > 0)
        bumpKey();
      round();
    }
  }

  Value first64() { return join(words[0], words[1]); }

  /// The top bits of a word of the block, and of two of them.
  Value top24(int k) { return arith::ShRUIOp::create(b, words[k], constant(8)); }
  Value top53(int k) { return arith::ShRUIOp::create(b, join(words[k], words[k + 1]), constant(11)); }

private:
  Value join(Value low, Value high) {
    return arith::OrIOp::create(b, arith::ShLIOp::create(b, high, constant(32)), low);
  }

  Value constant(int64_t x) { return arith::ConstantOp::create(b, b.getI64IntegerAttr(x)); }
  Value low(Value x) { return arith::AndIOp::create(b, x, constant(0xffffffff)); }
  Value high(Value x) { return arith::ShRUIOp::create(b, x, constant(32)); }
  Value mixed(Value x, Value y, Value z) {
    return arith::XOrIOp::create(b, arith::XOrIOp::create(b, x, y), z);
  }

  void bumpKey() {
    key[0] = low(arith::AddIOp::create(b, key[0], constant(0x9E3779B9)));
    key[1] = low(arith::AddIOp::create(b, key[1], constant(0xBB67AE85)));
  }
  void round() {
    Value p = arith::MulIOp::create(b, words[0], constant(0xD2511F53));
    Value q = arith::MulIOp::create(b, words[2], constant(0xCD9E8D57));
    words = {mixed(high(q), words[1], key[0]), low(q), mixed(high(p), words[3], key[1]), low(p)};
  }

  Builder &b;
  std::array<Value, 2> key;
  std::array<Value, 4> words;
};

/// One element of a draw.
class Draw {
public:
  Draw(Builder &b, Value seed, Value number) : b(b), a(b), block(b, seed, number) {}

  Value uniform(Type type) {
    if (type.isF64())
      return scaled(block.top53(0));
    return narrow(b, scaled24(block.top24(0)), type); // 16-bit floats are drawn as f32
  }

  /// Box-Muller, the cosine branch.
  Value normal(Type type) {
    if (type.isF64()) {
      Value u = scaled(a.addI(block.top53(0), a.i64(1)));
      return a.mulF(a.sqrtF(a.mulF(a.f64(-2.0), nm::log_f64(a, u))),
                    nm::cosTurns_f64(a, scaled(block.top53(2))));
    }
    Value u = scaled24(a.addI(block.top24(0), a.i64(1)));
    Value angle = a.mulF(scaled24(block.top24(1)), a.f32(0x1.921fb6p+2f));
    Value radius = a.sqrtF(a.mulF(a.f32(-2.0f), nm::log_f32(a, u)));
    return narrow(b, a.mulF(radius, nm::cos_f32(a, angle)), type);
  }

private:
  Value scaled(Value bits) {
    return a.mulF(arith::SIToFPOp::create(b, b.getF64Type(), bits), a.f64(0x1p-53));
  }
  Value scaled24(Value bits) { // in 32 bits, which vectors convert at once
    Value word = arith::TruncIOp::create(b, b.getI32Type(), bits);
    return a.mulF(arith::SIToFPOp::create(b, b.getF32Type(), word), a.f32(0x1p-24f));
  }

  Builder &b;
  ArithBuilder a;
  Philox block;
};

struct LowerFoldSeed : DlPattern<dl::FoldSeedOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::FoldSeedOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    replaceWith(r, b, op, Philox(b, adaptor.getSeed(), adaptor.getK()).first64());
    return success();
  }
};

struct LowerRandom : DlPattern<dl::RandomOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::RandomOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Type element = dl::elementType(op.getType());
    auto draw = [&](Builder &in, Value number) {
      Draw one(in, adaptor.getSeed(), number);
      return op.getKind() == dl::RandomKind::Uniform ? one.uniform(element) : one.normal(element);
    };
    if (!isa<RankedTensorType>(op.getType())) {
      replaceWith(r, b, op, draw(b, arith::ConstantOp::create(b, b.getI64IntegerAttr(0))));
      return success();
    }
    Sizes sizes = sizesOf(b, op.getType(), adaptor.getSizes());
    replaceWith(r, b, op,
                generic(b, {}, {}, b.getMultiDimIdentityMap(sizes.size()), sizes, element,
                        [&](Builder &in, ValueRange) { return draw(in, elementNumber(in, sizes)); }));
    return success();
  }

  /// Row by row.
  static Value elementNumber(Builder &b, const Sizes &sizes) {
    Value number = arith::ConstantOp::create(b, b.getI64IntegerAttr(0));
    for (auto [axis, size] : llvm::enumerate(sizes))
      number = arith::AddIOp::create(b, arith::MulIOp::create(b, number, toI64(b, size)),
                                     toI64(b, linalg::IndexOp::create(b, axis).getResult()));
    return number;
  }
};

struct LowerPermutation : DlPattern<dl::PermutationOp> {
  using DlPattern::DlPattern;
  LogicalResult lower(dl::PermutationOp op, Adaptor adaptor, Builder &b,
                      ConversionPatternRewriter &r) const override {
    Value init = tensor::EmptyOp::create(b, sizesOf(b, op.getType(), adaptor.getN()), b.getI64Type());
    replaceWith(r, b, op,
                callOnTensors(b, "dual_rt_permutation", adaptor.getSeed(), init,
                              {-1, rt::dtypeNumber(b.getI64Type())}));
    return success();
  }
};

} // namespace

void addRandomPatterns(RewritePatternSet &patterns, const TypeConverter &types) {
  patterns.add<LowerFoldSeed, LowerRandom, LowerPermutation>(types, patterns.getContext());
}

} // namespace dual::lowering
