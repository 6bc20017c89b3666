#include "runtime/host/kernels/contract.h"
#include "support.h"

#include <cmath>

using namespace dual::host;

namespace {

Tensor awkward(Dims shape, float scale) {
  Tensor x = Tensor::uninitialized(DType::F32, shape);
  for (int64_t i = 0; i < x.size(); ++i)
    x.mutableAs<float>()[i] = scale / static_cast<float>(i + 3);
  return x;
}

TEST(Contract, MatrixProductFusesInOrder) {
  Tensor a = awkward({5, 70}, 1.3f), b = awkward({70, 33}, -0.7f),
         c = Tensor::uninitialized(DType::F32, {5, 33});
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 33; ++j) {
      float acc = 0;
      for (int k = 0; k < 70; ++k)
        acc = std::fmaf(a.as<float>()[i * 70 + k], b.as<float>()[k * 33 + j], acc);
      c.mutableAs<float>()[i * 33 + j] = acc;
    }
  EXPECT_TENSOR(contract(a, b, {0, 2}, {2, 1}, {5, 33, 70}, 2), c);
}

TEST(Contract, DotProductTransposedAndEmpty) {
  Tensor a = Tensor::of<int64_t>({2, 2}, {1, 2, 3, 4});
  EXPECT_TENSOR(contract(a, a, {0, 1}, {0, 1}, {2, 2}, 0), Tensor::scalar<int64_t>(30));
  EXPECT_TENSOR(contract(a, a, {0, 2}, {1, 2}, {2, 2, 2}, 2), Tensor::of<int64_t>({2, 2}, {5, 11, 11, 25}));
  EXPECT_TENSOR(contract(a, a, {0, 0}, {1, 1}, {2, 2}, 1), Tensor::of<int64_t>({2}, {5, 20}));
  Tensor none = Tensor::zeros(DType::F32, {2, 0});
  EXPECT_TENSOR(contract(none, none, {0, 2}, {1, 2}, {2, 2, 0}, 2), Tensor::zeros(DType::F32, {2, 2}));
}

TEST(Contract, HalfRoundsOnce) {
  Float16 one{0x3c00}, tiny{0x1400}; // 2^-10
  Tensor a = Tensor::of<Float16>({3}, {one, tiny, tiny}), b = Tensor::of<Float16>({3}, {one, one, one});
  EXPECT_EQ(contract(a, b, {0}, {0}, {3}, 0).item<Float16>().bits, 0x3c02);
}

} // namespace
