// A copy for each version: the size is a constant, tensors with it have static shapes, and checks keep their numbers.
// RUN: dlc-opt --dual-specialize %s | FileCheck %s

// CHECK-LABEL: func.func @f(
// CHECK-SAME: dl.copies = [@"f[N = 1]", @"f[N = 8]"]
// CHECK: dl.check %{{.*}}, "first" code "VALUE" {dl.number = 1 : i32}
// CHECK: dl.check %{{.*}}, "second" code "VALUE" {dl.number = 2 : i32}
// CHECK: func.func private @"f[N = 8]"(%arg0: i64, %arg1: memref<8x?xf32>, %arg2: memref<8xf32>)
// CHECK-NOT: dl.specialize
// CHECK: dl.check %{{.*}}, "second" code "VALUE" {dl.number = 2 : i32}
// CHECK: memref.alloc() : memref<8xf32>
// CHECK: linalg.generic {{.*}} ins(%arg2 : memref<8xf32>)
func.func @f(%n: i64, %x: memref<?x?xf32>, %y: memref<?xf32>) -> f32
    attributes {dl.specialize = {names = ["N"], arguments = array<i64: 0>, versions = [array<i64: 1>, array<i64: 8>], axes = array<i64: 1, 0, 0, 2, 0, 0>}} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i64
  %positive = arith.cmpi sgt, %n, %zero : i64
  dl.check %positive, "first" code "VALUE"
  %0 = memref.dim %x, %c0 : memref<?x?xf32>
  %1 = memref.load %x[%c0, %c0] : memref<?x?xf32>
  %2 = arith.cmpf ogt, %1, %1 : f32
  dl.check %2, "second" code "VALUE"
  %3 = memref.alloc(%0) : memref<?xf32>
  linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%y : memref<?xf32>) outs(%3 : memref<?xf32>) {
  ^bb0(%a: f32, %b: f32):
    linalg.yield %a : f32
  }
  %4 = memref.load %3[%c0] : memref<?xf32>
  return %4 : f32
}
