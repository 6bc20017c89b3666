// RUN: dlc-opt %s --dual-bf16-as-bits | FileCheck %s
// Whoever moves a bf16 moves its bits; other numbers stay what they are.

// CHECK: llvm.mlir.global private constant @numbers(dense<[16256, 1, -128]> : tensor<3xi16>) {{.*}} : !llvm.array<3 x i16>
llvm.mlir.global private constant @numbers(dense<[1.0, 9.2e-41, 0xFF80]> : tensor<3xbf16>) : !llvm.array<3 x bf16>

// CHECK-LABEL: llvm.func @picked(%arg0: i1, %arg1: !llvm.ptr, %arg2: f32) -> i16
llvm.func @picked(%first: i1, %place: !llvm.ptr, %x: f32) -> bf16 {
  // CHECK: %[[one:.*]] = llvm.mlir.constant(16256 : i16) : i16
  %one = llvm.mlir.constant(1.0 : bf16) : bf16
  // CHECK: llvm.getelementptr %arg1[2] : (!llvm.ptr) -> !llvm.ptr, i16
  %third = llvm.getelementptr %place[2] : (!llvm.ptr) -> !llvm.ptr, bf16
  // CHECK: %[[loaded:.*]] = llvm.load {{.*}} -> i16
  %loaded = llvm.load %third : !llvm.ptr -> bf16
  // CHECK-NOT: llvm.bitcast {{.*}} i16 to i16
  %bits = llvm.bitcast %loaded : bf16 to i16
  %again = llvm.bitcast %bits : i16 to bf16
  // CHECK: llvm.bitcast %arg2 : f32 to i32
  %other = llvm.bitcast %x : f32 to i32
  // CHECK: llvm.cond_br %arg0, ^bb1(%[[one]] : i16), ^bb1(%[[loaded]] : i16)
  llvm.cond_br %first, ^bb1(%one : bf16), ^bb1(%again : bf16)
// CHECK: ^bb1(%{{.*}}: i16):
^bb1(%picked: bf16):
  llvm.return %picked : bf16
}
