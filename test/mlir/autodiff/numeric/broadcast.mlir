// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// A new axis in the middle, the others exchanged.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %r = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x4xf64>
  %k = dl.constant 5 : i64 : i64
  %b = dl.broadcast %r axes [2, 0] sizes(%k) : tensor<3x4xf64> -> tensor<4x?x3xf64>
  %i = dl.iota axis 1 sizes(%k) : tensor<4x?x3xi64>
  %w = dl.cast %i : tensor<4x?x3xi64> -> tensor<4x?x3xf64>
  %y = dl.binary mul %b, %w : tensor<4x?x3xf64>
  %squares = dl.binary mul %y, %y : tensor<4x?x3xf64>
  %loss = dl.reduce sum %squares axes [0, 1, 2] : tensor<4x?x3xf64> -> f64
  return %loss : f64
}
