// Makes a module of kernels into a library: borders, texts, weights, the C parts of the runtime; all of it
// under the library's prefix, and local but for what the header declares.
#pragma once

#include "lowering/library/interface.h"

#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"

#include <string_view>

namespace dual::library {

// Structure's name -> weight's path -> its bytes, little-endian, row-major.
using Weights = std::map<std::string, std::map<std::string, std::string_view>>;

struct LibraryOptions {
  // LLVM's names of what the kernels were compiled for, without `+`. Names that runtime/core/cpu.def lacks
  // are not checked.
  std::vector<std::string> features;
  bool shared = false;
  // test only: the library's user has an `int dual_test_dropped`; the check of this number counts for nothing
  bool droppable = false;
  std::string_view core; // test only: other bitcode in place of runtime/core's
};

// The kernel of export f is `void kernel_f(...)`: the dims (i64); for each parameter in source order a
// graph's tensors' pointers (of numbers: the values), a record's fields, a tensor's pointer with its strides,
// a scalar's value (integers of the dtype's width; bool i8; f16 and bf16 as i16), its place if the function
// changes it; the room of each output whose size the call finds out; then one pointer for each output or
// field of one, behind it those for its sizes; last the arena, 64-aligned, null where the function has none,
// or for a function with a heap its dual_arena (runtime/core/arena.h). A text is a pointer to its bytes; a
// table of nodes its root, made in the arena; another enum its tag (i64) and the fields of all variants. A
// kernel without a heap and with Function::failures returns {i32, i64, i64, i64}: the number of the one that
// happened, 0 for none, and the numbers of its message; one with Function::polls takes the call behind the
// arena, gives such a number too, alone if there are no failures, and -2 if it was stopped. Kernels come
// optimised and carry their own target features: here only borders are simplified.
llvm::Error makeLibrary(llvm::Module &module, const Interface &i, const Weights &weights,
                        const LibraryOptions &options);

// How many checks its borders have, for LibraryOptions::droppable.
int countChecks(const Interface &i);

} // namespace dual::library
