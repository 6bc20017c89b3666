// Tiles of contractions: how many rows and vectors of columns are in registers at once.
// RUN: dlc-opt --dual-vectorize=bits=512 %s | FileCheck %s

#x = affine_map<(b, o, i) -> (b, i)>
#w = affine_map<(b, o, i) -> (i, o)>
#turned = affine_map<(b, o, i) -> (o, i)>
#y = affine_map<(b, o, i) -> (b, o)>

// One row: all 128 columns in eight registers.
// CHECK-LABEL: func.func @one_row
// CHECK-COUNT-8: math.fma {{.*}} vector<16xf32>
// CHECK-NOT: math.fma
// CHECK: return
func.func @one_row(%x: memref<1x256xf32>, %w: memref<256x128xf32>, %y: memref<1x128xf32>) {
  linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<1x256xf32>, memref<256x128xf32>) outs(%y : memref<1x128xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %0 = math.fma %a, %b, %sum : f32
    linalg.yield %0 : f32
  }
  return
}

// Any number of rows: eight at once, two registers wide; each that is left alone is sixteen wide.
// CHECK-LABEL: func.func @any_rows
// CHECK: scf.for
// CHECK-COUNT-16: math.fma {{.*}} vector<16xf32>
// CHECK-NOT: math.fma
// CHECK: scf.yield
// CHECK: scf.for
// CHECK-COUNT-16: math.fma {{.*}} vector<16xf32>
// CHECK-NOT: math.fma
// CHECK: return
func.func @any_rows(%x: memref<?x64xf32>, %w: memref<64x256xf32>, %y: memref<?x256xf32>) {
  linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<?x64xf32>, memref<64x256xf32>) outs(%y : memref<?x256xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %0 = math.fma %a, %b, %sum : f32
    linalg.yield %0 : f32
  }
  return
}

// Columns that do not lie side by side are copied first, in squares that are turned in registers.
// CHECK-LABEL: func.func @columns_apart
// CHECK: memref.alloc() {{.*}} : memref<64x32xf32>
// CHECK-COUNT-64: vector.shuffle {{.*}} : vector<16xf32>, vector<16xf32>
// CHECK: math.fma {{.*}} vector<16xf32>
func.func @columns_apart(%x: memref<8x64xf32>, %w: memref<32x64xf32>, %y: memref<8x32xf32>) {
  linalg.generic {indexing_maps = [#x, #turned, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<8x64xf32>, memref<32x64xf32>) outs(%y : memref<8x32xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %0 = math.fma %a, %b, %sum : f32
    linalg.yield %0 : f32
  }
  return
}

// A panel of a large matrix is copied before many rows meet it.
// CHECK-LABEL: func.func @large
// CHECK: memref.alloc() {{.*}} : memref<256x32xf32>
// CHECK: vector.load {{.*}} memref<256x512xf32>
// CHECK: vector.store {{.*}} memref<256x32xf32>
// CHECK: vector.load {{.*}} memref<256x32xf32>
// CHECK: math.fma
func.func @large(%x: memref<64x256xf32>, %w: memref<256x512xf32>, %y: memref<64x512xf32>) {
  linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<64x256xf32>, memref<256x512xf32>) outs(%y : memref<64x512xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %0 = math.fma %a, %b, %sum : f32
    linalg.yield %0 : f32
  }
  return
}
