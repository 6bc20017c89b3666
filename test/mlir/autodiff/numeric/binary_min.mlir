// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %m = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x4xf64>
  %t = dl.transpose %m by [1, 0] : tensor<3x4xf64> -> tensor<4x3xf64>
  %other = dl.reshape %t sizes() : tensor<4x3xf64> -> tensor<12xf64>
  %y = dl.binary min %x, %other : tensor<12xf64>
  %squares = dl.binary mul %y, %y : tensor<12xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
