// RUN: dlc-opt --dl-differentiate %s | FileCheck %s
// `f(x) + f(x)`: two calls stay two, and two adjoints are added.

func.func @f(%x: f32) -> f32 {
  %y = dl.unary sin %x : f32
  return %y : f32
}
func.func @both(%x: f32) -> f32 {
  %a = func.call @f(%x) : (f32) -> f32
  %b = func.call @f(%x) : (f32) -> f32
  %y = dl.binary add %a, %b : f32
  return %y : f32
}
// CHECK-LABEL: func.func private @both.grad.0(
// CHECK-COUNT-2: dl.unary {{ *}}sin
// CHECK: dl.binary {{ *}}add
// CHECK: dl.unary {{ *}}cos
// CHECK: %[[FIRST:.*]] = dl.binary {{ *}}mul
// CHECK: dl.unary {{ *}}cos
// CHECK: %[[SECOND:.*]] = dl.binary {{ *}}mul
// CHECK: dl.binary {{ *}}add %[[FIRST]], %[[SECOND]]
func.func @g(%x: f32) -> f32 {
  %v:2 = dl.value_and_grad @both(%x) wrt [0] : (f32) -> (f32, f32)
  return %v#1 : f32
}
