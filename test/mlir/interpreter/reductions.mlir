// RUN: dlc-opt %s --interpret=reductions | FileCheck %s

func.func @reductions() -> (tensor<2xf32>, f32, tensor<3xi64>, i1, tensor<2x2xf32>, f32) {
  %x = dl.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 0.5]]> : tensor<2x3xf32> : tensor<2x3xf32>
  %w = dl.constant dense<[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]> : tensor<3x2xf32> : tensor<3x2xf32>
  // CHECK: [6. 9.5]
  %0 = dl.reduce sum %x axes [1] : tensor<2x3xf32> -> tensor<2xf32>
  // CHECK-NEXT: 5.0
  %1 = dl.reduce max %x axes [0, 1] : tensor<2x3xf32> -> f32
  // CHECK-NEXT: [1 1 0]
  %2 = dl.reduce argmax %x axes [0] : tensor<2x3xf32> -> tensor<3xi64>
  // CHECK-NEXT: true
  %b = dl.constant dense<[true, false]> : tensor<2xi1> : tensor<2xi1>
  %3 = dl.reduce any %b axes [0] : tensor<2xi1> -> i1
  // CHECK: [4. 5. ]
  // CHECK-NEXT: [4.5 5.5]
  %4 = dl.contract %x [0, 2], %w [2, 1] : tensor<2x3xf32>, tensor<3x2xf32> -> tensor<2x2xf32>
  // CHECK: 55.25
  %5 = dl.contract %x [0, 1], %x [0, 1] : tensor<2x3xf32>, tensor<2x3xf32> -> f32
  return %0, %1, %2, %3, %4, %5 : tensor<2xf32>, f32, tensor<3xi64>, i1, tensor<2x2xf32>, f32
}
