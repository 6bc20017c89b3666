// An update changes its own copy only, whether it happens in place or not.
// RUN: dlc-opt %s --interpret=kept | FileCheck %s --check-prefix=KEPT
// RUN: dlc-opt %s --interpret=in_loop | FileCheck %s --check-prefix=LOOP
// RUN: dlc-opt %s --interpret=in_branch | FileCheck %s --check-prefix=BRANCH

func.func @kept() -> (tensor<2xi64>, tensor<2xi64>) {
  %0 = dl.constant 0 : i64 : i64
  %x = dl.iota axis 0 sizes () : tensor<2xi64>
  %v = dl.constant dense<9> : tensor<1xi64> : tensor<1xi64>
  %y = dl.insert %v into %x at (%0) by [1] : tensor<1xi64>, tensor<2xi64>
  // KEPT: [0 1]
  // KEPT-NEXT: [9 1]
  return %x, %y : tensor<2xi64>, tensor<2xi64>
}

// The body reads %x at every turn: it may not be taken at the first.
func.func @in_loop() -> (tensor<3xi64>) {
  %0 = dl.constant 0 : i64 : i64
  %1 = dl.constant 1 : i64 : i64
  %3 = dl.constant 3 : i64 : i64
  %x = dl.iota axis 0 sizes () : tensor<3xi64>
  %v = dl.constant dense<9> : tensor<1xi64> : tensor<1xi64>
  %r = scf.for %i = %0 to %3 step %1 iter_args(%a = %x) -> tensor<3xi64> : i64 {
    %y = dl.insert %v into %x at (%i) by [1] : tensor<1xi64>, tensor<3xi64>
    %s = dl.binary add %a, %y : tensor<3xi64>
    scf.yield %s : tensor<3xi64>
  }
  // LOOP: [ 9 12 15]
  return %r : tensor<3xi64>
}

func.func @in_branch() -> (tensor<2xi64>) {
  %t = dl.constant true : i1
  %0 = dl.constant 0 : i64 : i64
  %x = dl.iota axis 0 sizes () : tensor<2xi64>
  %v = dl.constant dense<9> : tensor<1xi64> : tensor<1xi64>
  %r = scf.if %t -> tensor<2xi64> {
    %y = dl.insert %v into %x at (%0) by [1] : tensor<1xi64>, tensor<2xi64>
    scf.yield %y : tensor<2xi64>
  } else {
    scf.yield %x : tensor<2xi64>
  }
  // BRANCH: [9 1]
  return %r : tensor<2xi64>
}
