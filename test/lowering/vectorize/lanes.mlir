// RUN: dlc-opt --dual-vectorize=bits=512 %s | FileCheck %s

#row = affine_map<(i, j) -> (i, j)>
#out = affine_map<(i, j) -> (i)>

// A float sum runs in 64 lanes, then halves are added.
// CHECK-LABEL: func.func @sum
// CHECK: vector.load {{.*}} vector<64xf32>
// CHECK: arith.addf {{.*}} vector<64xf32>
// CHECK: vector.maskedload
// CHECK: vector.shuffle {{.*}} : vector<64xf32>, vector<64xf32>
// CHECK: arith.addf {{.*}} vector<32xf32>
func.func @sum(%x: memref<4x?xf32>, %y: memref<4xf32>) {
  linalg.generic {indexing_maps = [#row, #out], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<4x?xf32>) outs(%y : memref<4xf32>) {
  ^bb0(%a: f32, %sum: f32):
    %0 = arith.addf %sum, %a : f32
    linalg.yield %0 : f32
  }
  return
}

// Elementwise loops over whole buffers become one long row.
// CHECK-LABEL: func.func @whole
// CHECK: memref.collapse_shape
// CHECK: scf.for
// CHECK: vector.load {{.*}} vector<16xf32>
// CHECK-NOT: scf.for
// CHECK: return
func.func @whole(%x: memref<8x10xf32>, %y: memref<8x10xf32>) {
  linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<8x10xf32>) outs(%y : memref<8x10xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = arith.negf %a : f32
    linalg.yield %0 : f32
  }
  return
}

// CHECK-LABEL: func.func @product
// CHECK: scf.for {{.*}} iter_args
// CHECK: math.fma {{.*}} vector<16xf32>
func.func @product(%x: memref<8x64xf32>, %w: memref<64x32xf32>, %y: memref<8x32xf32>) {
  linalg.generic {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>],
                  iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<8x64xf32>, memref<64x32xf32>) outs(%y : memref<8x32xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %0 = math.fma %a, %b, %sum : f32
    linalg.yield %0 : f32
  }
  return
}
