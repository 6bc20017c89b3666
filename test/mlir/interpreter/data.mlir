// Nodes of recursive data: both ways, a chain that is dropped at once, tensors and plain enums in fields.
// RUN: dlc-opt %s --interpret=shown | FileCheck %s --check-prefix=SHOWN
// RUN: run-compiled %s shown | FileCheck %s --check-prefix=SHOWN
// RUN: dlc-opt %s --interpret=dropped | FileCheck %s --check-prefix=DROPPED
// RUN: run-compiled %s dropped | FileCheck %s --check-prefix=DROPPED

// SHOWN: Link(x: [1. 2.], of: Pow(n: 7), rest: Link(x: [1. 2.], of: Mul, rest: End))
// SHOWN-NEXT: 7
func.func @shown() -> (!dl.str, i64) {
  %x = dl.constant dense<[1.0, 2.0]> : tensor<2xf32> : tensor<2xf32>
  %one = dl.constant 1 : i64 : i64
  %two = dl.constant 2 : i64 : i64
  %seven = dl.constant 7 : i64 : i64
  %end = dl.node 0 "End"
  %a = dl.node 1 "Link(x: %, of: {Add~|Mul~|Pow(n: %)}, rest: %)" (%x, %one, %seven, %end : tensor<2xf32>, i64, i64, !dl.data)
  %b = dl.node 1 "Link(x: %, of: {Add~|Mul~|Pow(n: %)}, rest: %)" (%x, %two, %seven, %a : tensor<2xf32>, i64, i64, !dl.data)
  %text = dl.format ["", ""] specs [""] (%b) : !dl.data
  %n = dl.field %b 2 : i64
  return %text, %n : !dl.str, i64
}

// DROPPED: 1
func.func @dropped() -> i64 {
  %zero = dl.constant 0 : i64 : i64
  %one = dl.constant 1 : i64 : i64
  %many = dl.constant 3000000 : i64 : i64
  %end = dl.node 0 "End"
  %chain = scf.for %k = %zero to %many step %one iter_args(%at = %end) -> !dl.data : i64 {
    %next = dl.node 1 "Link(head: %, rest: %)" (%k, %at : i64, !dl.data)
    scf.yield %next : !dl.data
  }
  %v = dl.variant %chain
  return %v : i64
}
