// RUN: dlc-opt %s --interpret=gathers | FileCheck %s --check-prefix=GATHER
// RUN: dlc-opt %s --interpret=adds | FileCheck %s --check-prefix=ADD

func.func @gathers() -> (tensor<2x3xi64>, tensor<2xi64>, tensor<2xi64>) {
  %x = dl.constant dense<[[1, 2, 3], [4, 5, 6], [7, 8, 9]]> : tensor<3x3xi64> : tensor<3x3xi64>
  %rows = dl.constant dense<[[2, 2, 2], [0, 0, 0]]> : tensor<2x3xi64> : tensor<2x3xi64>
  %i = dl.constant dense<[2, 1]> : tensor<2xi64> : tensor<2xi64>
  %j = dl.constant dense<[0, 2]> : tensor<2xi64> : tensor<2xi64>
  // GATHER: [7 8 9]
  // GATHER-NEXT: [1 2 3]
  %0 = dl.gather %x[%rows] dims [-1, 1] : (tensor<3x3xi64>, tensor<2x3xi64>) -> tensor<2x3xi64>
  // GATHER-NEXT: [7 6]
  %1 = dl.gather %x[%i, %j] dims [-1, -1] : (tensor<3x3xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  // GATHER-NEXT: [3 5]
  %2 = dl.gather %x[%i] dims [0, -1] : (tensor<3x3xi64>, tensor<2xi64>) -> tensor<2xi64>
  return %0, %1, %2 : tensor<2x3xi64>, tensor<2xi64>, tensor<2xi64>
}

func.func @adds() -> (tensor<3xf32>, tensor<2x2xi64>, tensor<3xf32>) {
  %z = dl.constant dense<1.0> : tensor<3xf32> : tensor<3xf32>
  %v = dl.constant dense<[10.0, 20.0, 30.0]> : tensor<3xf32> : tensor<3xf32>
  %i = dl.constant dense<[2, 0, 2]> : tensor<3xi64> : tensor<3xi64>
  // ADD: [21. 1. 41.]
  %0 = dl.scatter_add %v into %z[%i] dims [-1] : (tensor<3xf32>, tensor<3xf32>, tensor<3xi64>) -> tensor<3xf32>
  %m = dl.constant dense<0> : tensor<2x2xi64> : tensor<2x2xi64>
  %w = dl.constant dense<[5, 6]> : tensor<2xi64> : tensor<2xi64>
  %j = dl.constant dense<[1, 0]> : tensor<2xi64> : tensor<2xi64>
  // ADD: [0 5]
  // ADD-NEXT: [6 0]
  %1 = dl.scatter_add %w into %m[%j] dims [0, -1] : (tensor<2xi64>, tensor<2x2xi64>, tensor<2xi64>) -> tensor<2x2xi64>
  // The constant that was added to is not changed by it.
  // ADD: [1. 1. 1.]
  return %0, %1, %z : tensor<3xf32>, tensor<2x2xi64>, tensor<3xf32>
}
