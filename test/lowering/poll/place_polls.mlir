// Kernels ask their caller: at the entry, in long loops, between blocks of short turns; not where nothing takes long.
// RUN: dlc-opt --split-input-file --dual-place-polls %s | FileCheck %s

// CHECK-LABEL: func.func @kernel_long(%arg0: i64
// CHECK-SAME: -> i32 attributes {{.*}}dl.polls
// CHECK: %[[TOTAL:.*]] = arith.addi %arg0
// CHECK: rt.poll 0 to 0 of %[[TOTAL]]
// CHECK: scf.for %[[AT:.*]] = %c0 to %[[N:.*]] step %[[BLOCK:[^ ]*]] {
// CHECK: %[[DONE:.*]] = arith.subi %[[AT]], %c0
// CHECK: %[[DONE64:.*]] = arith.index_cast %[[DONE]]
// CHECK: rt.poll {{[0-9]+}} to {{[0-9]+}} of %[[TOTAL]], %[[DONE64]] of
// CHECK: %[[END:.*]] = arith.minsi %{{.*}}, %[[N]]
// CHECK: scf.for %{{.*}} = %[[AT]] to %[[END]] step %c1 {
// CHECK-NOT: rt.poll
// CHECK: return %{{.*}} : i32
func.func @kernel_long(%n: i64, %x: memref<?xf32>) attributes {dl.kernel, dl.dim_count = 1 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %end = arith.index_cast %n : i64 to index
  scf.for %i = %c0 to %end step %c1 {
    memref.store %zero, %x[%i] : memref<?xf32>
  }
  return
}

// -----

// What a loop carries goes through its blocks.
// CHECK-LABEL: func.func @kernel_sum
// CHECK: %[[SUM:.*]] = scf.for {{.*}} iter_args(%[[SO_FAR:.*]] = %{{.*}}) -> (f32) {
// CHECK: rt.poll
// CHECK: %[[BLOCK:.*]] = scf.for {{.*}} iter_args(%{{.*}} = %[[SO_FAR]]) -> (f32) {
// CHECK: scf.yield %[[BLOCK]] : f32
// CHECK: memref.store %[[SUM]]
func.func @kernel_sum(%n: i64, %x: memref<?xf32>, %out: memref<f32>) attributes {dl.kernel, dl.dim_count = 1 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %end = arith.index_cast %n : i64 to index
  %sum = scf.for %i = %c0 to %end step %c1 iter_args(%s = %zero) -> (f32) {
    %e = memref.load %x[%i] : memref<?xf32>
    %t = arith.addf %s, %e : f32
    scf.yield %t : f32
  }
  memref.store %sum, %out[] : memref<f32>
  return
}

// -----

// Blocks of a loop that may begin at the largest numbers could end behind them: it asks at each turn.
// CHECK-LABEL: func.func @kernel_far
// CHECK: scf.for %{{.*}} = %arg1 to %arg2 step %c1 {
// CHECK: rt.poll
// CHECK-NOT: scf.for
// CHECK: return
func.func @kernel_far(%n: i64, %first: index, %end: index, %x: memref<f32>) attributes {dl.kernel, dl.dim_count = 1 : i64} {
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  scf.for %i = %first to %end step %c1 {
    memref.store %zero, %x[] : memref<f32>
  }
  return
}

// -----

// What is left behind tiles is short.
// CHECK-LABEL: func.func @kernel_short
// CHECK-NOT: rt.poll
func.func @kernel_short(%n: i64, %x: memref<?xf32>) attributes {dl.kernel, dl.dim_count = 1 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  %end = arith.index_cast %n : i64 to index
  %rest = arith.remui %end, %c8 : index
  %first = arith.subi %end, %rest : index
  scf.for %i = %first to %end step %c1 {
    memref.store %zero, %x[%i] : memref<?xf32>
  }
  scf.for %i = %c0 to %c64 step %c1 {
    memref.store %zero, %x[%i] : memref<?xf32>
  }
  return
}

// -----

// Turns of unknown length: each asks, and so do its own loops, which are as far as it is. A program does not ask.
// CHECK-LABEL: func.func @kernel_deep
// CHECK: scf.for
// CHECK: rt.poll {{[0-9]+}} to {{[0-9]+}} of %[[TOTAL:.*]], %[[AT:.*]] of %[[ALL:.*]]
// CHECK: scf.for
// CHECK: rt.poll {{[0-9]+}} to {{[0-9]+}} of %[[TOTAL]], %[[AT]] of %[[ALL]]
// CHECK: scf.for
// CHECK-LABEL: func.func @program
// CHECK-NOT: rt.poll
func.func @kernel_deep(%n: i64, %x: memref<?x?xf32>) attributes {dl.kernel, dl.dim_count = 1 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %end = arith.index_cast %n : i64 to index
  scf.for %i = %c0 to %end step %c1 {
    scf.for %j = %c0 to %end step %c1 {
      memref.store %zero, %x[%i, %j] : memref<?x?xf32>
    }
  }
  return
}
func.func @program(%n: index, %x: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  scf.for %i = %c0 to %n step %c1 {
    memref.store %zero, %x[%i] : memref<?xf32>
  }
  return
}

// -----

// A recursive function counts its calls; the table that it goes down has as many nodes as the second size says.
// CHECK-LABEL: func.func @down
// CHECK: rt.poll -1 to 1 of
// CHECK-LABEL: func.func @kernel_down
// CHECK-SAME: dl.polls
// CHECK: %[[TOTAL:.*]] = arith.addi %arg1
// CHECK: rt.poll 0 to 0 of %[[TOTAL]]
func.func @down(%n: i64) -> i64 attributes {dl.library, dl.recursive} {
  %0 = func.call @down(%n) : (i64) -> i64
  return %0 : i64
}
func.func @kernel_down(%b: i64, %n: i64) attributes {dl.kernel, dl.heap, dl.dim_count = 2 : i64, dl.depth = affine_map<()[s0, s1] -> (s1)>} {
  %0 = func.call @down(%n) : (i64) -> i64
  return
}
