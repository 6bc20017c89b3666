// A kernel has bare pointers, and its checks leave through one exit block with their number.
// RUN: dlc-opt --dual-lower-to-llvm %s | FileCheck %s

// CHECK: llvm.func @kernel_f(%[[C:.*]]: i1, %{{.*}}: !llvm.ptr) -> i32
// CHECK-SAME: dl.checks = [{code = "VALUE", message = "no", place = #loc{{[0-9]*}}}]
// CHECK: llvm.cond_br %[[C]], ^{{.*}}, ^[[EXIT:.*]](%{{.*}} : i32)
// CHECK: ^[[EXIT]](%[[N:.*]]: i32)
// CHECK: llvm.return %[[N]]
func.func @kernel_f(%c: i1, %x: memref<?xi8>) -> i32 attributes {dl.kernel} {
  %zero = arith.constant 0 : i32
  dl.check %c, "no" code "VALUE"
  return %zero : i32
}
