// A kernel takes the call, asks only if there is a poll, and leaves with -2 when that says so.
// RUN: dlc-opt --dual-lower-to-llvm %s | FileCheck %s

// CHECK: llvm.func @kernel_f(%{{.*}}: i64, %[[CALL:.*]]: !llvm.ptr) -> i32
// CHECK: %[[PLACE:.*]] = llvm.getelementptr %[[CALL]][32]
// CHECK: %[[POLL:.*]] = llvm.load %[[PLACE]]
// CHECK: %[[WANTED:.*]] = llvm.icmp "ne" %[[POLL]]
// CHECK: llvm.cond_br %[[WANTED]] weights([1, 1000]), ^[[ASK:.*]], ^[[REST:.*]]
// CHECK: ^[[ASK]]:
// CHECK: %[[STOP:.*]] = llvm.call @dual_poll(%[[CALL]],
// CHECK: llvm.cond_br %{{.*}}, ^[[EXIT:.*]], ^[[REST]]
// CHECK: ^[[EXIT]]:
// CHECK: %[[STOPPED:.*]] = llvm.mlir.constant(-2 : i32)
// CHECK: llvm.return %[[STOPPED]]
func.func @kernel_f(%n: i64) -> i32 attributes {dl.kernel, dl.polls} {
  %zero = arith.constant 0 : i64
  %good = arith.constant 0 : i32
  rt.poll 0 to 65536 of %n, %zero of %zero
  return %good : i32
}
