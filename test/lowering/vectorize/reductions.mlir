// RUN: dlc-opt --dual-vectorize=bits=512 %s | FileCheck %s

#in = affine_map<(i, j) -> (i, j)>
#rows = affine_map<(i, j) -> (i)>
#columns = affine_map<(i, j) -> (j)>

// The largest of each row: any order will do, so neighbours go to lanes.
// CHECK-LABEL: func.func @largest
// CHECK: vector.maskedload {{.*}} vector<16xf32>
// CHECK: arith.maximumf {{.*}} vector<16xf32>
// CHECK: vector.shuffle {{.*}} : vector<16xf32>, vector<16xf32>
// CHECK: arith.maximumf {{.*}} vector<8xf32>
func.func @largest(%x: memref<64x10xf32>, %y: memref<64xf32>) {
  linalg.generic {indexing_maps = [#in, #rows], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<64x10xf32>) outs(%y : memref<64xf32>) {
  ^bb0(%a: f32, %best: f32):
    %0 = arith.maximumf %best, %a : f32
    linalg.yield %0 : f32
  }
  return
}

// A product of each row has an order: one element after the other, the product in a register.
// CHECK-LABEL: func.func @product_of_rows
// CHECK: scf.for {{.*}} iter_args
// CHECK: arith.mulf {{.*}} : f32
// CHECK: scf.yield
func.func @product_of_rows(%x: memref<64x10xf32>, %y: memref<64xf32>) {
  linalg.generic {indexing_maps = [#in, #rows], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<64x10xf32>) outs(%y : memref<64xf32>) {
  ^bb0(%a: f32, %product: f32):
    %0 = arith.mulf %product, %a : f32
    linalg.yield %0 : f32
  }
  return
}

// The same of each column: still in order, sixteen columns at once.
// CHECK-LABEL: func.func @product_of_columns
// CHECK: scf.for {{.*}} iter_args
// CHECK: arith.mulf {{.*}} vector<16xf32>
func.func @product_of_columns(%x: memref<10x64xf32>, %y: memref<64xf32>) {
  linalg.generic {indexing_maps = [#in, #columns], iterator_types = ["reduction", "parallel"]}
      ins(%x : memref<10x64xf32>) outs(%y : memref<64xf32>) {
  ^bb0(%a: f32, %product: f32):
    %0 = arith.mulf %product, %a : f32
    linalg.yield %0 : f32
  }
  return
}
