// Files of NumPy, of Python and of people, damaged in a few thousand ways: each is refused, or read with
// sound tensors. The same ways every time; fuzz/ looks for new ones, and the preset `debug` runs both under
// sanitizers.
#include "fuzz/read_bytes.h"
#include "temporary.h"

#include <gtest/gtest.h>
#include <random>

namespace {

constexpr int rounds = 3000;

struct Seed {
  const char *name;
  uint8_t format; // as read_bytes.h counts
};

class Mutation : public testing::TestWithParam<Seed> {};

/// A byte changed, a piece cut out, or a piece doubled.
void damage(std::string &content, std::mt19937 &random) {
  size_t at = random() % content.size(), length = 1 + random() % 16;
  switch (random() % 4) {
  case 0:
    content.erase(at, length);
    break;
  case 1:
    content.insert(at, content.substr(random() % content.size(), length));
    break;
  default:
    content[at] = static_cast<char>(random());
  }
}

TEST_P(Mutation, IsRefusedOrSound) {
  const std::string content = readAll(std::string(DUAL_TEST_DATA "/") + GetParam().name);
  ASSERT_FALSE(content.empty());
  std::mt19937 random(1);
  for (int round = 0; round < rounds; ++round) {
    std::string damaged = content;
    for (unsigned k = random() % 4 + 1; k > 0 && !damaged.empty(); --k)
      damage(damaged, random);
    readBytes(GetParam().format, reinterpret_cast<const uint8_t *>(damaged.data()), damaged.size());
  }
}

INSTANTIATE_TEST_SUITE_P(Files, Mutation,
                         testing::Values(Seed{"numpy_f4.npy", 0}, Seed{"numpy_v3.npy", 0},
                                         Seed{"fortran.npy", 0}, Seed{"numpy_arrays.npz", 1},
                                         Seed{"numpy_deflated.npz", 1}, Seed{"python.safetensors", 2},
                                         Seed{"python_plain.safetensors", 2}, Seed{"numbers.csv", 3},
                                         Seed{"plain.csv", 7}),
                         [](const auto &test) {
                           std::string name = test.param.name;
                           name.erase(name.find('.'), 1);
                           return name;
                         });

} // namespace
