// What a check guards is not computed before the check, though its operands are there.
// RUN: dlc-opt %s --loop-invariant-code-motion | FileCheck %s

// CHECK-LABEL: @guarded
// CHECK-NEXT: dl.binary add
// CHECK-NEXT: scf.for
// CHECK-NEXT: dl.check
// CHECK-NEXT: dl.binary div
// CHECK-NEXT: dl.slice
func.func @guarded(%a: i64, %b: i64, %n: i64, %one: i64, %c: i1, %x: tensor<?xf32>) {
  scf.for %i = %a to %n step %one : i64 {
    %s = dl.binary add %a, %b : i64
    dl.check %c, "no" code "FAILED"
    %q = dl.binary div %s, %b : i64
    %y = dl.slice %x at (%a) sizes (%b) by [1] : tensor<?xf32> -> tensor<?xf32>
  }
  return
}
