// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %r = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x4xf64>
  %zero = dl.constant 0 : i64 : i64
  %one = dl.constant 1 : i64 : i64
  %two = dl.constant 2 : i64 : i64
  %s = dl.slice %r at (%zero, %zero) sizes (%two, %two) by [1, 1] : tensor<3x4xf64> -> tensor<2x2xf64>
  %e = dl.unary exp %s : tensor<2x2xf64>
  %y = dl.insert %e into %r at (%one, %zero) by [1, 2] : tensor<2x2xf64>, tensor<3x4xf64>
  %squares = dl.binary mul %y, %y : tensor<3x4xf64>
  %loss = dl.reduce sum %squares axes [0, 1] : tensor<3x4xf64> -> f64
  return %loss : f64
}
