// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %s = dl.reduce sum %x axes [0] : tensor<12xf64> -> f64
  %b = dl.broadcast %s axes [] sizes() : f64 -> tensor<12xf64>
  %y = dl.binary mul %b, %x : tensor<12xf64>
  %squares = dl.binary mul %y, %y : tensor<12xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
