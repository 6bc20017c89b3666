// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// A loop without a turn hands its adjoint on.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %zero = dl.constant 0 : i64 : i64
  %one = dl.constant 1 : i64 : i64
  %n = dl.constant -3 : i64 : i64
  %a = dl.unary exp %x : tensor<12xf64>
  %y = scf.for %k = %zero to %n step %one iter_args(%b = %a) -> (tensor<12xf64>) : i64 {
    %c = dl.binary mul %b, %x : tensor<12xf64>
    scf.yield %c : tensor<12xf64>
  }
  %loss = dl.reduce sum %y axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
