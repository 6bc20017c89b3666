// RUN: dlc-opt %s --interpret=draws | FileCheck %s

func.func @draws() -> (i1, tensor<2xi1>, i1, tensor<4xi64>, i64) {
  %s = dl.constant 1 : i64 : i64
  %k = dl.constant 2 : i64 : i64
  %t = dl.fold_seed %s, %k
  %u = dl.fold_seed %s, %k
  // CHECK: true
  %0 = dl.compare eq %t, %u : i64 -> i1
  // CHECK-NEXT: [true true]
  %x = dl.random uniform %t sizes (%k) : tensor<?xf32>
  %one = dl.constant 1.0 : f32 : f32
  %ones = dl.broadcast %one axes [] sizes (%k) : f32 -> tensor<?xf32>
  %1 = dl.compare lt %x, %ones : tensor<?xf32> -> tensor<?xi1>
  %2 = dl.reshape %1 sizes () : tensor<?xi1> -> tensor<2xi1>
  // CHECK-NEXT: true
  %y = dl.random normal %t sizes () : f64
  %z = dl.random normal %u sizes () : f64
  %3 = dl.compare eq %y, %z : f64 -> i1
  // CHECK-NEXT: [{{[0-3] [0-3] [0-3] [0-3]}}]
  // CHECK-NEXT: 6
  %n = dl.constant 4 : i64 : i64
  %p = dl.permutation %n, %s : tensor<?xi64>
  %q = dl.reshape %p sizes () : tensor<?xi64> -> tensor<4xi64>
  %sum = dl.reduce sum %p axes [0] : tensor<?xi64> -> i64
  return %0, %2, %3, %q, %sum : i1, tensor<2xi1>, i1, tensor<4xi64>, i64
}
