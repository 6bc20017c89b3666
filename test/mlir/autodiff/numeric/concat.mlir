// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %r = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x4xf64>
  %e = dl.unary exp %r : tensor<3x4xf64>
  %zero = dl.constant 0 : i64 : i64
  %two = dl.constant 2 : i64 : i64
  %three = dl.constant 3 : i64 : i64
  %part = dl.slice %r at (%zero, %two) sizes (%three, %two) by [1, 1] : tensor<3x4xf64> -> tensor<3x?xf64>
  %y = dl.concat %r, %part, %e axis 1 : (tensor<3x4xf64>, tensor<3x?xf64>, tensor<3x4xf64>) -> tensor<3x?xf64>
  %squares = dl.binary mul %y, %y : tensor<3x?xf64>
  %loss = dl.reduce sum %squares axes [0, 1] : tensor<3x?xf64> -> f64
  return %loss : f64
}
