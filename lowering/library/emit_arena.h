// Calls of kernels with a heap: on the arena's stack, with a dual_arena as their last argument.
#pragma once

#include "lowering/library/emit_border.h"

namespace dual::library {

// What the table of an enum's nodes is read with: `nodes` and `count` are values of the border, `at` is the
// number of the kernel's argument that the root becomes.
struct TableArgument {
  size_t at;
  const Enumeration *enumeration;
  std::string subject; // the parameter's name
  llvm::Value *count;
};

// Of a result: `at` is the number of the kernel's argument behind which its root is found; the table goes to
// `nodes`, where there are `room` bytes, how many nodes it has to `count`.
struct TableResult {
  size_t at;
  const Enumeration *enumeration;
  std::string subject;
  llvm::Value *nodes, *room, *count;
};

// Calls `kernel` with the values and the arena; those of tables are where they lie. `nodes` bounds
// the calls of its recursion, or is 0. Gives the dual_arena.
llvm::Value *callOnArena(Emission &emission, BorderEmitter &emitter, llvm::IRBuilder<> &builder,
                         llvm::Function *kernel, const std::vector<llvm::Value *> &values,
                         const std::vector<TableArgument> &tables, const std::vector<TableResult> &results,
                         llvm::Value *nodes);

} // namespace dual::library
