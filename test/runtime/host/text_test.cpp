#include "runtime/host/kernels/sort.h"
#include "runtime/host/print.h"
#include "runtime/host/text.h"
#include "support.h"

#include <cmath>

using namespace dual::host;

namespace {

// What Python's bytes.decode("utf-8") takes and refuses.
TEST(Text, Utf8) {
  for (const char *good :
       {"", "a", "h\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xed\x9f\xbf", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(isUtf8(good)) << good;
  for (const char *bad : {"\x80", "\xc3", "\xc3(", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
                          "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xe2\x82"})
    EXPECT_FALSE(isUtf8(bad)) << bad;
}

TEST(Text, ComparesBytes) {
  EXPECT_EQ(compareTexts("a", "b"), -1);
  EXPECT_EQ(compareTexts("ab", "a"), 1);
  EXPECT_EQ(compareTexts("z", "\xc3\xa9"), -1);
  EXPECT_EQ(compareTexts("", ""), 0);
}

TEST(Text, Bytes) {
  EXPECT_EQ(textOf(bytesOf("a longer text")), "a longer text");
  EXPECT_EQ(bytesOf("").size(), 0);
}

TEST(Text, Quoted) { EXPECT_EQ(quotedText("a\"b\\\n{"), "\"a\\\"b\\\\\\n\\{\""); }

// numpy.argsort(kind="stable"), and for the other way torch.sort(descending=True, stable=True).
TEST(Sort, StableAndNanLast) {
  float nan = std::nanf("");
  Tensor x = Tensor::of<float>({7}, {2, nan, -1, 2, -INFINITY, nan, 0.5});
  EXPECT_TRUE(argsort(x, 0, false).identical(Tensor::of<int64_t>({7}, {4, 2, 6, 0, 3, 1, 5})));
  EXPECT_TRUE(argsort(x, 0, true).identical(Tensor::of<int64_t>({7}, {1, 5, 0, 3, 6, 2, 4})));
  EXPECT_TRUE(argsort(Tensor::of<uint8_t>({3}, {200, 7, 90}), 0, false)
                  .identical(Tensor::of<int64_t>({3}, {1, 2, 0})));
  EXPECT_EQ(argsort(Tensor::zeros(DType::F64, {0}), 0, false).size(), 0);
  EXPECT_EQ(argsort(Tensor::zeros(DType::F64, {2, 0, 3}), 1, false).size(), 0);
}

// numpy.argsort(x, axis, kind="stable")
TEST(Sort, AlongAnAxis) {
  Tensor x = Tensor::of<int32_t>({2, 2, 3}, {5, 1, 3, 2, 2, 9, 0, 7, 7, 4, -1, 7});
  auto order = [](std::initializer_list<int64_t> values) { return Tensor::of<int64_t>({2, 2, 3}, values); };
  EXPECT_TRUE(argsort(x, 2, false).identical(order({1, 2, 0, 0, 1, 2, 0, 1, 2, 1, 0, 2})));
  EXPECT_TRUE(argsort(x, 1, false).identical(order({1, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1})));
  EXPECT_TRUE(argsort(x, 0, false).identical(order({1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0})));
}

} // namespace
