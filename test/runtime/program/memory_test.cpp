#include "runtime/program/program.h"

#include <cstring>
#include <gtest/gtest.h>
#include <vector>

namespace {

TEST(Memory, EveryBlockHasItsRoomAndAlignment) {
  std::vector<std::pair<unsigned char *, int64_t>> blocks;
  for (int64_t bytes :
       {0, 1, 63, 64, 65, 80, 81, 127, 128, 129, 4096, 4097, 1 << 20, (1 << 20) + 1, 3 << 20}) {
    auto *memory = static_cast<unsigned char *>(dual_rt_alloc(64, bytes));
    EXPECT_EQ(reinterpret_cast<uintptr_t>(memory) % 64, 0u);
    std::memset(memory, static_cast<int>(blocks.size()), static_cast<size_t>(bytes));
    blocks.emplace_back(memory, bytes);
  }
  for (size_t number = 0; number < blocks.size(); ++number) {
    auto [memory, bytes] = blocks[number];
    for (int64_t k = 0; k < bytes; ++k)
      ASSERT_EQ(memory[k], number);
    dual_rt_free(memory);
  }
}

TEST(Memory, WhatWasFreedIsUsedAgain) {
  void *first = dual_rt_alloc(64, 1000);
  dual_rt_free(first);
  EXPECT_EQ(dual_rt_alloc(64, 900), first); // both need 1024
  void *second = dual_rt_alloc(64, 1000);
  EXPECT_NE(second, first);
  dual_rt_free(first);
  dual_rt_free(second);
}

TEST(Memory, NothingCanBeFreed) { dual_rt_free(nullptr); }

} // namespace
