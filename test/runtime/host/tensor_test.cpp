#include "runtime/host/tensor.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace dual::host;

namespace {

TEST(Tensor, WritingCopiesSharedBytes) {
  Tensor a = Tensor::of<float>({4}, {1, 2, 3, 4});
  Tensor b = a;
  EXPECT_EQ(a.data(), b.data());
  b.mutableAs<float>()[0] = 9;
  EXPECT_EQ(a.as<float>()[0], 1);
  EXPECT_EQ(b.as<float>()[0], 9);
  const void *own = b.data();
  EXPECT_EQ(b.mutableData(), own);
}

TEST(Tensor, WrappedMemoryIsNeverWritten) {
  auto memory = std::make_shared<std::array<double, 3>>();
  Tensor a = Tensor::wrap(DType::F64, {3}, memory->data(), memory);
  EXPECT_EQ(a.data(), memory->data());
  a.mutableAs<double>()[1] = 5;
  EXPECT_EQ((*memory)[1], 0);
}

TEST(Tensor, ScalarsLieInside) {
  Tensor x = Tensor::scalar<int64_t>(-3), y = x;
  y.mutableAs<int64_t>()[0] = 4;
  EXPECT_EQ(x.item<int64_t>(), -3);
  EXPECT_EQ(x.rank(), 0);
}

TEST(Tensor, IdenticalTakesNansAsOneAndZerosAsTwo) {
  EXPECT_TRUE(Tensor::scalar(NAN).identical(Tensor::scalar(-NAN)));
  EXPECT_FALSE(Tensor::scalar(0.0f).identical(Tensor::scalar(-0.0f)));
}

TEST(Dims, GrowBeyondTheInlineOnes) {
  Dims dims = Dims::iota(4);
  dims.push_back(4), dims.push_back(5);
  EXPECT_EQ(dims, Dims({0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(rowMajorStrides({2, 3, 4}), Dims({12, 4, 1}));
}

} // namespace
