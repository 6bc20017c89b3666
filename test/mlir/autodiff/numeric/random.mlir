// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// A draw is a constant.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %seed = dl.constant 7 : i64 : i64
  %r = dl.random uniform %seed sizes() : tensor<12xf64>
  %y = dl.binary mul %r, %x : tensor<12xf64>
  %squares = dl.binary mul %y, %y : tensor<12xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
