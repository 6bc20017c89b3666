// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// More turns than the tape has rows at first, an `if` inside, and a loop in the loop.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %zero = dl.constant 0 : i64 : i64
  %one = dl.constant 1 : i64 : i64
  %two = dl.constant 2 : i64 : i64
  %bound = dl.constant 11 : i64 : i64
  %half = dl.constant 0.5 : f64 : f64
  %halves = dl.broadcast %half axes [] sizes() : f64 -> tensor<12xf64>
  %r:2 = scf.while (%a = %x, %k = %zero) : (tensor<12xf64>, i64) -> (tensor<12xf64>, i64) {
    %more = dl.compare lt %k, %bound : i64 -> i1
    scf.condition(%more) %a, %k : tensor<12xf64>, i64
  } do {
  ^bb0(%a: tensor<12xf64>, %k: i64):
    %odd = dl.binary mod %k, %two : i64
    %isOdd = dl.compare eq %odd, %one : i64 -> i1
    %b = scf.if %isOdd -> tensor<12xf64> {
      %e = dl.unary exp %a : tensor<12xf64>
      %f = dl.binary div %e, %x : tensor<12xf64>
      scf.yield %f : tensor<12xf64>
    } else {
      %g = scf.for %i = %zero to %k step %one iter_args(%h = %a) -> (tensor<12xf64>) : i64 {
        %m = dl.binary mul %h, %x : tensor<12xf64>
        %n = dl.binary add %m, %halves : tensor<12xf64>
        scf.yield %n : tensor<12xf64>
      }
      scf.yield %g : tensor<12xf64>
    }
    %c = dl.unary tanh %b : tensor<12xf64>
    %next = dl.binary add %k, %one : i64
    scf.yield %c, %next : tensor<12xf64>, i64
  }
  %loss = dl.reduce sum %r#0 axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
