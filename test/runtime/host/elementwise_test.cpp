#include "runtime/host/kernels/elementwise.h"
#include "support.h"

#include <cmath>

using namespace dual::host;

namespace {

template <class T> T apply(BinaryOp op, T a, T b) {
  return binary(op, Tensor::scalar(a), Tensor::scalar(b)).template item<T>();
}

TEST(Elementwise, IntegerDivisionFloors) {
  EXPECT_EQ(apply<int64_t>(BinaryOp::Div, -7, 2), -4);
  EXPECT_EQ(apply<int64_t>(BinaryOp::Mod, -7, 2), 1);
  EXPECT_EQ(apply<int64_t>(BinaryOp::Mod, 7, -2), -1);
  EXPECT_EQ(apply<int64_t>(BinaryOp::Div, INT64_MIN, -1), INT64_MIN);
  EXPECT_EQ(apply<int8_t>(BinaryOp::Div, -128, -1), -128);
  EXPECT_EQ(apply<uint8_t>(BinaryOp::Sub, 1, 2), 255);
}

TEST(Elementwise, FloatModHasTheDivisorsSign) {
  EXPECT_EQ(apply<double>(BinaryOp::Mod, -7.5, 2.0), 0.5);
  EXPECT_EQ(apply<double>(BinaryOp::Mod, 7.5, -2.0), -0.5);
  EXPECT_TRUE(std::signbit(apply<float>(BinaryOp::Mod, 4, -2)));
}

TEST(Elementwise, MaxAndMinOrderZerosAndKeepNan) {
  EXPECT_TRUE(std::isnan(apply<float>(BinaryOp::Max, 1, NAN)));
  EXPECT_TRUE(std::isnan(apply<float>(BinaryOp::Min, NAN, 1)));
  EXPECT_FALSE(std::signbit(apply<float>(BinaryOp::Max, -0.0f, 0.0f)));
  EXPECT_TRUE(std::signbit(apply<float>(BinaryOp::Min, 0.0f, -0.0f)));
}

TEST(Elementwise, ComparisonsWithNan) {
  Tensor one = Tensor::scalar(1.0f), nan = Tensor::scalar(NAN);
  EXPECT_FALSE(compare(CompareOp::Le, one, nan).item<bool>());
  EXPECT_TRUE(compare(CompareOp::Ne, nan, nan).item<bool>());
}

TEST(Elementwise, CastSaturatesFloatsAndWrapsIntegers) {
  Tensor x = Tensor::of<float>({5}, {-1.9f, 300, NAN, 1e20f, -INFINITY});
  EXPECT_TENSOR(cast(x, DType::I8), Tensor::of<int8_t>({5}, {-1, 127, 0, 127, -128}));
  EXPECT_TENSOR(cast(x, DType::I64), Tensor::of<int64_t>({5}, {-1, 300, 0, INT64_MAX, INT64_MIN}));
  EXPECT_EQ(cast(Tensor::scalar<int64_t>(300), DType::I8).item<int8_t>(), 44);
  EXPECT_EQ(cast(Tensor::scalar<int64_t>((1 << 24) + 1), DType::F32).item<float>(), 16777216.0f);
}

TEST(Elementwise, IpowSquaresFromTheLowestBit) {
  EXPECT_EQ(ipow(Tensor::scalar<int64_t>(3), Tensor::scalar<int64_t>(13)).item<int64_t>(), 1594323);
  float x = 1.1f, squared = x * x;
  EXPECT_EQ(ipow(Tensor::scalar(x), Tensor::scalar<int64_t>(5)).item<float>(), x * (squared * squared));
  EXPECT_EQ(ipow(Tensor::scalar(2.0), Tensor::scalar<int64_t>(-2)).item<double>(), 0.25);
}

TEST(Elementwise, LongTensorsGiveTheBitsOfScalars) {
  Tensor x = Tensor::uninitialized(DType::F32, {97});
  for (int i = 0; i < 97; ++i)
    x.mutableAs<float>()[i] = 0.37f * static_cast<float>(i) - 11.0f;
#define DUAL_UNARY(op, text)                                                                                 \
  if (isDefined(UnaryOp::op, DType::F32)) {                                                                  \
    Tensor y = unary(UnaryOp::op, x);                                                                        \
    for (int i = 0; i < 97; ++i)                                                                             \
      EXPECT_TENSOR(Tensor::scalar(y.as<float>()[i]), unary(UnaryOp::op, Tensor::scalar(x.as<float>()[i]))); \
  }
#include "runtime/host/ops.def"
}

TEST(Elementwise, HalfComputesInF32) {
  Tensor x = cast(Tensor::of<float>({2}, {2048, 1}), DType::F16);
  Tensor y = binary(BinaryOp::Add, x, cast(Tensor::of<float>({2}, {1, 2}), DType::F16));
  EXPECT_TENSOR(cast(y, DType::F32), Tensor::of<float>({2}, {2048, 3}));
}

TEST(Elementwise, FmaRoundsOnce) {
  float x = 1 + 0x1p-12f;
  Tensor r = fma(Tensor::scalar(x), Tensor::scalar(x), Tensor::scalar(-(1 + 0x1p-11f)));
  EXPECT_EQ(r.item<float>(), 0x1p-24f);
}

TEST(Elementwise, FirstZero) {
  EXPECT_EQ(firstZero(Tensor::of<int32_t>({3}, {1, 0, 0})), 1);
  EXPECT_EQ(firstZero(Tensor::of<int32_t>({2}, {1, 2})), -1);
}

} // namespace
