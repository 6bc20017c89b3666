// What compiled programs call: plain C functions, the same for code in memory and for executables.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

/// A text in the program that only these functions read: a piece of a format, a name, a message.
struct DualText {
  int64_t size;
  char bytes[1]; // `size` of them
};

/// How MLIR lays out a memref: pointer as allocated, pointer to use, offset, sizes and strides, in elements.
struct DualDescriptor {
  void *allocated;
  std::byte *aligned;
  int64_t offset;
  int64_t sizesThenStrides[1]; // `rank` of each
};

/// A list of tensors and texts: the arguments of a function that takes any number of them, or its results.
struct DualList;

/// A host::Node.
struct DualNode;

#define DUAL_RT(result, name, parameters) result name parameters;
#include "runtime/program/entry_points.def"
}

namespace dual::program {

/// For code in memory: each entry point by name.
struct EntryPoint {
  const char *name;
  void *address;
};
const EntryPoint *entryPoints(size_t &count);

/// Called instead of printing a failure and leaving with exit code 1: for tests and tools. Must not return.
using FailureHandler = void (*)(const char *message, const char *code, const char *place);
void setFailureHandler(FailureHandler handler);

} // namespace dual::program
