// Element types of tensors, and the C++ type that holds one element of each.
#pragma once

#include "runtime/numerics/half.h"

#include <cstddef>
#include <cstdint>

namespace dual::host {

using numerics::BFloat16;
using numerics::Float16;

enum class DType : uint8_t {
#define DUAL_DTYPE(name, text, type) name,
#include "runtime/host/dtypes.def"
};

/// Bytes of one element.
size_t byteSize(DType dtype);
/// The name in the language: "f32".
const char *name(DType dtype);
bool isFloat(DType dtype);
/// i8 to i64 and u8; not bool.
bool isInteger(DType dtype);

/// Carries a C++ type through `visit`.
template <class T> struct TypeTag {
  using type = T;
};

template <class T> struct DTypeOf;
#define DUAL_DTYPE(name, text, cxx)                                                                          \
  template <> struct DTypeOf<cxx> {                                                                          \
    static constexpr DType value = DType::name;                                                              \
  };
#include "runtime/host/dtypes.def"

/// Calls `f(TypeTag<T>{})` with the element type T of `dtype`.
template <class F> auto visit(DType dtype, F &&f) {
  switch (dtype) {
#define DUAL_DTYPE(name, text, type)                                                                         \
  case DType::name:                                                                                          \
    return f(TypeTag<type>{});
#include "runtime/host/dtypes.def"
  }
  __builtin_unreachable();
}

} // namespace dual::host
