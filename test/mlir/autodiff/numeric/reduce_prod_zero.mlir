// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// One factor is 0: the derivative for it is the product of the others.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %shift = dl.constant 0.55 : f64 : f64
  %halves = dl.broadcast %shift axes [] sizes() : f64 -> tensor<12xf64>
  %s = dl.binary sub %x, %halves : tensor<12xf64>
  %r = dl.reshape %s sizes() : tensor<12xf64> -> tensor<2x6xf64>
  %y0 = dl.reduce prod %r axes [1] : tensor<2x6xf64> -> tensor<2xf64>
  %y = dl.unary exp %y0 : tensor<2xf64>
  %squares = dl.binary mul %y, %y : tensor<2xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<2xf64> -> f64
  return %loss : f64
}
