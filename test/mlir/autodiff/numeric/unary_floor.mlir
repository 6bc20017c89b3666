// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// A factor that is constant to derivatives.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %shift = dl.constant 0.7 : f64 : f64
  %halves = dl.broadcast %shift axes [] sizes() : f64 -> tensor<12xf64>
  %s = dl.binary sub %x, %halves : tensor<12xf64>
  %step = dl.unary floor %s : tensor<12xf64>
  %y = dl.binary mul %step, %x : tensor<12xf64>
  %squares = dl.binary mul %y, %y : tensor<12xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
