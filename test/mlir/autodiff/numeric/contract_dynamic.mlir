// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %three = dl.constant 3 : i64 : i64
  %four = dl.constant 4 : i64 : i64
  %a = dl.reshape %x sizes(%three, %four) : tensor<12xf64> -> tensor<?x?xf64>
  %b = dl.unary exp %a : tensor<?x?xf64>
  %y = dl.contract %a [1, 2], %b [0, 2] : tensor<?x?xf64>, tensor<?x?xf64> -> tensor<?x?xf64>
  %squares = dl.binary mul %y, %y : tensor<?x?xf64>
  %loss = dl.reduce sum %squares axes [0, 1] : tensor<?x?xf64> -> f64
  return %loss : f64
}
