// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// A loop that counts from 1 by 2, carries two values that change places, and reads one from around it.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %one = dl.constant 1 : i64 : i64
  %two = dl.constant 2 : i64 : i64
  %six = dl.constant 6 : i64 : i64
  %s:2 = scf.for %k = %one to %six step %two iter_args(%a = %x, %b = %x) -> (tensor<12xf64>, tensor<12xf64>) : i64 {
    %n = dl.cast %k : i64 -> f64
    %ns = dl.broadcast %n axes [] sizes() : f64 -> tensor<12xf64>
    %e = dl.unary tanh %b : tensor<12xf64>
    %p = dl.binary mul %a, %e : tensor<12xf64>
    %q = dl.binary mul %p, %x : tensor<12xf64>
    %r = dl.binary add %q, %ns : tensor<12xf64>
    scf.yield %b, %r : tensor<12xf64>, tensor<12xf64>
  }
  %y = dl.binary mul %s#0, %s#1 : tensor<12xf64>
  %loss = dl.reduce sum %y axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
