#include "runtime/host/kernels/reduce.h"
#include "support.h"

#include <cmath>

using namespace dual::host;

namespace {

Tensor awkward(int64_t n) {
  Tensor x = Tensor::uninitialized(DType::F32, {n});
  for (int64_t i = 0; i < n; ++i)
    x.mutableAs<float>()[i] = 1.0f / static_cast<float>(i + 1);
  return x;
}

TEST(Reduce, SumAddsIn64Lanes) {
  Tensor x = awkward(1000);
  float lanes[64] = {};
  for (int i = 0; i < 1000; ++i)
    lanes[i % 64] += x.as<float>()[i];
  for (int half = 32; half > 0; half /= 2)
    for (int l = 0; l < half; ++l)
      lanes[l] += lanes[l + half];
  EXPECT_EQ(reduce(ReduceOp::Sum, x, {0}).item<float>(), lanes[0]);
  EXPECT_EQ(reduce(ReduceOp::Mean, x, {0}).item<float>(), lanes[0] / 1000.0f);
}

TEST(Reduce, SumInOrder) {
  Tensor x = awkward(1000);
  float total = 0;
  for (int i = 0; i < 1000; ++i)
    total += x.as<float>()[i];
  EXPECT_EQ(reduce(ReduceOp::Sum, x, {0}, SumOrder::InOrder).item<float>(), total);
}

TEST(Reduce, AxesAreDropped) {
  Tensor x = Tensor::of<int64_t>({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_TENSOR(reduce(ReduceOp::Sum, x, {0}), Tensor::of<int64_t>({3}, {5, 7, 9}));
  EXPECT_TENSOR(reduce(ReduceOp::Prod, x, {1}), Tensor::of<int64_t>({2}, {6, 120}));
  EXPECT_TENSOR(reduce(ReduceOp::Max, x, {0, 1}), Tensor::scalar<int64_t>(6));
}

TEST(Reduce, ArgMaxTakesTheFirstBestAndNan) {
  Tensor x = Tensor::of<float>({2, 3}, {1, 3, 3, 5, NAN, 9});
  EXPECT_TENSOR(reduce(ReduceOp::ArgMax, x, {1}), Tensor::of<int64_t>({2}, {1, 1}));
  EXPECT_TENSOR(reduce(ReduceOp::ArgMin, x, {0, 1}), Tensor::scalar<int64_t>(4));
  EXPECT_TRUE(std::isnan(reduce(ReduceOp::Max, x, {0, 1}).item<float>()));
}

TEST(Reduce, Empty) {
  Tensor none = Tensor::zeros(DType::F32, {0});
  auto of = [&](ReduceOp op) { return reduce(op, none, {0}).item<float>(); };
  EXPECT_EQ(of(ReduceOp::Sum), 0.0f);
  EXPECT_EQ(of(ReduceOp::Prod), 1.0f);
  EXPECT_EQ(of(ReduceOp::Min), INFINITY);
  EXPECT_EQ(of(ReduceOp::Max), -INFINITY);
  EXPECT_TRUE(std::isnan(of(ReduceOp::Mean)));
  Tensor noBools = Tensor::zeros(DType::Bool, {0});
  EXPECT_FALSE(reduce(ReduceOp::Any, noBools, {0}).item<bool>());
  EXPECT_TRUE(reduce(ReduceOp::All, noBools, {0}).item<bool>());
  EXPECT_EQ(reduce(ReduceOp::ArgMax, none, {0}).item<int64_t>(), 0);
  EXPECT_EQ(reduce(ReduceOp::Max, Tensor::zeros(DType::I32, {0}), {0}).item<int32_t>(), INT32_MIN);
}

} // namespace
