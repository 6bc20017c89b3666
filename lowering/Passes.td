// The passes of the lowering, in the order in which pipeline/ runs them.
#ifndef DUAL_LOWERING_PASSES
#define DUAL_LOWERING_PASSES

include "mlir/Pass/PassBase.td"

def CountDepth : Pass<"dual-count-depth", "ModuleOp"> {
  let summary = "recursive calls count how deep they are, and fail beyond the limit";
  let description = [{
    Each function that leads to a recursive call takes the depth, an i64, after its other arguments; a public function
    starts at 0. Runs before anything is inlined, so that the count is the interpreter's. Functions that call
    themselves, directly or not, are marked `dl.recursive`.
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "dl::DLDialect"];
}

def CountHolds : Pass<"dual-count-holds", "func::FuncOp"> {
  let summary = "nodes of recursive data are held by the values that stand for them, and released when the last is dead";
  let description = [{
    A value that an operation gives is held by its block until its last use there; arguments of functions, and fields of
    those, are held by the caller. What a terminator hands on is held by who gets it; a loop's arguments by each turn.
  }];
  let dependentDialects = ["dl::DLDialect"];
}

def FindDescent : Pass<"dual-find-descent", "ModuleOp"> {
  let summary = "finds the exports whose recursion is bounded by the nodes of an argument";
  let description = [{
    Attribute `dl.depth_argument`: all calls of the export hand on a part of that argument to functions that call only
    themselves, each time with a part of what they got.
  }];
  let dependentDialects = ["dl::DLDialect"];
}

def ConvertDlToLinalg : Pass<"dual-dl-to-linalg", "ModuleOp"> {
  let summary = "dl on tensors to linalg, scf, arith and calls of the runtime";
  let description = [{
    Elementwise operations become one linalg.generic each, with the bits of runtime/numerics in their bodies. bool is
    a byte in memory. Limits: every `dl.value_and_grad` is expanded before; in functions with `dl.export` a `dl.check` stays, and text and files are not supported.
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::math::MathDialect", "mlir::linalg::LinalgDialect",
                           "mlir::tensor::TensorDialect", "mlir::scf::SCFDialect", "mlir::LLVM::LLVMDialect",
                           "rt::RTDialect"];
}

def FuseElementwise : Pass<"dual-fuse", "ModuleOp"> {
  let summary = "puts elementwise producers into their consumers";
  let description = [{
    Recomputing an element gives the same bits, so every fusion is legal; a producer with several readers is fused only
    if it costs no arithmetic. Limits: producers are elementwise; consumers of contractions stay apart.
  }];
  let dependentDialects = ["mlir::linalg::LinalgDialect", "mlir::affine::AffineDialect"];
}

def CopySlices : Pass<"dual-copy-slices", "mlir::func::FuncOp"> {
  let summary = "a slice that a branch gives, or with which a `while` begins, is copied together";
  let description = [{
    One-shot bufferization gives an `scf.if` a contiguous buffer although a branch yields a view with strides, and a
    copy inside an `scf.while` the strides of what the loop begins with.
  }];
  let dependentDialects = ["mlir::bufferization::BufferizationDialect"];
}

def ExportBoundary : Pass<"dual-export-boundary", "ModuleOp"> {
  let summary = "functions with `dl.export` become kernels on bare memory";
  let description = [{
    `f(tensors, scalars) -> results` becomes `kernel_f(dims, bytes or scalars, one place for each result, arena)`. A
    kernel with checks returns the number of the one that failed (i32, 0: none) and three numbers for its message (i64).
    Shapes come from `dl.shape` (a map of the dims; a result without one has the sizes of its value) and `dl.dims` (their
    names). An argument with `dl.var` is memory that the result of that number goes to when all checks have passed. Behind
    an argument with `dl.strided` stand its strides. Of the argument that `dl.depth_argument` names the shape becomes
    `dl.depth`. A kernel that changes an argument asks its caller before it does, by `rt.poll`. Limits: all others are contiguous, row-major.
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect", "mlir::bufferization::BufferizationDialect",
                           "mlir::affine::AffineDialect", "mlir::arith::ArithDialect", "mlir::tensor::TensorDialect",
                           "mlir::LLVM::LLVMDialect", "rt::RTDialect"];
}

def PassReadOnly : Pass<"dual-pass-read-only", "ModuleOp"> {
  let summary = "functions with `dl.recursive` take tensors as buffers that they only read";
  let description = [{
    One-shot bufferization knows nothing of a function that it has not analysed, as one that calls itself, and copies all
    tensors that such a call gets: a table of weights at each node of a tree. Sizes and numbers that all calls from
    outside agree on, and those inside hand on, are known inside.
  }];
  let dependentDialects = ["mlir::bufferization::BufferizationDialect", "mlir::tensor::TensorDialect",
                           "mlir::arith::ArithDialect"];
}

def FreeBuffers : Pass<"dual-free-buffers", "ModuleOp"> {
  let summary = "frees the buffers of programs, and of kernels with a heap, when they are dead";
  let description = [{
    Upstream's ownership-based deallocation on every function but kernels whose buffers are ranges of the arena.
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect", "mlir::bufferization::BufferizationDialect",
                           "mlir::scf::SCFDialect", "mlir::arith::ArithDialect"];
}

def CountFlops : Pass<"dual-count-flops", "ModuleOp"> {
  let summary = "states how many floating-point operations a kernel does";
  let description = [{
    Attribute `dl.flops`, a map of the dims; a fused multiply-add counts as two. None is stated where a loop's length is
    no formula of the dims, or where a branch computes.
  }];
}

def ChooseMemory : Pass<"dual-choose-memory", "ModuleOp"> {
  let summary = "marks the kernels whose memory no formula bounds `dl.heap`, with the place in the source where that is";
  let description = [{
    A plan needs a formula in the dims for every buffer, loops that carry buffers of one size, and no calls: not of
    recursive functions, nor of the runtime. A kernel that is given recursive data has it on the heap.
  }];
}

def SettleLoops : Pass<"dual-settle-loops", "ModuleOp"> {
  let summary = "buffers that go around a loop of a kernel get a place before it";
  let description = [{
    The body's new value is copied there at the end of each turn, so each buffer of a kernel has one place in the arena.
    Programs and kernels with `dl.heap` are left out: theirs are freed when they are dead.
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect"];
}

def VectorizeLoops : Pass<"dual-vectorize", "ModuleOp"> {
  let summary = "linalg on memrefs to loops over vectors, in the orders that the language fixes";
  let description = [{
    Float sums (`arith.addf` on the accumulator) run in 64 lanes, contractions (`math.fma`) and all other reductions in
    index order; tiles and lanes split outputs only, so no option changes a bit.
  }];
  let options = [Option<"bits", "bits", "unsigned", "256", "width of a vector register">];
  let dependentDialects = ["mlir::memref::MemRefDialect", "mlir::scf::SCFDialect", "mlir::vector::VectorDialect",
                           "mlir::arith::ArithDialect", "mlir::math::MathDialect", "mlir::affine::AffineDialect"];
}

def PlacePolls : Pass<"dual-place-polls", "ModuleOp"> {
  let summary = "kernels ask the caller now and then whether to go on";
  let description = [{
    `rt.poll` in every loop of a kernel, or of a function that it calls, whose turns may take long together, and between
    steps that do; loops with short turns are cut into blocks. A kernel with one has another one at its entry, and the
    attribute `dl.polls`. Limits: loops whose number of turns is not known before are taken for loops of 64.
  }];
  let dependentDialects = ["mlir::scf::SCFDialect", "mlir::arith::ArithDialect", "rt::RTDialect"];
}

def PlanMemory : Pass<"dual-plan-memory", "ModuleOp"> {
  let summary = "gives every buffer of a kernel its range of the arena";
  let description = [{
    Ranges are reused by lifetime; offsets and the whole size (attribute `dl.arena`, a map of the dims) are formulas.
    Limits: a buffer allocated inside a loop must have a size that is known outside it.
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect", "mlir::affine::AffineDialect", "mlir::arith::ArithDialect"];
}

def BoundHeap : Pass<"dual-bound-heap", "ModuleOp"> {
  let summary = "states how much memory a kernel with `dl.depth` has at most on its heap";
  let description = [{
    `dl.once`, a map of the dims, for the kernel itself, `dl.each` for each call of `dl.callee`. Nothing is stated where a
    size of the callee is open, a loop carries buffers, or the runtime takes memory.
  }];
}

def UseArena : Pass<"dual-use-arena", "ModuleOp"> {
  let summary = "functions of a library with a heap take their memory from the arena that they are handed";
  let description = [{
    Each function but planned kernels takes a pointer to the call's `dual_arena` (runtime/core/arena.h) as its last
    argument; a kernel with `dl.heap` has it already. Calls of `dual_rt_x` become calls of `dual_arena_x` with it. At its
    entry each such function asks whether its frame still fits. `dual_arena_poll` is called only if the caller has a `poll`.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}

def ExpandShapes : Pass<"dual-expand-shapes", "ModuleOp"> {
  let summary = "views with several sizes in a group that only the run knows get their strides by themselves";
  let description = [{
    Upstream's `expand-strided-metadata` crashes on a `memref.expand_shape` with two dynamic sizes in one group.
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect", "mlir::arith::ArithDialect"];
}

def LowerToLLVM : Pass<"dual-lower-to-llvm", "ModuleOp"> {
  let summary = "scf, memref, vector and arith to the LLVM dialect";
  let description = [{
    Checks of kernels leave through an exit block with the number of the check, counted from 1 in `dl.checks`. Bytes
    parameters of kernels become bare pointers. Memory comes from `dual_rt_alloc` and goes to `dual_rt_free`. In a
    library, checks of functions and of kernels with `dl.heap` call `dual_rt_check_failed` with their number.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect", "mlir::cf::ControlFlowDialect", "mlir::arith::ArithDialect",
                           "mlir::func::FuncDialect", "mlir::scf::SCFDialect"];
}

def Specialize : Pass<"dual-specialize", "ModuleOp"> {
  let summary = "a function with `dl.specialize` gets a copy for each of the versions, in which sizes are constants";
  let description = [{
    On memrefs, before loops are made: so tiles are as high as the sizes, and loops as long. Attribute `dl.copies` of the
    function names the copies. Their checks have the numbers of its checks.
  }];
  let dependentDialects = ["mlir::arith::ArithDialect", "mlir::memref::MemRefDialect"];
}

def ChooseVersion : Pass<"dual-choose-version", "ModuleOp"> {
  let summary = "a function with `dl.copies` first asks which of them its arguments are for, and calls that";
  let description = [{
    Runs on the LLVM dialect, since functions have one block before. A kernel's copy that takes more scratch than the
    kernel states for those sizes is left out. Attribute `dl.versions` says which there are.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}

def BF16AsBits : Pass<"dual-bf16-as-bits", "ModuleOp"> {
  let summary = "bf16 numbers, which are only moved, become 16-bit integers: moving one would round it";
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}

def GrowStack : Pass<"dual-grow-stack", "ModuleOp"> {
  let summary = "recursive functions go on in a new chunk of stack where theirs is nearly full";
  let description = [{
    A function with `dl.recursive` first compares its stack pointer with the runtime's limit. Below that it hands its
    arguments to `dual_rt_in_new_chunk`, which calls it again on fresh memory.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}

#endif
