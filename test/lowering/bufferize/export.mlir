// The border of a kernel: each dim before the first argument that has it, then the results' places, then the arena.
// RUN: dlc-opt --dual-export-boundary %s | FileCheck %s

// CHECK: func.func @kernel_f(%[[B:.*]]: i64, %[[X:.*]]: memref<?xi8>, %[[S:.*]]: f32, %[[OUT:.*]]: memref<?xi8>, %{{.*}}: memref<?xi8>) attributes
// CHECK: %[[N:.*]] = arith.index_cast %[[B]]
// CHECK: %[[ROWS:.*]] = affine.apply #{{.*}}()[%[[N]]]
// CHECK: %[[VIEW:.*]] = memref.view %[[X]][%{{.*}}][%[[ROWS]]] : memref<?xi8> to memref<?x64xf32>
// CHECK: bufferization.to_tensor %[[VIEW]] restrict
// CHECK: bufferization.materialize_in_destination
func.func @f(%x: tensor<?x64xf32> {dl.shape = affine_map<()[s0] -> (s0, 64)>}, %s: f32)
    -> (tensor<?x64xf32> {dl.shape = affine_map<()[s0] -> (s0, 64)>}) attributes {dl.export, dl.dims = ["B"]} {
  return %x : tensor<?x64xf32>
}
