// Values hold nodes until their last use; terminators and loops hand holds on; arguments and what hangs below them
// are held by the caller.
// RUN: dlc-opt --pass-pipeline='builtin.module(func.func(dual-count-holds))' %s | FileCheck %s

// CHECK-LABEL: func.func @borrowed
// CHECK-NOT: dl.retain
// CHECK-NOT: dl.release
// CHECK: return
func.func @borrowed(%t: !dl.data) -> i64 {
  %rest = dl.field %t 1 : !dl.data
  %under = dl.field %rest 1 : !dl.data
  %r = dl.variant %under
  return %r : i64
}

// CHECK-LABEL: func.func @handed_on
// CHECK: dl.field
// CHECK-NEXT: dl.retain %[[REST:.*]]
// CHECK-NEXT: return %[[REST]]
func.func @handed_on(%t: !dl.data) -> !dl.data {
  %rest = dl.field %t 1 : !dl.data
  return %rest : !dl.data
}

// CHECK-LABEL: func.func @made
// CHECK: %[[END:.*]] = dl.node 0 "End"
// CHECK-NEXT: %[[LINK:.*]] = dl.node 1
// CHECK-NEXT: dl.release %[[END]]
// CHECK-NEXT: dl.retain %[[LINK]]
// CHECK-NEXT: return %[[LINK]], %[[LINK]]
func.func @made(%x: i64) -> (!dl.data, !dl.data) {
  %end = dl.node 0 "End"
  %link = dl.node 1 "Link(head: %, rest: %)" (%x, %end : i64, !dl.data)
  return %link, %link : !dl.data, !dl.data
}

// CHECK-LABEL: func.func @loop
// CHECK: %[[END:.*]] = dl.node 0 "End"
// CHECK-NEXT: dl.retain %[[END]]
// CHECK-NEXT: %[[CHAIN:.*]] = scf.for {{.*}} iter_args(%[[AT:.*]] = %[[END]])
// CHECK-NEXT: %[[NEXT:.*]] = dl.node 1 {{.*}}(%{{.*}}, %[[AT]] :
// CHECK-NEXT: dl.release %[[AT]]
// CHECK-NEXT: scf.yield %[[NEXT]]
// CHECK: dl.release %[[END]]
// CHECK-NEXT: call @made
// CHECK: return %[[CHAIN]]
func.func @loop(%n: i64) -> !dl.data {
  %zero = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %end = dl.node 0 "End"
  %chain = scf.for %k = %zero to %n step %one iter_args(%at = %end) -> !dl.data : i64 {
    %next = dl.node 1 "Link(head: %, rest: %)" (%k, %at : i64, !dl.data)
    scf.yield %next : !dl.data
  }
  %two:2 = func.call @made(%n) : (i64) -> (!dl.data, !dl.data)
  return %chain : !dl.data
}

// A result that nothing reads, a branch that gives what stands outside.
// CHECK-LABEL: func.func @branch
// CHECK: %[[R:.*]] = scf.if
// CHECK: dl.retain %[[OUTSIDE:.*]]
// CHECK-NEXT: scf.yield %[[OUTSIDE]]
// CHECK: dl.release %[[R]]
func.func @branch(%c: i1, %t: !dl.data) {
  %r = scf.if %c -> !dl.data {
    scf.yield %t : !dl.data
  } else {
    %none = dl.no_node
    scf.yield %none : !dl.data
  }
  return
}
