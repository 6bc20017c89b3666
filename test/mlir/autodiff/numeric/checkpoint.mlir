// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// Two results, one of them not read; an argument that is an integer.
func.func private @block(%x: tensor<12xf64>, %n: i64) -> (tensor<12xf64>, tensor<12xf64>) {
  %p = dl.ipow %x, %n : tensor<12xf64>
  %e = dl.unary exp %p : tensor<12xf64>
  return %e, %p : tensor<12xf64>, tensor<12xf64>
}
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %n = dl.constant 3 : i64 : i64
  %y:2 = call @block(%x, %n) {dl.checkpoint} : (tensor<12xf64>, i64) -> (tensor<12xf64>, tensor<12xf64>)
  %t = dl.unary tanh %y#0 : tensor<12xf64>
  %p = dl.binary mul %t, %x : tensor<12xf64>
  %loss = dl.reduce sum %p axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
