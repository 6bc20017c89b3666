// The stack pointer is compared at the entry; slots of the frame stay there.
// RUN: dlc-opt --dual-grow-stack %s | FileCheck %s

// CHECK-LABEL: llvm.func internal @f.near(%{{.*}}: !llvm.ptr)
// CHECK: %[[R:.*]] = llvm.call @f(%{{.*}}) : (i64) -> i64
// CHECK: llvm.store %[[R]]
// CHECK-LABEL: llvm.func internal @f.far(%{{.*}}: i64) -> i64
// CHECK: llvm.call @dual_rt_in_new_chunk
// CHECK: llvm.return %{{.*}} : i64
// CHECK-LABEL: llvm.func @f(
// CHECK: llvm.alloca
// CHECK: %[[HERE:.*]] = llvm.intr.stacksave
// CHECK: %[[LOW:.*]] = llvm.icmp "ult" %[[HERE]]
// CHECK: llvm.cond_br %[[LOW]]
// CHECK: llvm.call @f.far
// CHECK: llvm.store
llvm.func @f(%n: i64) -> i64 attributes {dl.recursive} {
  %one = llvm.mlir.constant(1 : i64) : i64
  %slot = llvm.alloca %one x i64 : (i64) -> !llvm.ptr
  llvm.store %n, %slot : i64, !llvm.ptr
  %r = llvm.call @f(%n) : (i64) -> i64
  llvm.return %r : i64
}

// CHECK-LABEL: llvm.func @plain
// CHECK-NOT: stacksave
llvm.func @plain(%n: i64) -> i64 {
  llvm.return %n : i64
}
