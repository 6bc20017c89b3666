// The combining op of a body names the order: addf means 64 lanes, fma means index order.
// RUN: dlc-opt --dual-dl-to-linalg %s | FileCheck %s

// CHECK-LABEL: func.func @sum
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "reduction"]
// CHECK: arith.addf
func.func @sum(%x: tensor<?x?xf32>) -> tensor<?xf32> {
  %0 = dl.reduce sum %x axes [1] : tensor<?x?xf32> -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// CHECK-LABEL: func.func @product
// CHECK: linalg.fill ins(%cst : f32)
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "reduction"]
// CHECK: math.fma
func.func @product(%x: tensor<?x64xf32>, %w: tensor<64x10xf32>) -> tensor<?x10xf32> {
  %0 = dl.contract %x [0, 2], %w [2, 1] : tensor<?x64xf32>, tensor<64x10xf32> -> tensor<?x10xf32>
  return %0 : tensor<?x10xf32>
}

// f16 accumulates in f32 and rounds once.
// CHECK-LABEL: func.func @half
// CHECK: arith.extf %{{.*}} : f16 to f32
// CHECK: arith.addf %{{.*}} : f32
// CHECK: arith.truncf %{{.*}} : f32 to f16
func.func @half(%x: tensor<8xf16>) -> f16 {
  %0 = dl.reduce sum %x axes [0] : tensor<8xf16> -> f16
  return %0 : f16
}
