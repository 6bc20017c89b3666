// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// What is stopped is flat at the point, so that the difference is blind to it as well.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %first = dl.constant dense<[0.31, 0.97, 0.55, 1.12, 0.43, 0.88, 0.67, 1.03, 0.36, 0.79, 1.21, 0.61]> : tensor<12xf64> : tensor<12xf64>
  %zero = dl.binary sub %x, %first : tensor<12xf64>
  %z = dl.binary mul %zero, %zero : tensor<12xf64>
  %s = dl.stop_gradient %z : tensor<12xf64>
  %y = dl.binary add %x, %s : tensor<12xf64>
  %squares = dl.binary mul %y, %y : tensor<12xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
