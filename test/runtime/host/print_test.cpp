// data/print.txt holds NumPy 2.4's str() of the arrays in data/print.npz, with true and false in lower case;
// f32 scalars follow Python's limits of positional text (1e-4, 1e16), where NumPy has its own for each width.
#include "runtime/host/files/npy.h"
#include "runtime/host/progress.h"
#include "support.h"

#include <fstream>

using namespace dual::host;

namespace {

TEST(Print, AsNumpy) {
  Result<NamedTensors> tensors = readNpz(DUAL_TEST_DATA "/print.npz");
  ASSERT_TRUE(tensors) << tensors.message();
  std::ifstream file(DUAL_TEST_DATA "/print.txt");
  std::string content((std::istreambuf_iterator<char>(file)), {});
  for (const NamedTensor &tensor : *tensors) {
    std::string head = "### " + tensor.name + "\n";
    size_t start = content.find(head) + head.size(), end = content.find("\n### ", start);
    std::string expected =
        content.substr(start, end == std::string::npos ? content.size() - 1 - start : end - start);
    EXPECT_EQ(toText(tensor.value), expected) << tensor.name;
  }
}

TEST(Print, Formats) {
  EXPECT_EQ(toText(Tensor::scalar(3.14159), {8, 3}), "   3.142");
  EXPECT_EQ(toText(Tensor::scalar<int64_t>(42), {5, {}}), "   42");
  EXPECT_EQ(toText(Tensor::of<float>({2}, {1.25f, -10}), {0, 1}), "[  1.2 -10.0]");
  EXPECT_EQ(toText(Tensor::scalar(2.5f), {0, 0}), "2");
  EXPECT_EQ(padText("ab", 4), "ab  ");
}

TEST(Print, TextLongerThanAnyIntIsNotPadded) {
  constexpr size_t size = size_t{1} << 31;
  EXPECT_EQ(padText(std::string(size, 'a'), 4).size(), size);
}

TEST(Print, ShortestReadsBack) {
  EXPECT_EQ(shortest(0.1f), "0.1");
  EXPECT_EQ(shortest(1e-5), "1e-05");
  EXPECT_EQ(shortest(1.0f), "1.0");
  EXPECT_EQ(shortest(1.5e300), "1.5e+300");
  EXPECT_EQ(toText(Tensor::scalar(BFloat16{0x3dcd})), "0.1");
}

TEST(Progress, Line) {
  EXPECT_EQ(progressLine("train", 12, 24, "loss 0.1"),
            "train [============>           ]  50 %  12/24 loss 0.1");
  EXPECT_EQ(progressLine("t", 2, 2, ""), "t [========================] 100 %  2/2");
}

} // namespace
