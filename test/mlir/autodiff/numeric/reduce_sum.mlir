// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// The axes around one that stays.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %r = dl.reshape %x sizes() : tensor<12xf64> -> tensor<2x3x2xf64>
  %y = dl.reduce sum %r axes [0, 2] : tensor<2x3x2xf64> -> tensor<3xf64>
  %squares = dl.binary mul %y, %y : tensor<3xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<3xf64> -> f64
  return %loss : f64
}
