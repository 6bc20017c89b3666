// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// Rows are read more than once, some elements never.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %r = dl.reshape %x sizes() : tensor<12xf64> -> tensor<3x4xf64>
  %i = dl.constant dense<[[2, 0, 2], [1, 1, 0]]> : tensor<2x3xi64> : tensor<2x3xi64>
  %g = dl.gather %r[%i] dims [-1, 1] : (tensor<3x4xf64>, tensor<2x3xi64>) -> tensor<2x3xf64>
  %j = dl.iota axis 0 sizes() : tensor<2x3xi64>
  %w = dl.cast %j : tensor<2x3xi64> -> tensor<2x3xf64>
  %y = dl.binary add %g, %w : tensor<2x3xf64>
  %squares = dl.binary mul %y, %y : tensor<2x3xf64>
  %loss = dl.reduce sum %squares axes [0, 1] : tensor<2x3xf64> -> f64
  return %loss : f64
}
