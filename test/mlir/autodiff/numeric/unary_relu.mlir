// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// Shifted, so that both signs occur.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %shift = dl.constant 0.7 : f64 : f64
  %halves = dl.broadcast %shift axes [] sizes() : f64 -> tensor<12xf64>
  %s = dl.binary sub %x, %halves : tensor<12xf64>
  %y0 = dl.unary relu %s : tensor<12xf64>
  %y = dl.binary mul %y0, %x : tensor<12xf64>
  %squares = dl.binary mul %y, %y : tensor<12xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
