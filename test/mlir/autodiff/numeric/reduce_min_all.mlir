// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %three = dl.constant 3 : i64 : i64
  %four = dl.constant 4 : i64 : i64
  %r = dl.reshape %x sizes(%three, %four) : tensor<12xf64> -> tensor<?x?xf64>
  %y = dl.reduce min %r axes [0, 1] : tensor<?x?xf64> -> f64
  %squares = dl.binary mul %y, %y : f64
  return %squares : f64
}
