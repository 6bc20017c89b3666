// Buffers that go around a loop of a kernel get a place before it.
// RUN: dlc-opt --split-input-file --dual-settle-loops --canonicalize %s | FileCheck %s

// CHECK-LABEL: func.func @kernel_swap
// CHECK: %[[A:.*]] = memref.alloc() : memref<4xf32>
// CHECK: memref.copy %arg0, %[[A]]
// CHECK: %[[B:.*]] = memref.alloc() : memref<4xf32>
// CHECK: memref.copy %arg1, %[[B]]
// CHECK: scf.for %{{.*}} {
// CHECK: %[[NEXT_A:.*]] = memref.alloc()
// CHECK: memref.copy %[[B]], %[[NEXT_A]]
// CHECK: %[[NEXT_B:.*]] = memref.alloc()
// CHECK: memref.copy %[[A]], %[[NEXT_B]]
// CHECK: memref.copy %[[NEXT_A]], %[[A]]
// CHECK: memref.copy %[[NEXT_B]], %[[B]]
// CHECK: }
// CHECK: memref.copy %[[A]], %arg2
func.func @kernel_swap(%x: memref<4xf32>, %y: memref<4xf32>, %out: memref<4xf32>, %n: index) attributes {dl.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (memref<4xf32>, memref<4xf32>) {
    scf.yield %b, %a : memref<4xf32>, memref<4xf32>
  }
  memref.copy %0#0, %out : memref<4xf32> to memref<4xf32>
  return
}

// -----

// Programs have buffers that are freed.
// CHECK-LABEL: func.func @program
// CHECK-NOT: memref.alloc
// CHECK: return
func.func @program(%x: memref<4xf32>, %y: memref<4xf32>, %n: index) -> memref<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (memref<4xf32>, memref<4xf32>) {
    scf.yield %b, %a : memref<4xf32>, memref<4xf32>
  }
  return %0#0 : memref<4xf32>
}
