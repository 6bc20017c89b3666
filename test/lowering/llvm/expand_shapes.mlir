// A view with two sizes of the run in one group: the strides are products of those sizes. With one it stays what it is.
// RUN: dlc-opt --dual-expand-shapes %s | FileCheck %s

// CHECK-LABEL: func.func @rows
// CHECK-SAME: %[[X:.*]]: memref<?xf32>, %[[N:.*]]: index, %[[M:.*]]: index
// CHECK: %{{.*}}, %{{.*}}, %{{.*}}, %[[STEP:.*]] = memref.extract_strided_metadata %[[X]]
// CHECK: %[[STRIDE:.*]] = arith.muli %[[STEP]], %[[M]]
// CHECK: memref.reinterpret_cast %{{.*}} to offset: [0], sizes: [%[[N]], %[[M]]], strides: [%[[STRIDE]], 1]
func.func @rows(%x: memref<?xf32>, %n: index, %m: index) -> memref<?x?xf32> {
  %rows = memref.expand_shape %x [[0, 1]] output_shape [%n, %m] : memref<?xf32> into memref<?x?xf32>
  return %rows : memref<?x?xf32>
}

// CHECK-LABEL: func.func @pairs
// CHECK: memref.expand_shape
func.func @pairs(%x: memref<?xf32>, %n: index) -> memref<?x2xf32> {
  %rows = memref.expand_shape %x [[0, 1]] output_shape [%n, 2] : memref<?xf32> into memref<?x2xf32>
  return %rows : memref<?x2xf32>
}
