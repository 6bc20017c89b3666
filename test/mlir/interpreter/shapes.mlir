// RUN: dlc-opt %s --interpret=shapes | FileCheck %s

func.func @shapes() -> (tensor<?x2xi64>, tensor<?xi64>, tensor<3x2xi64>, tensor<?x?xi64>, tensor<2x3xi64>, tensor<5xi64>, i64) {
  %n = dl.constant 2 : i64 : i64
  %0 = dl.constant 0 : i64 : i64
  %1 = dl.constant 1 : i64 : i64
  %6 = dl.constant 6 : i64 : i64
  %v = dl.constant dense<[7, 8]> : tensor<2xi64> : tensor<2xi64>
  %x = dl.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi64> : tensor<2x3xi64>
  // CHECK: [7 8]
  // CHECK-NEXT: [7 8]
  %b = dl.broadcast %v axes [1] sizes (%n) : tensor<2xi64> -> tensor<?x2xi64>
  // CHECK: [1 2 3 4 5 6]
  %r = dl.reshape %x sizes (%6) : tensor<2x3xi64> -> tensor<?xi64>
  // CHECK: [1 4]
  // CHECK-NEXT: [2 5]
  // CHECK-NEXT: [3 6]
  %t = dl.transpose %x by [1, 0] : tensor<2x3xi64> -> tensor<3x2xi64>
  // CHECK: [5 4]
  %s = dl.slice %x at (%1, %1) sizes (%1, %n) by [1, -1] : tensor<2x3xi64> -> tensor<?x?xi64>
  // CHECK: [1 4 5]
  // CHECK-NEXT: [4 5 6]
  %i = dl.insert %s into %x at (%0, %n) by [1, -1] : tensor<?x?xi64>, tensor<2x3xi64>
  // CHECK: [7 8 0 1 2]
  %k = dl.iota axis 0 sizes () : tensor<3xi64>
  %c = dl.concat %v, %k axis 0 : (tensor<2xi64>, tensor<3xi64>) -> tensor<5xi64>
  // CHECK: 6
  %d = dl.dim %r, 0 : tensor<?xi64>
  return %b, %r, %t, %s, %i, %c, %d : tensor<?x2xi64>, tensor<?xi64>, tensor<3x2xi64>, tensor<?x?xi64>, tensor<2x3xi64>, tensor<5xi64>, i64
}
