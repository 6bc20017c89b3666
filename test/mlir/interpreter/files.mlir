// RUN: rm -rf %t && mkdir %t && cd %t
// RUN: dlc-opt %s --interpret=round_trip | FileCheck %s
// RUN: not dlc-opt %s --interpret=no_such_array 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not dlc-opt %s --interpret=another_dtype 2>&1 | FileCheck %s --check-prefix=DTYPE
// RUN: not dlc-opt %s --interpret=another_size 2>&1 | FileCheck %s --check-prefix=SIZE
// RUN: not dlc-opt %s --interpret=unknown_format 2>&1 | FileCheck %s --check-prefix=FORMAT
// RUN: not dlc-opt %s --interpret=no_file 2>&1 | FileCheck %s --check-prefix=FILE

func.func @round_trip() -> (i1, i1, tensor<?x2xf32>, tensor<2xi64>, tensor<2xi64>) {
  %x = dl.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> : tensor<2x2xf32>
  %y = dl.constant dense<[5, 6]> : tensor<2xi64> : tensor<2xi64>
  %npz = dl.string "d.npz"
  %npy = dl.string "d.npy"
  %st = dl.string "d.safetensors"
  // CHECK: false
  %before = dl.exists %npz
  dl.save %npz, ["x", "y"] (%x, %y) : tensor<2x2xf32>, tensor<2xi64>
  dl.save %npy, [""] (%y) : tensor<2xi64>
  dl.save %st, ["a.x", "y"] (%x, %y) : tensor<2x2xf32>, tensor<2xi64>
  // CHECK-NEXT: true
  %after = dl.exists %npz
  // CHECK: 1. 2.
  // CHECK-NEXT: 3. 4.
  %0:2 = dl.read_arrays %npz ["x", "y"] : tensor<?x2xf32>, tensor<?xi64>
  // CHECK-NEXT: [5 6]
  %1 = dl.read_arrays %npy ["any"] : tensor<2xi64>
  // CHECK-NEXT: [5 6]
  %2:2 = dl.load %st, ["y", "a.x"] (%y, %x) : (tensor<2xi64>, tensor<2x2xf32>) -> (tensor<2xi64>, tensor<2x2xf32>)
  return %before, %after, %0#0, %1, %2#0 : i1, i1, tensor<?x2xf32>, tensor<2xi64>, tensor<2xi64>
}

func.func @no_such_array() {
  %npz = dl.string "d.npz"
  // NAME: error: WEIGHTS: `d.npz` has no array `z`; it has `x`, `y`
  %0 = dl.read_arrays %npz ["z"] : tensor<?xf32>
  return
}

func.func @another_dtype() {
  %npz = dl.string "d.npz"
  // DTYPE: error: WEIGHTS: `y` in `d.npz` is i64[2]; it must be f32[?]
  %0 = dl.read_arrays %npz ["y"] : tensor<?xf32>
  return
}

func.func @another_size() {
  %st = dl.string "d.safetensors"
  %like = dl.constant dense<0.0> : tensor<3x2xf32> : tensor<3x2xf32>
  // SIZE: error: WEIGHTS: `a.x` in `d.safetensors` is f32[2, 2]; it must be f32[3, 2]
  %0 = dl.load %st, ["a.x"] (%like) : (tensor<3x2xf32>) -> tensor<3x2xf32>
  return
}

func.func @unknown_format() {
  %p = dl.string "d.txt"
  %x = dl.constant 1.0 : f32 : f32
  // FORMAT: error: WEIGHTS: `d.txt` has no known format; the name must end in .safetensors, .npz or .npy
  dl.save %p, ["x"] (%x) : f32
  return
}

func.func @no_file() {
  %p = dl.string "absent.npz"
  // FILE: error: WEIGHTS: {{.*}}absent.npz
  %0 = dl.read_arrays %p ["x"] : tensor<?xf32>
  return
}
