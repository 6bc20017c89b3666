// .npz: what NumPy wrote, what we write, and archives damaged on purpose.
#include "runtime/host/files/npy.h"
#include "support.h"
#include "temporary.h"

using namespace dual::host;

namespace {

NamedTensors example() {
  return {{"x", Tensor::of<float>({2, 3}, {0, 1, 2, 3, 4, 5})}, {"y", Tensor::zeros(DType::I64, {100})}};
}

std::string message(const Result<NamedTensors> &result) { return result ? "read" : result.message(); }

TEST(Npz, DeflatedEqualsStored) {
  Result<NamedTensors> stored = readNpz(DUAL_TEST_DATA "/print.npz");
  Result<NamedTensors> deflated = readNpz(DUAL_TEST_DATA "/print_deflated.npz");
  ASSERT_TRUE(stored && deflated) << message(stored) << message(deflated);
  ASSERT_EQ(stored->size(), deflated->size());
  for (size_t i = 0; i < stored->size(); ++i)
    EXPECT_TENSOR((*stored)[i].value, (*deflated)[i].value);
}

TEST(Npz, RoundTrip) {
  TemporaryFolder folder;
  for (Compression compression : {Compression::Stored, Compression::Deflated}) {
    ASSERT_TRUE(writeNpz(folder.file("x.npz"), example(), compression));
    Result<NamedTensors> back = readNpz(folder.file("x.npz"));
    ASSERT_TRUE(back) << back.message();
    EXPECT_TENSOR(*find(*back, "x"), example()[0].value);
    EXPECT_TENSOR(*find(*back, "y"), example()[1].value);
  }
}

TEST(Npz, EveryTruncationIsRefused) {
  TemporaryFolder folder;
  ASSERT_TRUE(writeNpz(folder.file("x.npz"), example(), Compression::Deflated));
  std::string content = readAll(folder.file("x.npz"));
  for (size_t size = 0; size < content.size(); ++size)
    EXPECT_FALSE(readNpz(folder.write("cut.npz", content.substr(0, size))));
}

/// Any single byte may change: the file is refused, or read with sound tensors (names and dates carry no
/// checksum).
TEST(Npz, EveryChangedByteIsSurvived) {
  TemporaryFolder folder;
  for (Compression compression : {Compression::Stored, Compression::Deflated}) {
    ASSERT_TRUE(writeNpz(folder.file("x.npz"), example(), compression));
    std::string content = readAll(folder.file("x.npz"));
    for (size_t i = 0; i < content.size(); ++i) {
      std::string changed = content;
      changed[i] = static_cast<char>(changed[i] ^ 0xff);
      Result<NamedTensors> back = readNpz(folder.write("changed.npz", changed));
      for (size_t k = 0; back && k < back->size(); ++k)
        EXPECT_TENSOR((*back)[k].value, example()[k].value);
    }
  }
}

TEST(Npz, LyingSizesTakeNoMemory) {
  TemporaryFolder folder;
  ASSERT_TRUE(writeNpz(folder.file("x.npz"), example(), Compression::Deflated));
  std::string content = readAll(folder.file("x.npz"));
  size_t entry = content.find("PK\1\2");
  content.replace(entry + 24, 4, "\xf0\xff\xff\xff");
  EXPECT_NE(message(readNpz(folder.write("bomb.npz", content))).find("claims 4294967280 bytes in"),
            std::string::npos);
}

TEST(Npz, SameNameTwice) {
  TemporaryFolder folder;
  NamedTensors tensors = example();
  tensors[1].name = "x";
  EXPECT_FALSE(writeNpz(folder.file("x.npz"), tensors));
  ASSERT_TRUE(writeNpz(folder.file("x.npz"), example()));
  std::string content = readAll(folder.file("x.npz"));
  for (size_t at = 0; (at = content.find("y.npy", at)) != std::string::npos;)
    content[at] = 'x';
  EXPECT_NE(message(readNpz(folder.write("twice.npz", content))).find("two members `x.npy`"),
            std::string::npos);
}

TEST(Npz, NotAnArchive) {
  TemporaryFolder folder;
  EXPECT_NE(message(readNpz(folder.write("e", ""))).find("it is empty, expected a zip archive"),
            std::string::npos);
  EXPECT_NE(message(readNpz(folder.write("t", std::string(99, 'x')))).find("no zip directory"),
            std::string::npos);
}

} // namespace
