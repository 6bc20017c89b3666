// RUN: dlc-opt %s --interpret=holds | FileCheck %s --check-prefix=HOLDS
// RUN: not dlc-opt %s --interpret=fails 2>&1 | FileCheck %s --check-prefix=FAILS
// RUN: not dlc-opt %s --interpret=outside 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not dlc-opt %s --interpret=scalar_outside 2>&1 | FileCheck %s --check-prefix=SCALAR
// RUN: not dlc-opt %s --interpret=empty 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not dlc-opt %s --interpret=zero 2>&1 | FileCheck %s --check-prefix=ZERO

func.func @holds() -> i64 {
  %t = dl.constant true : i1
  %i = dl.constant 1 : i64 : i64
  %n = dl.constant 2 : i64 : i64
  dl.check %t, "never" code "FAILED"
  dl.check_range %i, %n, "i" : i64
  // HOLDS: 1
  return %i : i64
}

func.func @fails() {
  %c = dl.constant false : i1
  %n = dl.constant 3 : i64 : i64
  %s = dl.string "text"
  // FAILS: checks.mlir:[[@LINE+1]]:3: error: DIM: {x} is 3, text, {2}, 3
  dl.check %c, "{x} is {0}, {1}, {2}, {0}" code "DIM" (%n, %s : i64, !dl.str)
  return
}

func.func @outside() {
  %n = dl.constant 10 : i64 : i64
  %i = dl.constant dense<[[0, 1], [10, -1]]> : tensor<2x2xi64> : tensor<2x2xi64>
  // OUTSIDE: error: VALUE: `rows` at [1, 0] is 10; it must be 0 to 9
  dl.check_range %i, %n, "rows" : tensor<2x2xi64>
  return
}

func.func @scalar_outside() {
  %n = dl.constant 10 : i64 : i64
  %i = dl.constant -1 : i64 : i64
  // SCALAR: error: VALUE: `i` is -1; it must be 0 to 9
  dl.check_range %i, %n, "i" : i64
  return
}

func.func @empty() {
  %n = dl.constant 0 : i64 : i64
  // EMPTY: error: VALUE: `i` is 0; no index is legal where the size is 0
  dl.check_range %n, %n, "i" : i64
  return
}

func.func @zero() -> i64 {
  %n = dl.constant 0 : i64 : i64
  // ZERO: error: VALUE: division by 0
  %q = dl.binary div %n, %n : i64
  return %q : i64
}
