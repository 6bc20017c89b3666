// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// An axis of size 1 stretches, and the axes are exchanged.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %r = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x1x4xf64>
  %b = dl.broadcast %r axes [2, 1, 0] sizes() : tensor<3x1x4xf64> -> tensor<4x2x3xf64>
  %i = dl.iota axis 1 sizes() : tensor<4x2x3xi64>
  %w = dl.cast %i : tensor<4x2x3xi64> -> tensor<4x2x3xf64>
  %y = dl.binary add %b, %w : tensor<4x2x3xf64>
  %squares = dl.binary mul %y, %y : tensor<4x2x3xf64>
  %loss = dl.reduce sum %squares axes [0, 1, 2] : tensor<4x2x3xf64> -> f64
  return %loss : f64
}
