// Recursive calls count from 0 and check; calls between them hand the depth on.
// RUN: dlc-opt --dual-count-depth %s | FileCheck %s

// CHECK-LABEL: func.func @main
// CHECK: %[[ZERO:.*]] = arith.constant 0 : i64
// CHECK: call @even(%{{.*}}, %[[ZERO]]) : (i64, i64) -> i64
func.func @main(%n: i64) -> i64 {
  %r = func.call @even(%n) : (i64) -> i64
  return %r : i64
}

// CHECK-LABEL: func.func private @even(
// CHECK-SAME: %[[N:.*]]: i64, %[[DEPTH:.*]]: i64) -> i64 attributes {dl.recursive}
// CHECK: %[[LIMIT:.*]] = arith.constant 1048576 : i64
// CHECK: %[[FITS:.*]] = dl.compare lt %[[DEPTH]], %[[LIMIT]] : i64 -> i1
// CHECK: dl.check %[[FITS]], "recursion is deeper than 1048576 calls" code "FAILED"
// CHECK: %[[NEXT:.*]] = dl.binary add %[[DEPTH]], %{{.*}} : i64
// CHECK: call @between(%[[N]], %[[NEXT]])
func.func private @even(%n: i64) -> i64 {
  %r = func.call @between(%n) : (i64) -> i64
  return %r : i64
}

// CHECK-LABEL: func.func private @between(
// CHECK-SAME: attributes {dl.recursive}
// CHECK: call @even
// CHECK: call @plain(%{{[^,]*}}) : (i64) -> i64
func.func private @between(%n: i64) -> i64 {
  %r = func.call @even(%n) : (i64) -> i64
  %s = func.call @plain(%r) : (i64) -> i64
  return %s : i64
}

// CHECK-LABEL: func.func private @plain(%{{[^,]*}}: i64) -> i64 {
func.func private @plain(%n: i64) -> i64 {
  return %n : i64
}
