// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main_f32 - | FileCheck %s
// CHECK: gradient and central difference agree
// Exists in f32 only.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %m = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x4xf64>
  %t = dl.transpose %m by [1, 0] : tensor<3x4xf64> -> tensor<4x3xf64>
  %other = dl.reshape %t sizes() : tensor<4x3xf64> -> tensor<12xf64>
  %a = dl.cast %x : tensor<12xf64> -> tensor<12xf32>
  %b = dl.cast %other : tensor<12xf64> -> tensor<12xf32>
  %z = dl.binary pow %a, %b : tensor<12xf32>
  %y = dl.cast %z : tensor<12xf32> -> tensor<12xf64>
  %squares = dl.binary mul %y, %y : tensor<12xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
