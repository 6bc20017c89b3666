// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %r = dl.reshape %x sizes() : tensor<12xf64> -> tensor<2x3x2xf64>
  %t = dl.transpose %r by [2, 0, 1] : tensor<2x3x2xf64> -> tensor<2x2x3xf64>
  %i = dl.iota axis 2 sizes() : tensor<2x2x3xi64>
  %w = dl.cast %i : tensor<2x2x3xi64> -> tensor<2x2x3xf64>
  %y = dl.binary mul %t, %w : tensor<2x2x3xf64>
  %squares = dl.binary mul %y, %y : tensor<2x2x3xf64>
  %loss = dl.reduce sum %squares axes [0, 1, 2] : tensor<2x2x3xf64> -> f64
  return %loss : f64
}
