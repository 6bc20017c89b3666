// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// One operand is read along its diagonal.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %zero = dl.constant 0 : i64 : i64
  %nine = dl.constant 9 : i64 : i64
  %part = dl.slice %x at (%zero) sizes (%nine) by [1] : tensor<12xf64> -> tensor<9xf64>
  %a = dl.reshape %part sizes() : tensor<9xf64> -> tensor<3x3xf64>
  %b = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x4xf64>
  %y = dl.contract %a [1, 1], %b [1, 0] : tensor<3x3xf64>, tensor<3x4xf64> -> tensor<4xf64>
  %squares = dl.binary mul %y, %y : tensor<4xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<4xf64> -> f64
  return %loss : f64
}
