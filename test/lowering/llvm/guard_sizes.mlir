// A product of sizes that leaves 63 bits ends the program before memory is asked for.
// RUN: dlc-opt --dual-lower-to-llvm %s | FileCheck %s

// CHECK-LABEL: llvm.func @two
// CHECK: llvm.fcmp "oge"
// CHECK: llvm.call @dual_rt_too_large
// CHECK: llvm.call @dual_rt_alloc
func.func @two(%n: index, %m: index) -> memref<?x?xf32> {
  %0 = memref.alloc(%n, %m) : memref<?x?xf32>
  return %0 : memref<?x?xf32>
}

// CHECK-LABEL: llvm.func @one
// CHECK-NOT: dual_rt_too_large
// CHECK: llvm.return
func.func @one(%n: index) -> memref<?x4xf32> {
  %0 = memref.alloc(%n) : memref<?x4xf32>
  return %0 : memref<?x4xf32>
}
