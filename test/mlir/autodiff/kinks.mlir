// RUN: dlc-opt --dl-differentiate --interpret=main %s | FileCheck %s
// What derivatives are where there are two: 0 for relu and abs at 0, the first of equals, inf for sqrt at 0.

// CHECK: [0. 0. 1.]
// CHECK-NEXT: [-1. 0. 1.]
// CHECK-NEXT: [1. 1. 1.]
// CHECK-NEXT: [0. 0. 0.]
// CHECK-NEXT: [0. 1. 0.]
// CHECK-NEXT: [1. 0. 0.]
// CHECK-NEXT: inf
func.func @relu(%x: tensor<3xf32>) -> f32 {
  %y = dl.unary relu %x : tensor<3xf32>
  %s = dl.reduce sum %y axes [0] : tensor<3xf32> -> f32
  return %s : f32
}
func.func @abs(%x: tensor<3xf32>) -> f32 {
  %y = dl.unary abs %x : tensor<3xf32>
  %s = dl.reduce sum %y axes [0] : tensor<3xf32> -> f32
  return %s : f32
}
func.func @max(%x: tensor<3xf32>, %z: tensor<3xf32>) -> f32 {
  %y = dl.binary max %x, %z : tensor<3xf32>
  %s = dl.reduce sum %y axes [0] : tensor<3xf32> -> f32
  return %s : f32
}
func.func @largest(%x: tensor<3xf32>) -> f32 {
  %m = dl.reduce max %x axes [0] : tensor<3xf32> -> f32
  return %m : f32
}
func.func @sqrt(%x: f32) -> f32 {
  %y = dl.unary sqrt %x : f32
  return %y : f32
}
func.func @main() -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, f32) {
  %x = dl.constant dense<[-2.0, 0.0, 2.0]> : tensor<3xf32> : tensor<3xf32>
  %r:2 = dl.value_and_grad @relu(%x) wrt [0] : (tensor<3xf32>) -> (f32, tensor<3xf32>)
  %a:2 = dl.value_and_grad @abs(%x) wrt [0] : (tensor<3xf32>) -> (f32, tensor<3xf32>)
  %m:3 = dl.value_and_grad @max(%x, %x) wrt [0, 1] : (tensor<3xf32>, tensor<3xf32>) -> (f32, tensor<3xf32>, tensor<3xf32>)
  %late = dl.constant dense<[-2.0, 5.0, 5.0]> : tensor<3xf32> : tensor<3xf32>
  %l:2 = dl.value_and_grad @largest(%late) wrt [0] : (tensor<3xf32>) -> (f32, tensor<3xf32>)
  %same = dl.constant dense<1.0> : tensor<3xf32> : tensor<3xf32>
  %e:2 = dl.value_and_grad @largest(%same) wrt [0] : (tensor<3xf32>) -> (f32, tensor<3xf32>)
  %zero = dl.constant 0.0 : f32 : f32
  %s:2 = dl.value_and_grad @sqrt(%zero) wrt [0] : (f32) -> (f32, f32)
  return %r#1, %a#1, %m#1, %m#2, %l#1, %e#1, %s#1
    : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, f32
}
