#include "runtime/numerics/half.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace dual::numerics;

namespace {

TEST(Half, EveryFloat16SurvivesTheWayThroughF32) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    Float16 x{static_cast<uint16_t>(bits)};
    if ((bits & 0x7fff) <= 0x7c00)
      EXPECT_EQ(toFloat16(toFloat(x)).bits, bits);
    else
      EXPECT_TRUE(std::isnan(toFloat(x)));
  }
}

TEST(Half, Float16RoundsToNearestEven) {
  EXPECT_EQ(toFloat16(1.0f + 0x1p-11f).bits, 0x3c00);
  EXPECT_EQ(toFloat16(1.0f + 0x3p-11f).bits, 0x3c02);
  EXPECT_EQ(toFloat16(65519.0f).bits, 0x7bff);
  EXPECT_EQ(toFloat16(65520.0f).bits, 0x7c00);
  EXPECT_EQ(toFloat16(0x1p-25f).bits, 0);
  EXPECT_EQ(toFloat16(0x1.8p-25f).bits, 1);
}

TEST(Half, F64RoundsOnce) {
  // Rounded to f32 first, this would become the tie and then even.
  EXPECT_EQ(toFloat16(1.0 + 0x1p-11 + 0x1p-40).bits, 0x3c01);
  EXPECT_EQ(toBFloat16(1.0 + 0x1p-8 + 0x1p-40).bits, 0x3f81);
  EXPECT_EQ(toBFloat16(-1.0 - 0x1p-8 - 0x1p-40).bits, 0xbf81);
}

TEST(Half, BFloat16) {
  EXPECT_EQ(toBFloat16(1.0f + 0x1p-8f).bits, 0x3f80);
  EXPECT_EQ(toBFloat16(1.0f + 0x3p-8f).bits, 0x3f82);
  EXPECT_EQ(toBFloat16(0x1.fffffep127f).bits, 0x7f80);
  EXPECT_TRUE(std::isnan(toFloat(toBFloat16(std::nanf("")))));
}

} // namespace
