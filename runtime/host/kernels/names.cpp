// Names of the operations in the dialect, for messages.
#include "runtime/host/kernels/elementwise.h"
#include "runtime/host/kernels/reduce.h"

namespace dual::host {

const char *name(UnaryOp op) {
  static constexpr const char *names[] = {
#define DUAL_UNARY(name, text) text,
#include "runtime/host/ops.def"
  };
  return names[static_cast<size_t>(op)];
}

const char *name(BinaryOp op) {
  static constexpr const char *names[] = {
#define DUAL_BINARY(name, text) text,
#include "runtime/host/ops.def"
  };
  return names[static_cast<size_t>(op)];
}

const char *name(CompareOp op) {
  static constexpr const char *names[] = {
#define DUAL_COMPARE(name, text, op) text,
#include "runtime/host/ops.def"
  };
  return names[static_cast<size_t>(op)];
}

const char *name(ReduceOp op) {
  static constexpr const char *names[] = {
#define DUAL_REDUCE(name, text) text,
#include "runtime/host/ops.def"
  };
  return names[static_cast<size_t>(op)];
}

} // namespace dual::host
