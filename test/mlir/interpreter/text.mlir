// RUN: dlc-opt %s --interpret=prints | FileCheck %s
// RUN: dlc-opt %s --interpret=bytes | FileCheck %s --check-prefix=BYTES

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

func.func @bytes() -> (tensor<?xui8>, i1, i1, i64, tensor<3xi64>) {
  %s = dl.string "hé"
  %t = dl.string "hi"
  // BYTES: [104 195 169]
  %b = dl.bytes %s : tensor<?xui8>
  // BYTES-NEXT: true
  %0 = dl.is_utf8 %b : tensor<?xui8>
  // BYTES-NEXT: false
  %broken = dl.constant dense<[195, 40]> : tensor<2xui8> : tensor<2xui8>
  %1 = dl.is_utf8 %broken : tensor<2xui8>
  // BYTES-NEXT: 1
  %2 = dl.text %b : tensor<?xui8>
  %3 = dl.compare_texts %2, %t
  // BYTES-NEXT: [0 2 1]
  %x = dl.constant dense<[7.0, 1.0, 7.0]> : tensor<3xf32> : tensor<3xf32>
  %4 = dl.argsort %x axis 0 descending : tensor<3xf32> -> tensor<3xi64>
  return %b, %0, %1, %3, %4 : tensor<?xui8>, i1, i1, i64, tensor<3xi64>
}
