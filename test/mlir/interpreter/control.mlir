// RUN: dlc-opt %s --interpret=branches | FileCheck %s --check-prefix=BRANCHES
// RUN: dlc-opt %s --interpret=counts | FileCheck %s --check-prefix=COUNTS
// RUN: dlc-opt %s --interpret=collatz | FileCheck %s --check-prefix=COLLATZ
// RUN: dlc-opt %s --interpret=recursion | FileCheck %s --check-prefix=RECURSION
// RUN: not dlc-opt %s --interpret=endless 2>&1 | FileCheck %s --check-prefix=ENDLESS
// RUN: not dlc-opt %s --interpret=unknown 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not dlc-opt %s --interpret=foreign 2>&1 | FileCheck %s --check-prefix=FOREIGN

func.func @branches() -> (f32, f32) {
  %t = dl.constant true : i1
  %f = dl.constant false : i1
  %a = dl.constant 1.0 : f32 : f32
  %b = dl.constant 2.0 : f32 : f32
  %s = dl.string "only here"
  scf.if %f {
    dl.print %s
  }
  // BRANCHES-NOT: only here
  // BRANCHES: 1.0
  %0 = scf.if %t -> f32 {
    scf.yield %a : f32
  } else {
    scf.yield %b : f32
  }
  // BRANCHES-NEXT: 2.0
  %1 = scf.if %f -> f32 {
    scf.yield %a : f32
  } else {
    scf.yield %b : f32
  }
  return %0, %1 : f32, f32
}

// The two carried values change places at every turn.
func.func @counts() -> (i64, i64) {
  %0 = dl.constant 0 : i64 : i64
  %1 = dl.constant 1 : i64 : i64
  %n = arith.constant 10 : i64
  // COUNTS: 25
  // COUNTS-NEXT: 20
  %r:2 = scf.for %i = %0 to %n step %1 iter_args(%a = %0, %b = %0) -> (i64, i64) : i64 {
    %s = dl.binary add %b, %i : i64
    scf.yield %s, %a : i64, i64
  }
  return %r#0, %r#1 : i64, i64
}

func.func @collatz() -> (i64) {
  %0 = dl.constant 0 : i64 : i64
  %1 = dl.constant 1 : i64 : i64
  %2 = dl.constant 2 : i64 : i64
  %3 = dl.constant 3 : i64 : i64
  %start = dl.constant 27 : i64 : i64
  // COLLATZ: 111
  %r:2 = scf.while (%x = %start, %steps = %0) : (i64, i64) -> (i64, i64) {
    %more = dl.compare ne %x, %1 : i64 -> i1
    scf.condition(%more) %x, %steps : i64, i64
  } do {
  ^bb0(%x: i64, %steps: i64):
    %rest = dl.binary mod %x, %2 : i64
    %even = dl.compare eq %rest, %0 : i64 -> i1
    %y = scf.if %even -> i64 {
      %h = dl.binary div %x, %2 : i64
      scf.yield %h : i64
    } else {
      %t = dl.binary mul %x, %3 : i64
      %u = dl.binary add %t, %1 : i64
      scf.yield %u : i64
    }
    %next = dl.binary add %steps, %1 : i64
    scf.yield %y, %next : i64, i64
  }
  return %r#1 : i64
}

func.func @factorial(%n: i64) -> i64 {
  %1 = dl.constant 1 : i64 : i64
  %last = dl.compare le %n, %1 : i64 -> i1
  %r = scf.if %last -> i64 {
    scf.yield %1 : i64
  } else {
    %m = dl.binary sub %n, %1 : i64
    %f = func.call @factorial(%m) : (i64) -> i64
    %p = dl.binary mul %n, %f : i64
    scf.yield %p : i64
  }
  return %r : i64
}
func.func @recursion() -> i64 {
  %n = dl.constant 20 : i64 : i64
  // RECURSION: 2432902008176640000
  %r = func.call @factorial(%n) : (i64) -> i64
  return %r : i64
}

// Unbounded recursion ends with a message, not with the stack.
func.func @endless() {
  // ENDLESS: error: FAILED: recursion is deeper than 1048576 calls
  func.call @endless() : () -> ()
  return
}

// UNKNOWN: error: INTERNAL: no body of function `unknown`
// FOREIGN: error: INTERNAL: no way to interpret `arith.addi`
func.func @foreign() -> i64 {
  %0 = arith.constant 1 : i64
  %1 = arith.addi %0, %0 : i64
  return %1 : i64
}
