// A chain of elementwise operations is one kernel; a sum takes its producer, a contraction does not.
// RUN: dlc-opt --dual-dl-to-linalg --dual-fuse --canonicalize --cse %s | FileCheck %s

// CHECK-LABEL: func.func @chain
// CHECK-COUNT-1: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @chain(%a: tensor<10xf64>, %b: tensor<10xf64>) -> tensor<10xf64> {
  %two = dl.constant dense<2.0> : tensor<10xf64> : tensor<10xf64>
  %one = dl.constant dense<1.0> : tensor<10xf64> : tensor<10xf64>
  %0 = dl.binary mul %b, %two : tensor<10xf64>
  %1 = dl.binary mul %0, %a : tensor<10xf64>
  %2 = dl.binary add %1, %one : tensor<10xf64>
  return %2 : tensor<10xf64>
}

// CHECK-LABEL: func.func @into_sum
// CHECK-COUNT-1: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @into_sum(%x: tensor<?xf32>) -> f32 {
  %0 = dl.binary mul %x, %x : tensor<?xf32>
  %1 = dl.reduce sum %0 axes [0] : tensor<?xf32> -> f32
  return %1 : f32
}

// CHECK-LABEL: func.func @before_product
// CHECK-COUNT-2: linalg.generic
func.func @before_product(%x: tensor<4x8xf32>, %w: tensor<8x4xf32>) -> tensor<4x4xf32> {
  %0 = dl.unary relu %x : tensor<4x8xf32>
  %1 = dl.contract %0 [0, 2], %w [2, 1] : tensor<4x8xf32>, tensor<8x4xf32> -> tensor<4x4xf32>
  return %1 : tensor<4x4xf32>
}
