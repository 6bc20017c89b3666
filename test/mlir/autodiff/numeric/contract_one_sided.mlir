// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// Dim 2 is on one operand only and summed.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %a = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x4xf64>
  %b = dl.reshape %x sizes() : tensor<12xf64> -> tensor<4x3xf64>
  %e = dl.unary exp %b : tensor<4x3xf64>
  %y = dl.contract %a [0, 1], %e [1, 2] : tensor<3x4xf64>, tensor<4x3xf64> -> tensor<3xf64>
  %squares = dl.binary mul %y, %y : tensor<3xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<3xf64> -> f64
  return %loss : f64
}
