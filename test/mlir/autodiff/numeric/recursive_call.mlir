// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// A function that calls itself twice, on halves of a number.
func.func private @tree(%x: tensor<12xf64>, %n: i64) -> tensor<12xf64> {
  %one = dl.constant 1 : i64 : i64
  %two = dl.constant 2 : i64 : i64
  %small = dl.compare le %n, %one : i64 -> i1
  %y = scf.if %small -> tensor<12xf64> {
    %e = dl.unary exp %x : tensor<12xf64>
    scf.yield %e : tensor<12xf64>
  } else {
    %half = dl.binary div %n, %two : i64
    %t = dl.unary tanh %x : tensor<12xf64>
    %a = func.call @tree(%t, %half) : (tensor<12xf64>, i64) -> tensor<12xf64>
    %b = func.call @tree(%x, %half) : (tensor<12xf64>, i64) -> tensor<12xf64>
    %p = dl.binary mul %a, %b : tensor<12xf64>
    scf.yield %p : tensor<12xf64>
  }
  return %y : tensor<12xf64>
}
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %n = dl.constant 6 : i64 : i64
  %y = call @tree(%x, %n) : (tensor<12xf64>, i64) -> tensor<12xf64>
  %loss = dl.reduce sum %y axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
