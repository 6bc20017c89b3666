// The program's `main` is `dual_main`; what it calls is inlined and gone.
// RUN: run-compiled %s main | FileCheck %s
// CHECK: the sum is 6.0

func.func @total(%x: tensor<3xf32>) -> f32 {
  %0 = dl.reduce sum %x axes [0] : tensor<3xf32> -> f32
  return %0 : f32
}
func.func @main() attributes {dl.root} {
  %x = dl.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32> : tensor<3xf32>
  %0 = func.call @total(%x) : (tensor<3xf32>) -> f32
  %text = dl.format ["the sum is ", ""] specs [""] (%0) : f32
  dl.print %text
  return
}
