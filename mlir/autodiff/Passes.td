// The pass of this folder.

#ifndef DUAL_AUTODIFF_PASSES
#define DUAL_AUTODIFF_PASSES

include "mlir/Pass/PassBase.td"

def DifferentiatePass : Pass<"dl-differentiate", "mlir::ModuleOp"> {
  let summary = "expands every `dl.value_and_grad` and `dl.pullback` into a call of a function that computes it";
  let description = [{
    For `dl.value_and_grad @f(...) wrt [0, 2]` the pass makes `@f.grad.0.2`, once per module, and calls it. It

    1. copies `@f` and inlines every call in the copy; a derivative inside is expanded first, so derivatives of any
       order work;
    2. simplifies the copy: folds and canonical forms of the dl dialect, and removal of dead code, nothing else. This
       list is part of the language: both ways of running share it, since the adjoints of a program, and with them the
       bits of a gradient, depend on which operations it has. Merging equal operations is left out for that reason;
    3. goes through the copy backwards. The adjoint of a value is the sum of what its uses contribute, in reverse
       program order, first come first; the contributions of one operation come in the order of its operands. An `if`
       takes the adjoints in and gives them out changed by the branch that ran: one that did not run adds nothing. A
       loop is gone through in a loop of its own, from the last turn to the first, which carries the adjoints of the
       loop's variables and of the values around it that its turns read.

    The results are those of `@f`, then the gradients. Effects and checks are part of the forward half alone and happen
    once. What the reverse half reads of the inside of an `if`'s branch becomes a further result of the forward `if`;
    what it reads of a loop's turns goes onto tapes (LoopTape.cpp), but for what the turn's number and values around the
    loop give again.

    Some calls stay calls: recursive ones, those with `dl.checkpoint`, those of functions with a rule `dl.vjp`. The
    adjoint of the last is a call of the rule; that of the others is a `dl.pullback`, for which the pass makes
    `@f.back...`: the reverse half of `@f` and as much of its forward half as that reads. A recursive function's
    calls itself.

    Only values that depend on a `wrt` operand and reach the first result are differentiated. Integers, bools, texts
    and comparisons carry no derivative; `floor`, `ceil`, `sign`, `stop_gradient` and files cut.

    Limits: a recursive function or a checkpoint with effects on such a path is an error. The derivative of a product over an axis with two or more zeros is right (zero where the product of the
    others is), its second derivative there is not. Functions have one block: early returns are `scf` by now.
  }];
  let dependentDialects = ["::dual::dl::DLDialect", "mlir::func::FuncDialect", "mlir::scf::SCFDialect"];
}

#endif
