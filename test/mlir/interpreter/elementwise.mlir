// RUN: dlc-opt %s --interpret=scalars | FileCheck %s --check-prefix=SCALARS
// RUN: dlc-opt %s --interpret=tensors | FileCheck %s --check-prefix=TENSORS
// RUN: dlc-opt %s --interpret=casts | FileCheck %s --check-prefix=CASTS

func.func @scalars() -> (i64, i64, f32, i1, f64, f32, f64) {
  %a = dl.constant -7 : i64 : i64
  %b = dl.constant 2 : i64 : i64
  %x = dl.constant 2.5 : f32 : f32
  %y = dl.constant 0.5 : f64 : f64
  %c = dl.constant true : i1
  // SCALARS: -4
  %0 = dl.binary div %a, %b : i64
  // SCALARS-NEXT: 1
  %1 = dl.binary mod %a, %b : i64
  // SCALARS-NEXT: 2.0
  %2 = dl.unary floor %x : f32
  // SCALARS-NEXT: false
  %3 = dl.unary not %c : i1
  // SCALARS-NEXT: 4.0
  %n = dl.constant -2 : i64 : i64
  %4 = dl.ipow %y, %n : f64
  // SCALARS-NEXT: 8.75
  %5 = dl.fma %x, %x, %x : f32
  // SCALARS-NEXT: 0.5
  %6 = dl.stop_gradient %y : f64
  return %0, %1, %2, %3, %4, %5, %6 : i64, i64, f32, i1, f64, f32, f64
}

func.func @tensors() -> (tensor<3xf32>, tensor<3xi1>, tensor<3xf32>) {
  %x = dl.constant dense<[1.0, -2.0, 3.0]> : tensor<3xf32> : tensor<3xf32>
  %z = dl.constant dense<0.0> : tensor<3xf32> : tensor<3xf32>
  // TENSORS: [1. 0. 3.]
  %0 = dl.unary relu %x : tensor<3xf32>
  // TENSORS-NEXT: [false  true false]
  %1 = dl.compare lt %x, %z : tensor<3xf32> -> tensor<3xi1>
  // TENSORS-NEXT: [1. 0. 3.]
  %2 = dl.select %1, %z, %x : tensor<3xi1>, tensor<3xf32>
  return %0, %1, %2 : tensor<3xf32>, tensor<3xi1>, tensor<3xf32>
}

func.func @casts() -> (i8, ui8, i64, f16, bf16, f32) {
  %x = dl.constant 300.7 : f64 : f64
  %k = dl.constant 300 : i64 : i64
  // CASTS: 127
  %0 = dl.cast %x : f64 -> i8
  // CASTS-NEXT: 44
  %1 = dl.cast %k : i64 -> ui8
  // CASTS-NEXT: 300
  %2 = dl.cast %x : f64 -> i64
  // CASTS-NEXT: 300.8
  %3 = dl.cast %x : f64 -> f16
  // CASTS-NEXT: 300.0
  %4 = dl.cast %x : f64 -> bf16
  // CASTS-NEXT: 300.7
  %5 = dl.cast %x : f64 -> f32
  return %0, %1, %2, %3, %4, %5 : i8, ui8, i64, f16, bf16, f32
}
