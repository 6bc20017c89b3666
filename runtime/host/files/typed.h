// Files as programs use them: arrays of promised types, values saved and loaded by name. Both ways of running
// call these, so that they read and refuse the same files with the same words.
#pragma once

#include "runtime/host/files/named.h"
#include "runtime/host/result.h"

#include <vector>

namespace dual::host {

/// The status of a library whose weights or data are not what it needs.
constexpr const char *fileCode = "WEIGHTS";

/// What a program says about an array of a file; a dim below 0 is any.
struct Promise {
  std::string name;
  DType dtype = DType::F32;
  Dims shape;
};

/// `data.npz`: the promised arrays, in order. A .npy file has one array and no names: it answers to any.
Result<std::vector<Tensor>> readPromised(const std::string &path, const std::vector<Promise> &promises);

/// The same by what the program says of the file: "arrays" (the above), "csv" or "csv header" (csv.h).
Result<std::vector<Tensor>> readAs(const std::string &format, const std::string &path,
                                   const std::vector<Promise> &promises);

/// `save`: the format is what the name of the file says.
Status saveNamed(const std::string &path, const NamedTensors &tensors);

/// `load`: as many arrays as `likes`, of their names, dtypes and shapes, in their order. The file has no
/// others.
Result<std::vector<Tensor>> loadLike(const std::string &path, const NamedTensors &likes);

/// `exists`.
bool fileExists(const std::string &path);

} // namespace dual::host
