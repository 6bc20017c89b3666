// Canonicalization makes selects of the arith dialect: their flags and bytes are stored as all others.
// RUN: dlc-opt --dual-dl-to-linalg %s | FileCheck %s

// CHECK-LABEL: func.func @flags
// CHECK: arith.select {{.*}} : tensor<?xi8>
func.func @flags(%c: i1, %a: tensor<?xi1>, %b: tensor<?xi1>) -> tensor<?xi1> {
  %0 = arith.select %c, %a, %b : tensor<?xi1>
  return %0 : tensor<?xi1>
}

// CHECK-LABEL: func.func @byte
// CHECK: arith.select {{.*}} : i8
func.func @byte(%c: i1, %a: ui8, %b: ui8) -> ui8 {
  %0 = arith.select %c, %a, %b : ui8
  return %0 : ui8
}
