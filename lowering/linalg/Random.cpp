// Random numbers: seeds are folded in place, whole draws are the runtime's.
#include "lowering/linalg/Convert.h"

using namespace mlir;

namespace dual::lowering {
namespace {

/// Philox4x32-10 on 32-bit words held in i64, of which only the first two words of the block are wanted.
class Philox {
public:
  Philox(Builder &b, Value seed, Value counter) : b(b) {
    key[0] = low(seed);
    key[1] = high(seed);
    words[0] = low(counter);
    words[1] = high(counter);
    words[2] = words[3] = constant(0);
  }

  Value first64() {
    for (int i = 0; i < 10; ++i) {
      if (i > 0)
        bumpKey();
      round();
    }
    return arith::OrIOp::create(b, arith::ShLIOp::create(b, words[1], constant(32)), words[0]);
  }

private:
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
    Value init = tensor::EmptyOp::create(b, sizesOf(b, op.getType(), adaptor.getSizes()), element);
    Value kind = arith::ConstantOp::create(b, b.getI64IntegerAttr(static_cast<int64_t>(op.getKind())));
    Value draws = callOnTensors(b, "dual_rt_random", {kind, adaptor.getSeed()}, init,
                                {-1, -1, rt::dtypeNumber(element)})[0];
    replaceWith(r, b, op,
                isa<RankedTensorType>(op.getType())
                    ? draws
                    : tensor::ExtractOp::create(b, draws, ValueRange()).getResult());
    return success();
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
