// The function asks at its entry which copy its arguments are for; slots stay there. A copy that takes more scratch is not called.
// RUN: dlc-opt --dual-choose-version %s | FileCheck %s

// CHECK-LABEL: llvm.func @f(%arg0: i64, %arg1: !llvm.ptr) -> i64
// CHECK-SAME: dl.versions = ["N = 1", "N = 8 (not made: it takes more scratch)", "N = 9"]
// CHECK: llvm.alloca
// CHECK: %[[ONE:.*]] = llvm.mlir.constant(1 : i64)
// CHECK: %[[FIRST:.*]] = llvm.icmp "eq" %arg0, %[[ONE]]
// CHECK: llvm.cond_br %[[FIRST]], ^[[CALL1:.*]], ^[[NEXT:.*]]
// CHECK: ^[[CALL1]]:
// CHECK: %[[R:.*]] = llvm.call @"f[N = 1]"(%arg0, %arg1)
// CHECK: llvm.return %[[R]]
// CHECK: ^[[NEXT]]:
// CHECK-NOT: llvm.call @"f[N = 8]"
// CHECK: llvm.mlir.constant(9 : i64)
// CHECK: llvm.call @"f[N = 9]"
// CHECK: llvm.add %arg0
// CHECK: llvm.func private @"f[N = 1]"
// CHECK-NOT: dl.arena
#sizes = {names = ["N"], arguments = array<i64: 0>, versions = [array<i64: 1>, array<i64: 8>, array<i64: 9>], axes = array<i64>}
llvm.func @f(%n: i64, %p: !llvm.ptr) -> i64 attributes {dl.arena = affine_map<()[s0] -> (s0 * 64)>, dl.specialize = #sizes, dl.copies = [@"f[N = 1]", @"f[N = 8]", @"f[N = 9]"]} {
  %one = llvm.mlir.constant(1 : i64) : i64
  %slot = llvm.alloca %one x i64 : (i64) -> !llvm.ptr
  llvm.store %n, %slot : i64, !llvm.ptr
  %r = llvm.add %n, %n : i64
  llvm.return %r : i64
}
llvm.func @"f[N = 1]"(%n: i64, %p: !llvm.ptr) -> i64 attributes {dl.arena = affine_map<()[s0] -> (64)>} { llvm.return %n : i64 }
llvm.func @"f[N = 8]"(%n: i64, %p: !llvm.ptr) -> i64 attributes {dl.arena = affine_map<()[s0] -> (576)>} { llvm.return %n : i64 }
llvm.func @"f[N = 9]"(%n: i64, %p: !llvm.ptr) -> i64 attributes {dl.arena = affine_map<()[s0] -> (576)>} { llvm.return %n : i64 }
