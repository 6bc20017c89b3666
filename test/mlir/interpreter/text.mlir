// RUN: dlc-opt %s --interpret=prints | FileCheck %s

func.func @prints() -> i1 {
  %x = dl.constant 0.5 : f32 : f32
  %n = dl.constant 42 : i64 : i64
  %v = dl.constant dense<[1.0, 2.5]> : tensor<2xf32> : tensor<2xf32>
  %s = dl.string "ab"
  // CHECK: x = 0.5, [1.  2.5]!
  %0 = dl.format ["x = ", ", ", "!"] specs ["", ""] (%x, %v) : f32, tensor<2xf32>
  dl.print %0
  // CHECK-NEXT: |   0.500|ab  |  42|0.50|
  %1 = dl.format ["|", "|", "|", "|", "|"] specs ["8.3", "4", "4", ".2"] (%x, %s, %n, %x) : f32, !dl.str, i64, f32
  dl.print %1
  dl.progress %n of %n
  %a = dl.clock
  %b = dl.clock
  // CHECK-NEXT: true
  %c = dl.compare le %a, %b : f64 -> i1
  return %c : i1
}
