// One linalg.generic for each operation, with arith in its body and no function of `math` that rounds.
// RUN: dlc-opt --dual-dl-to-linalg %s | FileCheck %s --implicit-check-not=math.exp

// CHECK-LABEL: func.func @scalars
// CHECK: arith.maximumf
// CHECK: arith.addf
func.func @scalars(%x: f32, %y: f32) -> f32 {
  %0 = dl.unary relu %x : f32
  %1 = dl.binary add %0, %y : f32
  return %1 : f32
}

// CHECK-LABEL: func.func @exp
// CHECK: linalg.generic
// CHECK: math.fma
// CHECK: linalg.yield
func.func @exp(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = dl.unary exp %x : tensor<?xf32>
  return %0 : tensor<?xf32>
}

// A bool is a byte in memory, any but 0 is true, and a bit in bodies.
// CHECK-LABEL: func.func @bools(%{{.*}}: tensor<4xi8>) -> tensor<4xi8>
// CHECK: arith.cmpi ne, %{{.*}} : i8
// CHECK: arith.extui %{{.*}} : i1 to i8
func.func @bools(%x: tensor<4xi1>) -> tensor<4xi1> {
  %0 = dl.unary not %x : tensor<4xi1>
  return %0 : tensor<4xi1>
}

// Floor division must not trap where the divisor is -1.
// CHECK-LABEL: func.func @floor_division
// CHECK: arith.cmpi eq, %{{.*}}, %c-1
// CHECK: arith.divsi
func.func @floor_division(%x: i64, %y: i64) -> i64 {
  %0 = dl.binary div %x, %y : i64
  return %0 : i64
}
