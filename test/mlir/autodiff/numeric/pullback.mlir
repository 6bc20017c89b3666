// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// The derivative of a pullback, for its argument and for its cotangent.
func.func private @f(%x: tensor<12xf64>) -> tensor<12xf64> {
  %e = dl.unary exp %x : tensor<12xf64>
  %y = dl.binary mul %e, %x : tensor<12xf64>
  return %y : tensor<12xf64>
}
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %c = dl.unary tanh %x : tensor<12xf64>
  %d = dl.pullback @f(%x) wrt [0] from (%c) of [0] : (tensor<12xf64>) from (tensor<12xf64>) -> tensor<12xf64>
  %loss = dl.reduce sum %d axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
