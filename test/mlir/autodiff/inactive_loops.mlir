// RUN: dlc-opt --dl-differentiate --interpret=main %s | FileCheck %s
// A loop and a recursive call that no derivative runs through are no obstacle.

// CHECK: 4.0
func.func @down(%n: i64) -> i64 {
  %zero = dl.constant 0 : i64 : i64
  %more = dl.compare gt %n, %zero : i64 -> i1
  %r = scf.if %more -> i64 {
    %one = dl.constant 1 : i64 : i64
    %next = dl.binary sub %n, %one : i64
    %z = func.call @down(%next) : (i64) -> i64
    scf.yield %z : i64
  } else {
    scf.yield %zero : i64
  }
  return %r : i64
}
func.func @f(%x: f32, %n: i64) -> f32 {
  %begin = arith.constant 0 : index
  %end = arith.constant 2 : index
  %step = arith.constant 1 : index
  %one = dl.constant 1.0 : f32 : f32
  %factor = scf.for %k = %begin to %end step %step iter_args(%a = %one) -> f32 {
    %b = dl.binary add %a, %a : f32
    scf.yield %b : f32
  }
  %zero = func.call @down(%n) : (i64) -> i64
  %offset = dl.cast %zero : i64 -> f32
  %scaled = dl.binary mul %x, %factor : f32
  %y = dl.binary add %scaled, %offset : f32
  return %y : f32
}
func.func @main() -> f32 {
  %x = dl.constant 3.0 : f32 : f32
  %n = dl.constant 5 : i64 : i64
  %v:2 = dl.value_and_grad @f(%x, %n) wrt [0] : (f32, i64) -> (f32, f32)
  return %v#1 : f32
}
