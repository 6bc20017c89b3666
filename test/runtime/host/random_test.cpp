#include "runtime/host/random.h"
#include "support.h"

#include <algorithm>
#include <cmath>

using namespace dual::host;

namespace {

// The vectors of Random123's kat_vectors, philox4x32 with 10 rounds.
TEST(Random, PhiloxKnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr uint32_t f = 0xffffffff;
  EXPECT_EQ(philox({f, f, f, f}, {f, f}), (PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Random, Folds) {
  EXPECT_EQ(fold(0, 0), 0xe169c58d6627e8d5u);
  EXPECT_EQ(fnv1a(""), 0xcbf29ce484222325u);
  EXPECT_EQ(fnv1a("foobar"), 0x85944171f73967e8u);
  EXPECT_EQ(foldText(3, "w"), fold(3, fnv1a("w")));
}

TEST(Random, UniformTakesTopBits) {
  EXPECT_EQ(uniform(DType::F32, 0, {2}).as<float>()[0], static_cast<float>(0x6627e8) * 0x1p-24f);
  EXPECT_EQ(uniform(DType::F64, 0, {2}).as<double>()[0],
            static_cast<double>(0xe169c58d6627e8d5u >> 11) * 0x1p-53);
}

template <class T> void checkMoments(DType dtype) {
  Tensor x = normal(dtype, 5, {100000});
  double sum = 0, squares = 0;
  for (int i = 0; i < 100000; ++i) {
    double v = x.as<T>()[i];
    sum += v, squares += v * v;
  }
  EXPECT_NEAR(sum / 1e5, 0, 0.015);
  EXPECT_NEAR(squares / 1e5, 1, 0.02);
}

TEST(Random, NormalHasItsMoments) {
  checkMoments<float>(DType::F32);
  checkMoments<double>(DType::F64);
}

TEST(Random, PermutationSortsByDraws) {
  Tensor p = permutation(1000, 9), keys = randomBits(9, {1000});
  const int64_t *rows = p.as<int64_t>();
  const auto *key = reinterpret_cast<const uint64_t *>(keys.as<int64_t>());
  EXPECT_TRUE(std::is_sorted(rows, rows + 1000, [&](int64_t a, int64_t b) { return key[a] < key[b]; }));
  std::vector<int64_t> sorted(rows, rows + 1000);
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted.back(), 999);
}

} // namespace
