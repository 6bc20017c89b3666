// RUN: dlc-opt --dl-differentiate --interpret=main %s | FileCheck %s
// Derivatives of derivatives, through a branch: x ** 4 has 4 x^3, 12 x^2, 24 x; at 2 that is 16, 32, 48, 48.

// CHECK: 16.0
// CHECK-NEXT: 32.0
// CHECK-NEXT: 48.0
// CHECK-NEXT: 48.0
func.func @f0(%x: f64) -> f64 {
  %zero = dl.constant 0.0 : f64 : f64
  %positive = dl.compare gt %x, %zero : f64 -> i1
  %y = scf.if %positive -> f64 {
    %square = dl.binary mul %x, %x : f64
    %fourth = dl.binary mul %square, %square : f64
    scf.yield %fourth : f64
  } else {
    scf.yield %x : f64
  }
  return %y : f64
}
func.func @f1(%x: f64) -> f64 {
  %v:2 = dl.value_and_grad @f0(%x) wrt [0] : (f64) -> (f64, f64)
  return %v#1 : f64
}
func.func @f2(%x: f64) -> f64 {
  %v:2 = dl.value_and_grad @f1(%x) wrt [0] : (f64) -> (f64, f64)
  return %v#1 : f64
}
func.func @main() -> (f64, f64, f64, f64) {
  %x = dl.constant 2.0 : f64 : f64
  %y = func.call @f0(%x) : (f64) -> f64
  %y1 = func.call @f1(%x) : (f64) -> f64
  %v:2 = dl.value_and_grad @f2(%x) wrt [0] : (f64) -> (f64, f64)
  return %y, %y1, %v#0, %v#1 : f64, f64, f64, f64
}
