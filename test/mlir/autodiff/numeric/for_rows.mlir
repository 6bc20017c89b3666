// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// Rows that are read and rows that are stored, the state of a recurrence between them.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %zero = dl.constant 0 : i64 : i64
  %one = dl.constant 1 : i64 : i64
  %three = dl.constant 3 : i64 : i64
  %four = dl.constant 4 : i64 : i64
  %m = dl.reshape %x sizes() : tensor<12xf64> -> tensor<4x3xf64>
  %nil = dl.constant 0.0 : f64 : f64
  %h0 = dl.broadcast %nil axes [] sizes() : f64 -> tensor<1x3xf64>
  %ys0 = dl.broadcast %nil axes [] sizes() : f64 -> tensor<4x3xf64>
  %s:2 = scf.for %t = %zero to %four step %one iter_args(%h = %h0, %ys = %ys0) -> (tensor<1x3xf64>, tensor<4x3xf64>) : i64 {
    %row = dl.slice %m at (%t, %zero) sizes (%one, %three) by [1, 1] : tensor<4x3xf64> -> tensor<1x3xf64>
    %p = dl.binary mul %h, %row : tensor<1x3xf64>
    %q = dl.binary add %p, %row : tensor<1x3xf64>
    %next = dl.unary tanh %q : tensor<1x3xf64>
    %stored = dl.insert %next into %ys at (%t, %zero) by [1, 1] : tensor<1x3xf64>, tensor<4x3xf64>
    scf.yield %next, %stored : tensor<1x3xf64>, tensor<4x3xf64>
  }
  %squares = dl.binary mul %s#1, %s#1 : tensor<4x3xf64>
  %a = dl.reduce sum %squares axes [0, 1] : tensor<4x3xf64> -> f64
  %b = dl.reduce sum %s#0 axes [0, 1] : tensor<1x3xf64> -> f64
  %loss = dl.binary add %a, %b : f64
  return %loss : f64
}
