// RUN: dlc-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @known
// CHECK-NEXT: dl.constant 3 : i64
func.func @known(%x: tensor<?x3xf32>) -> i64 {
  %0 = dl.dim %x, 1 : tensor<?x3xf32>
  return %0 : i64
}

// CHECK-LABEL: @size_operand
// CHECK-NEXT: return %arg1, %arg2
func.func @size_operand(%x: f32, %n: i64, %m: i64) -> (i64, i64) {
  %0 = dl.broadcast %x axes [] sizes (%n, %m) : f32 -> tensor<?x4x?xf32>
  %1 = dl.dim %0, 0 : tensor<?x4x?xf32>
  %2 = dl.dim %0, 2 : tensor<?x4x?xf32>
  return %1, %2 : i64, i64
}

// CHECK-LABEL: @through_ops
// CHECK-NEXT: dl.dim %arg0, 1
// CHECK-NEXT: return
func.func @through_ops(%x: tensor<?x?xf32>) -> i64 {
  %0 = dl.unary exp %x : tensor<?x?xf32>
  %1 = dl.transpose %0 by [1, 0] : tensor<?x?xf32> -> tensor<?x?xf32>
  %2 = dl.contract %1 [0, 2], %x [2, 1] : tensor<?x?xf32>, tensor<?x?xf32> -> tensor<?x?xf32>
  %3 = dl.reduce sum %2 axes [1] : tensor<?x?xf32> -> tensor<?xf32>
  %4 = dl.dim %3, 0 : tensor<?xf32>
  return %4 : i64
}

// CHECK-LABEL: @of_updates
// CHECK-NEXT: dl.dim %arg1, 0
// CHECK-NEXT: return
func.func @of_updates(%x: tensor<2xf32>, %y: tensor<?xf32>, %i: tensor<2xi64>, %n: i64) -> i64 {
  %0 = dl.insert %x into %y at (%n) by [1] : tensor<2xf32>, tensor<?xf32>
  %1 = dl.scatter_add %x into %0[%i] dims [-1] : (tensor<2xf32>, tensor<?xf32>, tensor<2xi64>) -> tensor<?xf32>
  %2 = dl.dim %1, 0 : tensor<?xf32>
  return %2 : i64
}
