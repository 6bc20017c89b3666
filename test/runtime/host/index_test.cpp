#include "runtime/host/kernels/index.h"
#include "support.h"

using namespace dual::host;

namespace {

const Tensor table = Tensor::of<float>({3, 2}, {1, 2, 3, 4, 5, 6});
const Tensor rows = Tensor::of<int64_t>({3}, {2, 0, 2});

TEST(Index, GatherRowsAndColumns) {
  EXPECT_TENSOR(gather(table, rows, 0), Tensor::of<float>({3, 2}, {5, 6, 1, 2, 5, 6}));
  EXPECT_TENSOR(gather(table, Tensor::scalar<int64_t>(1), 1), Tensor::of<float>({3}, {2, 4, 6}));
}

TEST(Index, ScatterAddRepeats) {
  Tensor updates = Tensor::of<float>({3, 2}, {1, 1, 2, 2, 3, 3});
  EXPECT_TENSOR(scatterAdd(Tensor::zeros(DType::F32, {3, 2}), rows, updates, 0),
                Tensor::of<float>({3, 2}, {2, 2, 0, 0, 4, 4}));
}

TEST(Index, TheFirstOutsideIsReported) {
  OutOfRange fault = checkIndices(Tensor::of<int64_t>({2, 2}, {0, 1, -1, 7}), 2);
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault.position, 2);
  EXPECT_EQ(fault.value, -1);
  EXPECT_FALSE(checkIndices(rows, 3));
}

} // namespace
