// A reduction takes its own copy of what is cheap, and has no second result: that it would store after its loops.
// RUN: dlc-opt --dual-dl-to-linalg --dual-fuse --canonicalize --cse %s | FileCheck %s

// CHECK-LABEL: func.func @both
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<?xi8>)
// CHECK-NOT: tensor<?x?xi8>, tensor<
// CHECK: return
func.func @both(%flags: tensor<?xi1>, %n: i64) -> (i1, i1) {
  %0 = dl.broadcast %flags axes [0] sizes(%n, %n) : tensor<?xi1> -> tensor<?x?xi1>
  %1 = dl.reduce any %0 axes [0, 1] : tensor<?x?xi1> -> i1
  %2 = dl.reduce all %0 axes [0, 1] : tensor<?x?xi1> -> i1
  return %1, %2 : i1, i1
}
