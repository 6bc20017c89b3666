#include "runtime/host/kernels/elementwise.h"
#include "runtime/host/kernels/shape.h"
#include "support.h"

using namespace dual::host;

namespace {

Tensor counting(Dims shape) { return reshape(iota(DType::I64, {shape.product()}, 0), shape); }

TEST(Shape, BroadcastStretchesAndRepeats) {
  Tensor x = Tensor::of<int64_t>({2, 1}, {1, 2});
  EXPECT_TENSOR(broadcast(x, {2, 2, 3}, {1, 2}),
                Tensor::of<int64_t>({2, 2, 3}, {1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2}));
}

TEST(Shape, Transpose) {
  EXPECT_TENSOR(transpose(counting({2, 3}), {1, 0}), Tensor::of<int64_t>({3, 2}, {0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(transpose(counting({2, 3, 4}), {2, 0, 1}).shape(), Dims({4, 2, 3}));
}

TEST(Shape, SliceWithStrides) {
  EXPECT_TENSOR(slice(counting({3, 4}), {0, 3}, {2, 2}, {2, -2}), Tensor::of<int64_t>({2, 2}, {3, 1, 11, 9}));
  EXPECT_EQ(slice(counting({3, 4}), {0, 0}, {0, 4}, {1, 1}).size(), 0);
}

TEST(Shape, InsertSliceIsInPlaceWhenUnshared) {
  Tensor x = counting({2, 3});
  const void *place = x.data();
  Tensor y = insertSlice(std::move(x), Tensor::of<int64_t>({2, 1}, {8, 9}), {0, 1}, {1, 1});
  EXPECT_TENSOR(y, Tensor::of<int64_t>({2, 3}, {0, 8, 2, 3, 9, 5}));
  EXPECT_EQ(y.data(), place);
}

TEST(Shape, Concat) {
  EXPECT_TENSOR(concat({counting({2, 1}), counting({2, 2})}, 1),
                Tensor::of<int64_t>({2, 3}, {0, 0, 1, 1, 2, 3}));
}

TEST(Shape, IotaAndFull) {
  EXPECT_TENSOR(iota(DType::F32, {2, 2}, 1, 3), Tensor::of<float>({2, 2}, {3, 4, 3, 4}));
  EXPECT_TENSOR(full({2}, Tensor::scalar(1.5)), Tensor::of<double>({2}, {1.5, 1.5}));
}

} // namespace
