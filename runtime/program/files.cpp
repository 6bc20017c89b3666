// Files: arrays read and checked against the types that were promised, values saved and loaded.
#include "runtime/host/files/typed.h"
#include "runtime/program/list.h"

using namespace dual;
using namespace dual::program;
using host::Tensor;

namespace {

/// Reads the description of an array at `i`, which moves behind it.
host::Promise promiseAt(const DualList &list, size_t &i) {
  host::Promise promise{list.text(i), static_cast<host::DType>(list.number(i + 1)), {}};
  int64_t rank = list.number(i + 2);
  i += 3;
  for (int64_t axis = 0; axis < rank; ++axis)
    promise.shape.push_back(list.number(i++));
  return promise;
}

/// The value, or the end of the program.
template <class T> T orFail(host::Result<T> result, const DualList &list) {
  if (!result)
    fail(result.message(), host::fileCode, list.text(1));
  return std::move(*result);
}

/// Frees the list of the arguments.
DualList *listOf(std::vector<Tensor> values, DualList *arguments) {
  auto *result = new DualList;
  for (Tensor &value : values)
    result->items.emplace_back(std::move(value));
  delete arguments;
  return result;
}

host::NamedTensors namedTensors(const DualList &list) {
  host::NamedTensors tensors;
  for (size_t i = 2; i < list.items.size(); i += 2)
    tensors.push_back({list.text(i), list.tensor(i + 1)});
  return tensors;
}

} // namespace

DualList *dual_rt_read_arrays(DualList *list) {
  std::vector<host::Promise> promises;
  for (size_t i = 3; i < list->items.size();)
    promises.push_back(promiseAt(*list, i));
  return listOf(orFail(host::readAs(list->text(2), list->text(0), promises), *list), list);
}

void dual_rt_save(DualList *list) {
  orFail(host::saveNamed(list->text(0), namedTensors(*list)), *list);
  delete list;
}

DualList *dual_rt_load(DualList *list) {
  return listOf(orFail(host::loadLike(list->text(0), namedTensors(*list)), *list), list);
}

void dual_rt_exists(const DualDescriptor *path, int64_t, int64_t, DualDescriptor *into, int64_t, int64_t) {
  answer(host::fileExists(toText(*path)), *into);
}
