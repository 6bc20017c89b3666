// Canonicalization makes selects and extensions of the arith dialect: their flags and bytes are stored as all others.
// RUN: dlc-opt --canonicalize --dual-dl-to-linalg %s | FileCheck %s

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

// CHECK-LABEL: func.func @byte_of_flag
// CHECK: arith.extui {{.*}} : i1 to i8
func.func @byte_of_flag(%c: i1) -> ui8 {
  %one = dl.constant 1 : ui8 : ui8
  %zero = dl.constant 0 : ui8 : ui8
  %0 = scf.if %c -> (ui8) {
    scf.yield %one : ui8
  } else {
    scf.yield %zero : ui8
  }
  return %0 : ui8
}
