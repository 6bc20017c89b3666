// RUN: dlc-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @survey
// CHECK-NEXT: %[[D:.*]] = dl.constant dense<3.0{{.*}}> : tensor<10xf64>
// CHECK-NEXT: return %[[D]]
func.func @survey() -> tensor<10xf64> {
  %one = dl.constant 1.0 : f64 : f64
  %two = dl.constant 2.0 : f64 : f64
  %a = dl.broadcast %one axes [] sizes () : f64 -> tensor<10xf64>
  %twos = dl.broadcast %two axes [] sizes () : f64 -> tensor<10xf64>
  %b = dl.binary mul %a, %twos : tensor<10xf64>
  %c = dl.binary mul %b, %a : tensor<10xf64>
  %d = dl.binary add %c, %a : tensor<10xf64>
  return %d : tensor<10xf64>
}

// CHECK-LABEL: @integers_floor
// CHECK: dl.constant -4 : i64
func.func @integers_floor() -> i64 {
  %a = dl.constant -7 : i64 : i64
  %b = dl.constant 2 : i64 : i64
  %0 = dl.binary div %a, %b : i64
  return %0 : i64
}

// CHECK-LABEL: @division_by_zero_stays
// CHECK: dl.binary div
func.func @division_by_zero_stays() -> i64 {
  %a = dl.constant 7 : i64 : i64
  %b = dl.constant 0 : i64 : i64
  %0 = dl.binary div %a, %b : i64
  return %0 : i64
}

// CHECK-LABEL: @elements
// CHECK: dl.constant dense<[-1.0{{.*}}, 2.0{{.*}}]>
func.func @elements() -> tensor<2xf32> {
  %a = dl.constant dense<[1.0, -2.0]> : tensor<2xf32> : tensor<2xf32>
  %0 = dl.unary neg %a : tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK-LABEL: @compared
// CHECK: dl.constant dense<[false, true]>
func.func @compared() -> tensor<2xi1> {
  %a = dl.constant dense<[1, 3]> : tensor<2xi64> : tensor<2xi64>
  %b = dl.constant dense<2> : tensor<2xi64> : tensor<2xi64>
  %0 = dl.compare gt %a, %b : tensor<2xi64> -> tensor<2xi1>
  return %0 : tensor<2xi1>
}

// CHECK-LABEL: @nan_differs
// CHECK: dl.constant true
func.func @nan_differs() -> i1 {
  %a = dl.constant 0x7FC00000 : f32 : f32
  %0 = dl.compare ne %a, %a : f32 -> i1
  return %0 : i1
}

// CHECK-LABEL: @selected
// CHECK: dl.constant dense<[1, 4]>
func.func @selected() -> tensor<2xi64> {
  %c = dl.constant dense<[true, false]> : tensor<2xi1> : tensor<2xi1>
  %a = dl.constant dense<[1, 2]> : tensor<2xi64> : tensor<2xi64>
  %b = dl.constant dense<[3, 4]> : tensor<2xi64> : tensor<2xi64>
  %0 = dl.select %c, %a, %b : tensor<2xi1>, tensor<2xi64>
  return %0 : tensor<2xi64>
}

// CHECK-LABEL: @saturated
// CHECK: dl.constant -128 : i8
func.func @saturated() -> i8 {
  %a = dl.constant -1000.0 : f32 : f32
  %0 = dl.cast %a : f32 -> i8
  return %0 : i8
}

// CHECK-LABEL: @half_rounds
// CHECK: dl.constant 2.048000e+03 : f16
func.func @half_rounds() -> f16 {
  %a = dl.constant 2049.0 : f32 : f32
  %0 = dl.cast %a : f32 -> f16
  return %0 : f16
}

// CHECK-LABEL: @powers
// CHECK: dl.constant 2.500000e-01 : f64
func.func @powers() -> f64 {
  %x = dl.constant 2.0 : f64 : f64
  %n = dl.constant -2 : i64 : i64
  %0 = dl.ipow %x, %n : f64
  return %0 : f64
}

// CHECK-LABEL: @fused
// CHECK: dl.constant 7.000000e+00 : f32
func.func @fused() -> f32 {
  %a = dl.constant 2.0 : f32 : f32
  %b = dl.constant 3.0 : f32 : f32
  %c = dl.constant 1.0 : f32 : f32
  %0 = dl.fma %a, %b, %c : f32
  return %0 : f32
}

// CHECK-LABEL: @seeds
// CHECK: dl.constant {{-?[0-9]+}} : i64
// CHECK-NEXT: return
func.func @seeds() -> i64 {
  %s = dl.constant 1 : i64 : i64
  %k = dl.constant 2 : i64 : i64
  %0 = dl.fold_seed %s, %k
  return %0 : i64
}

// CHECK-LABEL: @large_iota_stays
// CHECK: dl.iota
func.func @large_iota_stays() -> tensor<1025xi64> {
  %0 = dl.iota axis 0 sizes () : tensor<1025xi64>
  return %0 : tensor<1025xi64>
}

// CHECK-LABEL: @sum_of_iota
// CHECK: dl.constant dense<3>
func.func @sum_of_iota() -> tensor<2xi64> {
  %0 = dl.iota axis 0 sizes () : tensor<3x2xi64>
  %1 = dl.reduce sum %0 axes [0] : tensor<3x2xi64> -> tensor<2xi64>
  return %1 : tensor<2xi64>
}

// CHECK-LABEL: @transposed
// CHECK: dl.constant dense<{{\[}}[1, 3], [2, 4]]>
func.func @transposed() -> tensor<2x2xi64> {
  %0 = dl.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi64> : tensor<2x2xi64>
  %1 = dl.transpose %0 by [1, 0] : tensor<2x2xi64> -> tensor<2x2xi64>
  return %1 : tensor<2x2xi64>
}

// CHECK-LABEL: @sliced
// CHECK: dl.constant dense<[4, 2]>
func.func @sliced() -> tensor<2xi64> {
  %0 = dl.constant dense<[1, 2, 3, 4]> : tensor<4xi64> : tensor<4xi64>
  %3 = dl.constant 3 : i64 : i64
  %2 = dl.constant 2 : i64 : i64
  %1 = dl.slice %0 at (%3) sizes (%2) by [-2] : tensor<4xi64> -> tensor<2xi64>
  return %1 : tensor<2xi64>
}

// CHECK-LABEL: @joined
// CHECK: dl.constant dense<[1, 2, 1]>
func.func @joined() -> tensor<3xi64> {
  %0 = dl.constant dense<[1, 2]> : tensor<2xi64> : tensor<2xi64>
  %1 = dl.constant dense<1> : tensor<1xi64> : tensor<1xi64>
  %2 = dl.concat %0, %1 axis 0 : (tensor<2xi64>, tensor<1xi64>) -> tensor<3xi64>
  return %2 : tensor<3xi64>
}
