// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// A product of two sums.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %a = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x4xf64>
  %b = dl.reshape %x sizes() : tensor<12xf64> -> tensor<4x3xf64>
  %e = dl.unary exp %b : tensor<4x3xf64>
  %y = dl.contract %a [0, 1], %e [2, 3] : tensor<3x4xf64>, tensor<4x3xf64> -> f64
  %squares = dl.binary mul %y, %y : f64
  return %squares : f64
}
