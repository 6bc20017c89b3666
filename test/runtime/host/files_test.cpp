// .npy and safetensors; the files in data/ were written by NumPy and by Python's safetensors.
#include "runtime/host/files/npy.h"
#include "runtime/host/files/safetensors.h"
#include "support.h"
#include "temporary.h"

using namespace dual::host;

namespace {

const Tensor matrix = Tensor::of<float>({2, 3}, {0, 1, 2, 3, 4, 5});

#define EXPECT_REFUSED(result, part)                                                                         \
  do {                                                                                                       \
    auto refused = (result);                                                                                 \
    ASSERT_FALSE(refused);                                                                                   \
    EXPECT_NE(refused.message().find(part), std::string::npos) << refused.message();                         \
  } while (false)

TEST(Npy, ReadsFromNumpy) {
  Result<Tensor> x = readNpy(DUAL_TEST_DATA "/fortran.npy");
  ASSERT_TRUE(x) << x.message();
  EXPECT_TENSOR(*x, Tensor::of<int32_t>({2, 3}, {0, 1, 2, 3, 4, 5}));
  EXPECT_REFUSED(readNpy(DUAL_TEST_DATA "/complex.npy"), "its elements are `<c8`");
}

TEST(Npy, RoundTrip) {
  TemporaryFolder folder;
  for (const Tensor &x :
       {matrix, Tensor::scalar(2.5), Tensor::zeros(DType::Bool, {3}), Tensor::zeros(DType::I16, {0, 4})}) {
    ASSERT_TRUE(writeNpy(folder.file("x.npy"), x));
    Result<Tensor> back = readNpy(folder.file("x.npy"));
    ASSERT_TRUE(back) << back.message();
    EXPECT_TENSOR(*back, x);
  }
  EXPECT_EQ(folder.count(), 1u);
}

TEST(Npy, EveryTruncationIsRefused) {
  TemporaryFolder folder;
  ASSERT_TRUE(writeNpy(folder.file("x.npy"), matrix));
  std::string content = readAll(folder.file("x.npy"));
  for (size_t size = 0; size < content.size(); ++size)
    EXPECT_REFUSED(readNpy(folder.write("cut.npy", content.substr(0, size))),
                   "cannot read `" + folder.file("cut.npy"));
  EXPECT_REFUSED(readNpy(folder.write("long.npy", content + "x")), "needs 24 bytes, found 25");
}

TEST(Npy, LyingHeaders) {
  TemporaryFolder folder;
  ASSERT_TRUE(writeNpy(folder.file("x.npy"), matrix));
  std::string content = readAll(folder.file("x.npy"));
  auto with = [&](const std::string &from, const std::string &to) {
    std::string changed = content;
    changed.replace(changed.find(from), from.size(), to);
    changed.erase(changed.find("  "), to.size() - from.size());
    return readNpy(folder.write("lie.npy", changed));
  };
  EXPECT_REFUSED(with("(2, 3)", "(2, 9999999999)"), "needs 79999999992 bytes, found 24");
  EXPECT_REFUSED(with("(2, 3)", "(4294967296, 4294967296)"), "larger than any memory");
  EXPECT_REFUSED(with("(2, 3)", "(99999999999999999999,)"), "does not fit in 64 bits");
  EXPECT_REFUSED(with("'shape'", "'descr'"), "has `descr` twice");
  EXPECT_REFUSED(with("<f4", "|O8"), "its elements are `|O8`");
  std::string length = content;
  length[9] = '\x7f';
  EXPECT_REFUSED(readNpy(folder.write("length.npy", length)), "its header claims");
}

TEST(Files, NoHalfFileAndClearErrors) {
  TemporaryFolder folder;
  EXPECT_REFUSED(readNpy(folder.file("none.npy")), "No such file or directory");
  EXPECT_REFUSED(readNpy(folder.file("")), "not a regular file");
  EXPECT_REFUSED(writeNpy(folder.file("no/x.npy"), matrix), "No such file or directory");
  EXPECT_REFUSED(writeNpy("/dev/null", matrix), "not a regular file");
  EXPECT_EQ(folder.count(), 0u);
}

TEST(Safetensors, ReadsFromPython) {
  Result<Safetensors> file = readSafetensors(DUAL_TEST_DATA "/python.safetensors");
  ASSERT_TRUE(file) << file.message();
  EXPECT_EQ(file->metadata, (Metadata{{"format", "np"}}));
  EXPECT_TENSOR(*find(file->tensors, "w"), matrix);
  EXPECT_TENSOR(*find(file->tensors, "b"), Tensor::of<double>({3}, {0, 1, 2}));
  EXPECT_TENSOR(*find(file->tensors, "m"), Tensor::of<bool>({3}, {true, false, true}));
  EXPECT_EQ(find(file->tensors, "n")->item<int64_t>(), 7);
  EXPECT_EQ(find(file->tensors, "none"), nullptr);
}

TEST(Safetensors, RoundTripAndTruncation) {
  TemporaryFolder folder;
  NamedTensors tensors = {{"w", matrix}, {"h", Tensor::of<BFloat16>({2}, {BFloat16{1}, BFloat16{2}})}};
  ASSERT_TRUE(writeSafetensors(folder.file("x"), tensors, {{"k", "\"v\""}}));
  Result<Safetensors> back = readSafetensors(folder.file("x"));
  ASSERT_TRUE(back) << back.message();
  EXPECT_TENSOR(back->tensors[0].value, matrix);
  EXPECT_EQ(back->metadata[0].second, "\"v\"");
  std::string content = readAll(folder.file("x"));
  for (size_t size = 0; size < content.size(); ++size)
    EXPECT_FALSE(readSafetensors(folder.write("cut", content.substr(0, size))));
  tensors.push_back(tensors[0]);
  EXPECT_REFUSED(writeSafetensors(folder.file("y"), tensors), "the name `w` is taken");
  EXPECT_REFUSED(writeSafetensors(folder.file("y"), {{"\xff", matrix}}), "is not UTF-8");
}

std::string safetensorsOf(const std::string &header, size_t dataSize) {
  std::string length(8, '\0');
  length[0] = static_cast<char>(header.size() & 0xff), length[1] = static_cast<char>(header.size() >> 8);
  return length + header + std::string(dataSize, '\2');
}

TEST(Safetensors, LyingHeaders) {
  TemporaryFolder folder;
  auto with = [&](const std::string &header, size_t dataSize) {
    return readSafetensors(folder.write("x", safetensorsOf(header, dataSize)));
  };
  auto tensor = [](const std::string &name, const std::string &type, const std::string &shape,
                   const std::string &span) {
    return "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + span +
           "}";
  };
  std::string a = tensor("a", "F32", "[1]", "[0,4]");
  EXPECT_TRUE(with("{" + a + "}", 4));
  EXPECT_REFUSED(with("{" + a + "}", 8), "need 4 bytes of data, found 8");
  EXPECT_REFUSED(with("{" + a + "," + a + "}", 4), "has `a` twice");
  EXPECT_REFUSED(with("{" + a + "," + tensor("b", "F32", "[1]", "[2,6]") + "}", 6), "it overlaps another");
  EXPECT_REFUSED(with("{" + a + "," + tensor("b", "F32", "[1]", "[8,12]") + "}", 12), "there is a gap");
  EXPECT_REFUSED(with("{" + tensor("a", "F9", "[1]", "[0,4]") + "}", 4), "has dtype `F9`");
  EXPECT_REFUSED(with("{" + tensor("a", "F32", "[-1]", "[0,4]") + "}", 4), "not a list of sizes");
  EXPECT_REFUSED(with("{" + tensor("a", "F32", "[2]", "[0,4]") + "}", 4), "a span of 4 bytes, expected 8");
  EXPECT_REFUSED(with("{" + tensor("a", "F32", "[1]", "[4,0]") + "}", 4), "are no span");
  EXPECT_REFUSED(with("{" + tensor("a", "BOOL", "[1]", "[0,1]") + "}", 1), "expected 0 or 1");
  EXPECT_REFUSED(with("[]", 0), "not a JSON object");
  EXPECT_REFUSED(with(std::string(40000, '['), 0), "not a JSON object");
}

} // namespace
