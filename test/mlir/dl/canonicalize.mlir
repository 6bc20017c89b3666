// RUN: dlc-opt %s --canonicalize --cse | FileCheck %s

// CHECK-LABEL: @check_that_holds_goes
// CHECK-NEXT: return
func.func @check_that_holds_goes() {
  %c = dl.constant true : i1
  dl.check %c, "no" code "FAILED"
  return
}

// CHECK-LABEL: @check_that_fails_stays
// CHECK: dl.check
func.func @check_that_fails_stays() {
  %c = dl.constant false : i1
  dl.check %c, "no" code "FAILED"
  return
}

// CHECK-LABEL: @check_of_unused_value_stays
// CHECK-NEXT: dl.compare lt
// CHECK-NEXT: dl.check
func.func @check_of_unused_value_stays(%i: i64, %n: i64, %x: f32) {
  %y = dl.unary exp %x : f32
  %c = dl.compare lt %i, %n : i64 -> i1
  dl.check %c, "index {0}" code "VALUE" (%i : i64)
  return
}

// CHECK-LABEL: @range_that_holds_goes
// CHECK-NEXT: return
func.func @range_that_holds_goes() {
  %i = dl.constant dense<[0, 9]> : tensor<2xi64> : tensor<2xi64>
  %k = dl.constant 3 : i64 : i64
  %n = dl.constant 10 : i64 : i64
  dl.check_range %i, %n, "i" : tensor<2xi64>
  dl.check_range %k, %n, "k" : i64
  return
}

// CHECK-LABEL: @range_that_fails_stays
// CHECK: dl.check_range
func.func @range_that_fails_stays() {
  %n = dl.constant 10 : i64 : i64
  dl.check_range %n, %n, "n" : i64
  return
}

// CHECK-LABEL: @constant_to_the_right
// CHECK: %[[C:.*]] = dl.constant 2
// CHECK: dl.binary mul %arg0, %[[C]]
// CHECK: dl.compare gt %arg0, %[[C]]
func.func @constant_to_the_right(%x: f32) -> (f32, i1) {
  %c = dl.constant 2.0 : f32 : f32
  %0 = dl.binary mul %c, %x : f32
  %1 = dl.compare lt %c, %x : f32 -> i1
  return %0, %1 : f32, i1
}

// CHECK-LABEL: @two_reshapes
// CHECK-NEXT: dl.reshape %arg0 sizes() : tensor<2x6xf32> -> tensor<12xf32>
// CHECK-NEXT: return
func.func @two_reshapes(%x: tensor<2x6xf32>) -> tensor<12xf32> {
  %0 = dl.reshape %x sizes () : tensor<2x6xf32> -> tensor<3x4xf32>
  %1 = dl.reshape %0 sizes () : tensor<3x4xf32> -> tensor<12xf32>
  return %1 : tensor<12xf32>
}

// CHECK-LABEL: @equal_ops_are_one
// CHECK: %[[E:.*]] = dl.unary exp
// CHECK-NEXT: dl.binary add %[[E]], %[[E]]
func.func @equal_ops_are_one(%x: f32) -> f32 {
  %0 = dl.unary exp %x : f32
  %1 = dl.unary exp %x : f32
  %2 = dl.binary add %0, %1 : f32
  return %2 : f32
}

// CHECK-LABEL: @effects_stay_in_order
// CHECK: dl.clock
// CHECK-NEXT: dl.exists
// CHECK-NEXT: dl.read_arrays
// CHECK-NEXT: dl.clock
func.func @effects_stay_in_order(%p: !dl.str) -> f64 {
  %0 = dl.clock
  %1 = dl.exists %p
  %2 = dl.read_arrays %p ["x"] : tensor<?xf32>
  %3 = dl.clock
  %4 = dl.binary sub %3, %0 : f64
  return %4 : f64
}
