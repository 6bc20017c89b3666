// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// No dim is common to both operands.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %a = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x4xf64>
  %b = dl.reshape %x sizes() : tensor<12xf64> -> tensor<4x3xf64>
  %rows = dl.reduce sum %a axes [1] : tensor<3x4xf64> -> tensor<3xf64>
  %y = dl.contract %rows [2], %b [1, 0] : tensor<3xf64>, tensor<4x3xf64> -> tensor<3x4x3xf64>
  %squares = dl.binary mul %y, %y : tensor<3x4x3xf64>
  %loss = dl.reduce sum %squares axes [0, 1, 2] : tensor<3x4x3xf64> -> f64
  return %loss : f64
}
