// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main_f32 - | FileCheck %s
// CHECK: gradient and central difference agree
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %narrow = dl.cast %x : tensor<12xf64> -> tensor<12xf32>
  %z = dl.unary exp %narrow : tensor<12xf32>
  %y = dl.cast %z : tensor<12xf32> -> tensor<12xf64>
  %squares = dl.binary mul %y, %y : tensor<12xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
