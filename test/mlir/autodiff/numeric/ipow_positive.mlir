// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %n = dl.constant 3 : i64 : i64
  %p = dl.ipow %x, %n : tensor<12xf64>
  %y = dl.binary mul %p, %x : tensor<12xf64>
  %squares = dl.binary mul %y, %y : tensor<12xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
