// The border of a kernel: the dims, the arguments in order, then the results' places, then the arena.
// RUN: dlc-opt --split-input-file --dual-export-boundary %s | FileCheck %s

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

// -----

// What the function changes has no place of its own: the new value stands aside until all else is done and the caller
// could have stopped it for the last time.
// CHECK: func.func @kernel_change(%[[B:.*]]: i64, %[[X:.*]]: memref<?xi8>, %[[N:.*]]: memref<?xi8>, %[[OUT:.*]]: memref<?xi8>, %{{.*}}: memref<?xi8>) attributes
// CHECK: memref.load
// CHECK: %[[ASIDE:.*]] = memref.alloc(%{{.*}}) : memref<?xf32>
// CHECK: bufferization.materialize_in_destination %{{.*}} in restrict writable %[[ASIDE]]
// CHECK: %[[PLACE:.*]] = memref.view %[[X]]
// CHECK-NOT: memref.copy
// CHECK: rt.poll 65536 to 65536 of
// CHECK: memref.copy %[[ASIDE]], %[[PLACE]]
// CHECK: memref.view %[[OUT]]
// CHECK: %[[NUMBER:.*]] = memref.view %[[N]]
// CHECK: memref.store %{{.*}}, %[[NUMBER]]
func.func @change(%x: tensor<?xf32> {dl.shape = affine_map<()[s0] -> (s0)>, dl.var = 0 : i64}, %n: i64 {dl.var = 2 : i64})
    -> (tensor<?xf32>, i64, i64) attributes {dl.export, dl.dims = ["B"]} {
  %s = arith.constant 1.0 : f32
  %c0 = arith.constant 0 : index
  %new = tensor.insert %s into %x[%c0] : tensor<?xf32>
  %one = arith.constant 1 : i64
  %more = arith.addi %n, %one : i64
  return %new, %n, %more : tensor<?xf32>, i64, i64
}

// -----

// What lies apart is brought together first.
// CHECK: func.func @kernel_apart(%[[X:.*]]: memref<?xi8>, %[[S0:.*]]: i64, %[[S1:.*]]: i64, %{{.*}}: memref<?xi8>, %{{.*}}: memref<?xi8>) attributes
// CHECK: %[[FIRST:.*]] = memref.view %[[X]]
// CHECK: %[[APART:.*]] = memref.reinterpret_cast %[[FIRST]] to offset: [0], sizes: [2, 3], strides: [%{{.*}}, %{{.*}}]
// CHECK: %[[TOGETHER:.*]] = memref.alloc() : memref<2x3xf32>
// CHECK: memref.copy %[[APART]], %[[TOGETHER]]
// CHECK: bufferization.to_tensor %[[TOGETHER]]
func.func @apart(%x: tensor<2x3xf32> {dl.shape = affine_map<() -> (2, 3)>, dl.strided})
    -> (tensor<2x3xf32> {dl.shape = affine_map<() -> (2, 3)>}) attributes {dl.export, dl.dims = []} {
  return %x : tensor<2x3xf32>
}
