// Files of NumPy and of Python's safetensors (data/make_arrays.py): read, and written again byte for byte.
#include "runtime/host/files/npy.h"
#include "runtime/host/files/safetensors.h"
#include "support.h"
#include "temporary.h"

using namespace dual::host;

namespace {

template <class T> Tensor table() { return Tensor::of<T>({2, 3}, {T(-2), T(-1), T(0), T(1), T(2), T(3)}); }

Tensor bools() { return Tensor::of<bool>({2, 3}, {false, false, false, true, true, true}); }

NamedTensors everything() {
  return {{"bool", bools()},
          {"i1", table<int8_t>()},
          {"u1", Tensor::of<uint8_t>({2, 3}, {254, 255, 0, 1, 2, 3})},
          {"i2", table<int16_t>()},
          {"i4", table<int32_t>()},
          {"i8", table<int64_t>()},
          {"f2", Tensor::of<Float16>({2, 3}, {Float16{0xc000}, Float16{0xbc00}, Float16{0}, Float16{0x3c00},
                                              Float16{0x4000}, Float16{0x4200}})},
          {"f4", table<float>()},
          {"f8", table<double>()},
          {"fortran", table<float>()},
          {"big_i2", table<int16_t>()},
          {"big_i4", table<int32_t>()},
          {"big_i8", table<int64_t>()},
          {"big_f4", table<float>()},
          {"big_f8", table<double>()},
          {"big_fortran", table<int64_t>()},
          {"scalar", Tensor::scalar(2.5)},
          {"empty", Tensor::zeros(DType::F32, {0, 3})}};
}

class Numpy : public testing::TestWithParam<const char *> {};

TEST_P(Numpy, EveryDtypeOrderAndShapeIsRead) {
  Result<NamedTensors> file = readNpz(std::string(DUAL_TEST_DATA "/") + GetParam());
  ASSERT_TRUE(file) << file.message();
  EXPECT_EQ(file->size(), everything().size() + 1); // big_f2 is compared below
  for (const NamedTensor &expected : everything()) {
    const Tensor *found = find(*file, expected.name);
    ASSERT_TRUE(found) << expected.name;
    EXPECT_TENSOR(*found, expected.value);
  }
  EXPECT_TENSOR(*find(*file, "big_f2"), *find(*file, "f2"));
}

INSTANTIATE_TEST_SUITE_P(Archives, Numpy, testing::Values("numpy_arrays.npz", "numpy_deflated.npz"));

TEST(NumpyFiles, LaterVersionsOfTheFormat) {
  for (const char *name : {"/numpy_v2.npy", "/numpy_v3.npy"}) {
    Result<Tensor> x = readNpy(std::string(DUAL_TEST_DATA) + name);
    ASSERT_TRUE(x) << x.message();
    EXPECT_TENSOR(*x, table<float>());
  }
}

TEST(NumpyFiles, WrittenAgainByteForByte) {
  TemporaryFolder folder;
  for (const char *name : {"/numpy_f4.npy", "/numpy_bool.npy", "/numpy_scalar.npy", "/numpy_row.npy"}) {
    std::string original = std::string(DUAL_TEST_DATA) + name;
    Result<Tensor> x = readNpy(original);
    ASSERT_TRUE(x) << x.message();
    ASSERT_TRUE(writeNpy(folder.file("copy.npy"), *x));
    EXPECT_EQ(readAll(folder.file("copy.npy")), readAll(original)) << name;
  }
}

TEST(SafetensorsFiles, WrittenAgainByteForByte) {
  TemporaryFolder folder;
  std::string original = DUAL_TEST_DATA "/python_plain.safetensors";
  Result<Safetensors> file = readSafetensors(original);
  ASSERT_TRUE(file) << file.message();
  EXPECT_TENSOR(*find(file->tensors, "w"), table<float>());
  ASSERT_TRUE(writeSafetensors(folder.file("copy"), file->tensors));
  EXPECT_EQ(readAll(folder.file("copy")), readAll(original));
}

/// Whether the bytes lie in a mapping of the file, and not on the heap.
bool isMapped(const Tensor &x, const std::string &path) {
  std::ifstream maps("/proc/self/maps");
  std::string name = path.substr(path.rfind('/') + 1);
  auto at = reinterpret_cast<uintptr_t>(x.data());
  for (std::string line; std::getline(maps, line);) {
    uintptr_t low = std::stoull(line, nullptr, 16),
              high = std::stoull(line.substr(line.find('-') + 1), nullptr, 16);
    if (low <= at && at < high)
      return line.find(name) != std::string::npos;
  }
  return false;
}

TEST(Mapping, AlignedBytesAreNotCopied) {
  std::string row = DUAL_TEST_DATA "/numpy_row.npy", big = DUAL_TEST_DATA "/big_endian.npy";
  EXPECT_TRUE(isMapped(*readNpy(row), row));
  EXPECT_FALSE(isMapped(*readNpy(big), big));
  TemporaryFolder folder;
  NamedTensors tensors = {{"row", *readNpy(row)}};
  ASSERT_TRUE(writeNpz(folder.file("row.npz"), tensors));
  EXPECT_TRUE(isMapped((*readNpz(folder.file("row.npz")))[0].value, folder.file("row.npz")));
  ASSERT_TRUE(writeNpz(folder.file("small.npz"), tensors, Compression::Deflated));
  EXPECT_FALSE(isMapped((*readNpz(folder.file("small.npz")))[0].value, folder.file("small.npz")));
  ASSERT_TRUE(writeSafetensors(folder.file("row.safetensors"), tensors));
  EXPECT_TRUE(isMapped(readSafetensors(folder.file("row.safetensors"))->tensors[0].value,
                       folder.file("row.safetensors")));
}

} // namespace
