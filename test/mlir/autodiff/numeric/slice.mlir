// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %r = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x4xf64>
  %zero = dl.constant 0 : i64 : i64
  %one = dl.constant 1 : i64 : i64
  %two = dl.constant 2 : i64 : i64
  %y = dl.slice %r at (%one, %zero) sizes (%two, %two) by [1, 2] : tensor<3x4xf64> -> tensor<2x?xf64>
  %squares = dl.binary mul %y, %y : tensor<2x?xf64>
  %loss = dl.reduce sum %squares axes [0, 1] : tensor<2x?xf64> -> f64
  return %loss : f64
}
