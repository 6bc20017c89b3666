// RUN: cat %s %S/../Inputs/central_difference.mlir | dlc-opt --dl-differentiate --interpret=main - | FileCheck %s
// CHECK: gradient and central difference agree
// Branches within branches that read and change what is outside of them.
func.func @loss(%x: tensor<12xf64>) -> f64 {
  %zero = dl.constant 0 : i64 : i64
  %one = dl.constant 1 : i64 : i64
  %a = dl.slice %x at (%zero) sizes (%one) by [1] : tensor<12xf64> -> tensor<1xf64>
  %b = dl.slice %x at (%one) sizes (%one) by [1] : tensor<12xf64> -> tensor<1xf64>
  %first = dl.reshape %a sizes() : tensor<1xf64> -> f64
  %second = dl.reshape %b sizes() : tensor<1xf64> -> f64
  %less = dl.compare lt %first, %second : f64 -> i1
  %e = dl.unary exp %x : tensor<12xf64>
  %z = scf.if %less -> tensor<12xf64> {
    %inner = dl.unary tanh %e : tensor<12xf64>
    %greater = dl.compare gt %first, %second : f64 -> i1
    %w = scf.if %greater -> tensor<12xf64> {
      scf.yield %x : tensor<12xf64>
    } else {
      %deep = dl.unary exp %inner : tensor<12xf64>
      %product = dl.binary mul %deep, %x : tensor<12xf64>
      scf.yield %product : tensor<12xf64>
    }
    %both = dl.binary mul %w, %inner : tensor<12xf64>
    scf.yield %both : tensor<12xf64>
  } else {
    %inf = dl.unary log %x : tensor<12xf64>
    scf.yield %inf : tensor<12xf64>
  }
  %y = dl.binary add %z, %e : tensor<12xf64>
  %squares = dl.binary mul %y, %y : tensor<12xf64>
  %loss = dl.reduce sum %squares axes [0] : tensor<12xf64> -> f64
  return %loss : f64
}
