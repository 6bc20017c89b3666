// Files: arrays read and checked against the types that were promised, values saved and loaded.
#include "mlir/dl/Constants.h"
#include "mlir/dl/Dl.h"
#include "mlir/interpreter/Handlers.h"
#include "runtime/host/files/npy.h"
#include "runtime/host/files/safetensors.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace mlir;

namespace dual::interpreter {

/// The status of a library whose weights or data are not what it needs.
static constexpr llvm::StringLiteral fileCode = "WEIGHTS";

static std::string typeText(host::DType dtype, ArrayRef<int64_t> shape) {
  std::string text = host::name(dtype);
  if (shape.empty())
    return text;
  auto dimText = [](int64_t dim) {
    return ShapedType::isDynamic(dim) ? std::string("?") : std::to_string(dim);
  };
  return text + "[" + llvm::join(llvm::map_range(shape, dimText), ", ") + "]";
}

static ArrayRef<int64_t> dimsOf(const host::Tensor &x) { return {x.shape().begin(), x.shape().size()}; }

static bool fits(const host::Tensor &x, host::DType dtype, ArrayRef<int64_t> shape) {
  return x.dtype() == dtype && dimsOf(x).size() == shape.size() &&
         llvm::all_of(llvm::zip(dimsOf(x), shape), [](auto dims) {
           auto [seen, wanted] = dims;
           return ShapedType::isDynamic(wanted) || seen == wanted;
         });
}

/// The array of that name, which has the dtype and shape that were promised, or an explanation.
static host::Result<host::Tensor> findFitting(const host::NamedTensors &tensors, StringRef name,
                                              host::DType dtype, ArrayRef<int64_t> shape,
                                              const std::string &path) {
  const host::Tensor *found = host::find(tensors, name.str());
  if (!found) {
    auto quoted = llvm::map_range(tensors, [](const host::NamedTensor &x) { return "`" + x.name + "`"; });
    return host::Error{"`" + path + "` has no array `" + name.str() + "`; it has " +
                       (tensors.empty() ? "none" : llvm::join(quoted, ", "))};
  }
  if (!fits(*found, dtype, shape))
    return host::Error{"`" + name.str() + "` in `" + path + "` is " +
                       typeText(found->dtype(), dimsOf(*found)) + "; it must be " + typeText(dtype, shape)};
  return *found;
}

/// A .npy file has one array and no names: it answers to any.
static host::Result<host::NamedTensors> readNumpy(const std::string &path, StringRef onlyName) {
  if (!StringRef(path).ends_with(".npy"))
    return host::readNpz(path);
  auto array = host::readNpy(path);
  if (!array)
    return array.error();
  return host::NamedTensors{{onlyName.str(), std::move(*array)}};
}

static StringRef nameAt(ArrayAttr names, unsigned i) { return cast<StringAttr>(names[i]).getValue(); }

static LogicalResult readArrays(dl::ReadArraysOp op, Access &in) {
  const std::string &path = in.text(0);
  auto tensors = readNumpy(path, op.getNames().empty() ? "" : nameAt(op.getNames(), 0));
  if (!tensors)
    return in.fail(tensors.message(), fileCode);
  for (auto [i, type] : llvm::enumerate(op.getResultTypes())) {
    host::DType dtype = dl::dtypeOf(dl::elementType(type));
    auto array = findFitting(*tensors, nameAt(op.getNames(), i), dtype, dl::shapeOf(type), path);
    if (!array)
      return in.fail(array.message(), fileCode);
    in.set(i, std::move(*array));
  }
  return success();
}

static host::Status writeNamed(const std::string &path, const host::NamedTensors &tensors) {
  StringRef name(path);
  if (name.ends_with(".safetensors"))
    return host::writeSafetensors(path, tensors);
  if (name.ends_with(".npz"))
    return host::writeNpz(path, tensors);
  if (name.ends_with(".npy") && tensors.size() == 1)
    return host::writeNpy(path, tensors[0].value);
  if (name.ends_with(".npy"))
    return host::Error{"`" + path + "` holds one array; there are " + std::to_string(tensors.size()) +
                       " to save"};
  return host::Error{"`" + path + "` has no known format; the name must end in .safetensors, .npz or .npy"};
}

static LogicalResult save(dl::SaveOp op, Access &in) {
  host::NamedTensors tensors;
  for (unsigned i = 0; i < op.getValues().size(); ++i)
    tensors.push_back({nameAt(op.getNames(), i).str(), in.tensor(i + 1)});
  host::Status written = writeNamed(in.text(0), tensors);
  return written ? success() : in.fail(written.message(), fileCode);
}

static LogicalResult load(dl::LoadOp op, Access &in) {
  const std::string &path = in.text(0);
  auto file = host::readSafetensors(path);
  if (!file)
    return in.fail(file.message(), fileCode);
  for (unsigned i = 0; i < op.getLikes().size(); ++i) {
    const host::Tensor &like = in.tensor(i + 1);
    auto found = findFitting(file->tensors, nameAt(op.getNames(), i), like.dtype(), dimsOf(like), path);
    if (!found)
      return in.fail(found.message(), fileCode);
    in.set(i, std::move(*found));
  }
  return success();
}

static host::Tensor exists(dl::ExistsOp op, Access &in) {
  return host::Tensor::scalar(llvm::sys::fs::exists(in.text(0)));
}

void addFiles(Handlers &handlers) {
  handlers.add<readArrays>();
  handlers.add<save>();
  handlers.add<load>();
  handlers.add<exists>();
}

} // namespace dual::interpreter
