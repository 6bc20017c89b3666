// What is done to each element of a contraction's result is done before it is stored.
// RUN: dlc-opt --dual-vectorize=bits=512 --canonicalize %s | FileCheck %s
// RUN: dlc-opt --dual-vectorize=bits=128 --canonicalize %s | FileCheck %s --check-prefix=PLAIN

#x = affine_map<(b, o, i) -> (b, i)>
#w = affine_map<(b, o, i) -> (i, o)>
#y = affine_map<(b, o, i) -> (b, o)>
#whole = affine_map<(b, o) -> (b, o)>
#bias = affine_map<(b, o) -> (o)>

// The place for the sums is gone, on every CPU: the header of a library states its memory.
// CHECK-LABEL: func.func @dense
// CHECK-NOT: memref.alloc
// CHECK: math.fma {{.*}} vector<16xf32>
// CHECK: arith.addf {{.*}} vector<16xf32>
// CHECK: vector.store
// CHECK: return
// PLAIN-LABEL: func.func @dense
// PLAIN-NOT: memref.alloc
// PLAIN: return
func.func @dense(%x: memref<8x64xf32>, %w: memref<64x32xf32>, %c: memref<32xf32>, %out: memref<?xi8>) attributes {dl.kernel} {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %sums = memref.alloc() : memref<8x32xf32>
  linalg.fill ins(%zero : f32) outs(%sums : memref<8x32xf32>)
  linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<8x64xf32>, memref<64x32xf32>) outs(%sums : memref<8x32xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %0 = math.fma %a, %b, %sum : f32
    linalg.yield %0 : f32
  }
  %y = memref.view %out[%c0][] : memref<?xi8> to memref<8x32xf32>
  linalg.generic {indexing_maps = [#whole, #bias, #whole], iterator_types = ["parallel", "parallel"]}
      ins(%sums, %c : memref<8x32xf32>, memref<32xf32>) outs(%y : memref<8x32xf32>) {
  ^bb0(%a: f32, %b: f32, %old: f32):
    %0 = arith.addf %a, %b : f32
    linalg.yield %0 : f32
  }
  return
}

// A result that would overwrite what later tiles read waits until all is read.
// CHECK-LABEL: func.func @onto_its_own_input
// CHECK: memref.alloc
// CHECK: math.fma
// CHECK: scf.for
// CHECK: arith.addf
func.func @onto_its_own_input(%w: memref<64x64xf32>, %in: memref<?xi8>) attributes {dl.kernel} {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %x = memref.view %in[%c0][] : memref<?xi8> to memref<8x64xf32>
  %sums = memref.alloc() : memref<8x64xf32>
  linalg.fill ins(%zero : f32) outs(%sums : memref<8x64xf32>)
  linalg.generic {indexing_maps = [#x, #w, #y], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : memref<8x64xf32>, memref<64x64xf32>) outs(%sums : memref<8x64xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %0 = math.fma %a, %b, %sum : f32
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#whole, #whole], iterator_types = ["parallel", "parallel"]}
      ins(%sums : memref<8x64xf32>) outs(%x : memref<8x64xf32>) {
  ^bb0(%a: f32, %old: f32):
    %0 = arith.addf %a, %old : f32
    linalg.yield %0 : f32
  }
  return
}
