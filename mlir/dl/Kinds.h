// From the dialect's closed lists to the runtime's, whose enumerators have the same names.
#ifndef DUAL_MLIR_DL_KINDS_H
#define DUAL_MLIR_DL_KINDS_H

#include "mlir/dl/Dl.h"
#include "runtime/host/kernels/elementwise.h"
#include "runtime/host/kernels/reduce.h"

namespace dual::dl {

inline host::UnaryOp toHost(UnaryKind kind) {
  switch (kind) {
#define DUAL_UNARY(name, text)                                                                               \
  case UnaryKind::name:                                                                                      \
    return host::UnaryOp::name;
#include "runtime/host/ops.def"
  }
  llvm_unreachable("unknown unary kind");
}

inline host::BinaryOp toHost(BinaryKind kind) {
  switch (kind) {
#define DUAL_BINARY(name, text)                                                                              \
  case BinaryKind::name:                                                                                     \
    return host::BinaryOp::name;
#include "runtime/host/ops.def"
  }
  llvm_unreachable("unknown binary kind");
}

inline host::CompareOp toHost(CompareKind kind) {
  switch (kind) {
#define DUAL_COMPARE(name, text, op)                                                                         \
  case CompareKind::name:                                                                                    \
    return host::CompareOp::name;
#include "runtime/host/ops.def"
  }
  llvm_unreachable("unknown compare kind");
}

inline host::ReduceOp toHost(ReduceKind kind) {
  switch (kind) {
  case ReduceKind::Argmax:
    return host::ReduceOp::ArgMax;
  case ReduceKind::Argmin:
    return host::ReduceOp::ArgMin;
  case ReduceKind::Sum:
    return host::ReduceOp::Sum;
  case ReduceKind::Prod:
    return host::ReduceOp::Prod;
  case ReduceKind::Max:
    return host::ReduceOp::Max;
  case ReduceKind::Min:
    return host::ReduceOp::Min;
  case ReduceKind::Mean:
    return host::ReduceOp::Mean;
  case ReduceKind::Any:
    return host::ReduceOp::Any;
  case ReduceKind::All:
    return host::ReduceOp::All;
  }
  llvm_unreachable("unknown reduce kind");
}

/// A list of the IR as the runtime takes it.
inline host::Dims toDims(llvm::ArrayRef<int64_t> list) { return host::Dims(list.data(), list.size()); }

} // namespace dual::dl

#endif
