// Files: arrays read and checked against the types that were promised, values saved and loaded.
#include "mlir/dl/Constants.h"
#include "mlir/dl/Dl.h"
#include "mlir/interpreter/Handlers.h"
#include "runtime/host/files/typed.h"

using namespace mlir;

namespace dual::interpreter {

static std::string nameAt(ArrayAttr names, unsigned i) { return cast<StringAttr>(names[i]).getValue().str(); }

static LogicalResult setAll(host::Result<std::vector<host::Tensor>> values, Access &in) {
  if (!values)
    return in.fail(values.message(), host::fileCode);
  for (auto [i, value] : llvm::enumerate(*values))
    in.set(i, std::move(value));
  return success();
}

/// A dim that is not known is any.
static host::Promise promise(std::string name, Type type) {
  host::Promise promise{std::move(name), dl::dtypeOf(dl::elementType(type)), {}};
  for (int64_t dim : dl::shapeOf(type))
    promise.shape.push_back(ShapedType::isDynamic(dim) ? -1 : dim);
  return promise;
}

static LogicalResult readArrays(dl::ReadArraysOp op, Access &in) {
  std::vector<host::Promise> promises;
  for (auto [i, type] : llvm::enumerate(op.getResultTypes()))
    promises.push_back(promise(nameAt(op.getNames(), i), type));
  return setAll(host::readAs(op.getFormat().str(), in.text(0), promises), in);
}

/// The operands behind the path.
static host::NamedTensors namedOperands(ArrayAttr names, Access &in) {
  host::NamedTensors tensors;
  for (unsigned i = 0; i < names.size(); ++i)
    tensors.push_back({nameAt(names, i), in.tensor(i + 1)});
  return tensors;
}

static LogicalResult save(dl::SaveOp op, Access &in) {
  host::Status written = host::saveNamed(in.text(0), namedOperands(op.getNames(), in));
  return written ? success() : in.fail(written.message(), host::fileCode);
}

static LogicalResult load(dl::LoadOp op, Access &in) {
  return setAll(host::loadLike(in.text(0), namedOperands(op.getNames(), in)), in);
}

static host::Tensor exists(dl::ExistsOp op, Access &in) {
  return host::Tensor::scalar(host::fileExists(in.text(0)));
}

void addFiles(Handlers &handlers) {
  handlers.add<readArrays>();
  handlers.add<save>();
  handlers.add<load>();
  handlers.add<exists>();
}

} // namespace dual::interpreter
