// RUN: dlc-opt --dl-differentiate %s | FileCheck %s
// The adjoints of %x add in reverse program order: first the one of exp, then those of the product, left before right.

func.func @f(%x: f32) -> f32 {
  %s = dl.unary sin %x : f32
  %e = dl.unary exp %x : f32
  %y = dl.binary mul %s, %e : f32
  return %y : f32
}
// CHECK-LABEL: func.func private @f.grad.0(
// CHECK-SAME: %[[X:.*]]: f32) -> (f32, f32)
// CHECK: %[[S:.*]] = dl.unary {{ *}}sin %[[X]]
// CHECK: %[[E:.*]] = dl.unary {{ *}}exp %[[X]]
// CHECK: %[[Y:.*]] = dl.binary {{ *}}mul %[[S]], %[[E]]
// CHECK: %[[ONE:.*]] = dl.constant 1.0
// CHECK: %[[DS:.*]] = dl.binary {{ *}}mul %[[ONE]], %[[E]]
// CHECK: %[[DE:.*]] = dl.binary {{ *}}mul %[[ONE]], %[[S]]
// CHECK: %[[FROM_E:.*]] = dl.binary {{ *}}mul %[[DE]], %[[E]]
// CHECK: %[[C:.*]] = dl.unary {{ *}}cos %[[X]]
// CHECK: %[[FROM_S:.*]] = dl.binary {{ *}}mul %[[DS]], %[[C]]
// CHECK: %[[DX:.*]] = dl.binary {{ *}}add %[[FROM_E]], %[[FROM_S]]
// CHECK: return %[[Y]], %[[DX]]

// The function is made once.
// CHECK-NOT: func.func private
// CHECK-LABEL: func.func @twice
// CHECK-COUNT-2: call @f.grad.0
func.func @twice(%x: f32) -> (f32, f32) {
  %a:2 = dl.value_and_grad @f(%x) wrt [0] : (f32) -> (f32, f32)
  %b:2 = dl.value_and_grad @f(%a#0) wrt [0] : (f32) -> (f32, f32)
  return %a#1, %b#1 : f32, f32
}
