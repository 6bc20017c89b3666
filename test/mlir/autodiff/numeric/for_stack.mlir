// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// What is kept of a turn has a size that only the turn knows: it goes onto a stack.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %zero = dl.constant 0 : i64 : i64
  %one = dl.constant 1 : i64 : i64
  %twelve = dl.constant 12 : i64 : i64
  %start = dl.constant 0.0 : f64 : f64
  %y = scf.for %k = %zero to %twelve step %one iter_args(%a = %start) -> (f64) : i64 {
    %size = dl.binary sub %twelve, %k : i64
    %part = dl.slice %x at (%k) sizes (%size) by [1] : tensor<12xf64> -> tensor<?xf64>
    %e = dl.unary exp %part : tensor<?xf64>
    %p = dl.binary mul %e, %part : tensor<?xf64>
    %s = dl.reduce sum %p axes [0] : tensor<?xf64> -> f64
    %t = dl.unary tanh %a : f64
    %n = dl.binary add %t, %s : f64
    scf.yield %n : f64
  }
  return %y : f64
}
