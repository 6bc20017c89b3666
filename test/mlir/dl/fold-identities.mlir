// Identities hold for every value, NaN, the infinities and -0 included; the others stay.
// RUN: dlc-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @exact
// CHECK-NEXT: return %arg0
func.func @exact(%x: f32) -> f32 {
  %0 = dl.constant 0.0 : f32 : f32
  %1 = dl.constant 1.0 : f32 : f32
  %n = dl.constant -0.0 : f32 : f32
  %a = dl.binary mul %x, %1 : f32
  %b = dl.binary div %a, %1 : f32
  %c = dl.binary sub %b, %0 : f32
  %d = dl.binary add %n, %c : f32
  %e = dl.binary max %d, %d : f32
  %f = dl.unary neg %e : f32
  %g = dl.unary neg %f : f32
  return %g : f32
}

// CHECK-LABEL: @adding_zero_stays
// CHECK: dl.binary add
func.func @adding_zero_stays(%x: f32) -> f32 {
  %0 = dl.constant 0.0 : f32 : f32
  %1 = dl.binary add %x, %0 : f32
  return %1 : f32
}

// CHECK-LABEL: @times_zero_stays
// CHECK: dl.binary mul
func.func @times_zero_stays(%x: f32) -> f32 {
  %0 = dl.constant 0.0 : f32 : f32
  %1 = dl.binary mul %x, %0 : f32
  return %1 : f32
}

// CHECK-LABEL: @on_tensors
// CHECK-NEXT: return %arg0
func.func @on_tensors(%x: tensor<4xi64>) -> tensor<4xi64> {
  %0 = dl.constant dense<0> : tensor<4xi64> : tensor<4xi64>
  %1 = dl.binary add %x, %0 : tensor<4xi64>
  return %1 : tensor<4xi64>
}

// CHECK-LABEL: @known_condition
// CHECK-NEXT: return %arg1
func.func @known_condition(%x: f32, %y: f32) -> f32 {
  %c = dl.constant false : i1
  %1 = dl.select %c, %x, %y : i1, f32
  return %1 : f32
}

// CHECK-LABEL: @same_type
// CHECK-NEXT: return %arg0
func.func @same_type(%x: tensor<?x2xf32>, %n: i64) -> tensor<?x2xf32> {
  %1 = dl.cast %x : tensor<?x2xf32> -> tensor<?x2xf32>
  %2 = dl.reshape %1 sizes (%n) : tensor<?x2xf32> -> tensor<?x2xf32>
  %3 = dl.broadcast %2 axes [0, 1] sizes (%n) : tensor<?x2xf32> -> tensor<?x2xf32>
  %4 = dl.transpose %3 by [0, 1] : tensor<?x2xf32> -> tensor<?x2xf32>
  return %4 : tensor<?x2xf32>
}

// CHECK-LABEL: @reshape_between_dynamic_dims_stays
// CHECK: dl.reshape
func.func @reshape_between_dynamic_dims_stays(%x: tensor<?x?xf32>, %n: i64) -> tensor<?x?xf32> {
  %1 = dl.reshape %x sizes (%n, %n) : tensor<?x?xf32> -> tensor<?x?xf32>
  return %1 : tensor<?x?xf32>
}

// CHECK-LABEL: @two_transposes
// CHECK-NEXT: return %arg0
func.func @two_transposes(%x: tensor<2x3x4xf32>) -> tensor<2x3x4xf32> {
  %1 = dl.transpose %x by [1, 2, 0] : tensor<2x3x4xf32> -> tensor<3x4x2xf32>
  %2 = dl.transpose %1 by [2, 0, 1] : tensor<3x4x2xf32> -> tensor<2x3x4xf32>
  return %2 : tensor<2x3x4xf32>
}

// CHECK-LABEL: @stop_gradient_stays
// CHECK: dl.stop_gradient
func.func @stop_gradient_stays(%x: f32) -> f32 {
  %1 = dl.stop_gradient %x : f32
  return %1 : f32
}

// CHECK-LABEL: @bytes_of_a_text
// CHECK-NEXT: return %arg0, %arg1
func.func @bytes_of_a_text(%b: tensor<?xui8>, %s: !dl.str) -> (tensor<?xui8>, !dl.str) {
  %0 = dl.text %b : tensor<?xui8>
  %1 = dl.bytes %0 : tensor<?xui8>
  %2 = dl.bytes %s : tensor<?xui8>
  %3 = dl.text %2 : tensor<?xui8>
  return %1, %3 : tensor<?xui8>, !dl.str
}
