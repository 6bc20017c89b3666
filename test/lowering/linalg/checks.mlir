// A check ends a program by a call; in an export it stays until control flow is in blocks.
// RUN: dlc-opt --dual-dl-to-linalg %s | FileCheck %s

// CHECK-LABEL: func.func @program
// CHECK: scf.if
// CHECK: call @dual_rt_fail
func.func @program(%c: i1) {
  dl.check %c, "no" code "VALUE"
  return
}

// CHECK-LABEL: func.func @exported
// CHECK: dl.check
// CHECK-NOT: dual_rt_fail
func.func @exported(%c: i1) attributes {dl.export} {
  dl.check %c, "no" code "VALUE"
  return
}
