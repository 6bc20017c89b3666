// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %r = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x4xf64>
  %i = dl.constant dense<[[2, 0, 2], [1, 1, 0]]> : tensor<2x3xi64> : tensor<2x3xi64>
  %half = dl.reshape %x sizes() : tensor<12xf64> -> tensor<2x6xf64>
  %zero = dl.constant 0 : i64 : i64
  %two = dl.constant 2 : i64 : i64
  %three = dl.constant 3 : i64 : i64
  %part = dl.slice %half at (%zero, %two) sizes (%two, %three) by [1, 1] : tensor<2x6xf64> -> tensor<2x3xf64>
  %y = dl.scatter_add %part into %r[%i] dims [-1, 1] : (tensor<2x3xf64>, tensor<3x4xf64>, tensor<2x3xi64>) -> tensor<3x4xf64>
  %squares = dl.binary mul %y, %y : tensor<3x4xf64>
  %loss = dl.reduce sum %squares axes [0, 1] : tensor<3x4xf64> -> f64
  return %loss : f64
}
