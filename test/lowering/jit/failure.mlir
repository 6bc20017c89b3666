// A failing check names its place and ends the program.
// RUN: not run-compiled %s main 2>&1 | FileCheck %s
// CHECK: before
// CHECK-NEXT: failure.mlir:[[#@LINE+9]]:{{[0-9]+}}: error: VALUE: `n` is -1; it must be 0 to 3
// CHECK-NOT: after

func.func @main() attributes {dl.root} {
  %before = dl.string "before"
  %after = dl.string "after"
  %n = dl.constant -1 : i64 : i64
  %four = dl.constant 4 : i64 : i64
  dl.print %before
  dl.check_range %n, %four, "n" : i64
  dl.print %after
  return
}
