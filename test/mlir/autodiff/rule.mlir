// RUN: dlc-opt --dl-differentiate --interpret=main %s | FileCheck %s
// The rule that a function names stands for its derivative: here the derivative of `floor` is 10. It also holds where
// the function itself is differentiated.

// CHECK: 20.0
// CHECK-NEXT: 10.0
func.func private @rounded(%x: f64) -> f64 attributes {dl.vjp = @back} {
  %y = dl.unary floor %x : f64
  return %y : f64
}
func.func private @back(%x: f64, %y: f64, %dy: f64) -> f64 {
  %ten = dl.constant 10.0 : f64 : f64
  %dx = dl.binary mul %ten, %dy : f64
  return %dx : f64
}
func.func @f(%x: f64) -> f64 {
  %a = call @rounded(%x) : (f64) -> f64
  %y = dl.binary add %a, %a : f64
  return %y : f64
}
func.func @main() -> (f64, f64) {
  %x = dl.constant 2.5 : f64 : f64
  %v:2 = dl.value_and_grad @f(%x) wrt [0] : (f64) -> (f64, f64)
  %w:2 = dl.value_and_grad @rounded(%x) wrt [0] : (f64) -> (f64, f64)
  return %v#1, %w#1 : f64, f64
}
