// RUN: dlc-opt --dl-differentiate --interpret=main %s | FileCheck %s
// What the forward half prints is printed once, in a branch too; the further result is handed out, and an operand
// that the first result does not depend on has the gradient 0.

// CHECK: outside
// CHECK-NEXT: inside
// CHECK-NEXT: 9.0
// CHECK-NEXT: 7
// CHECK-NEXT: 6.0
// CHECK-NEXT: [0. 0. 0.]
// CHECK-NOT: {{.}}
func.func @f(%x: f32, %unused: tensor<?xf32>, %n: i64) -> (f32, i64) {
  %outside = dl.string "outside"
  dl.print %outside
  %zero = dl.constant 0.0 : f32 : f32
  %positive = dl.compare gt %x, %zero : f32 -> i1
  %y = scf.if %positive -> f32 {
    %inside = dl.string "inside"
    dl.print %inside
    dl.check %positive, "not positive" code "E_CHECK"
    %square = dl.binary mul %x, %x : f32
    scf.yield %square : f32
  } else {
    scf.yield %zero : f32
  }
  return %y, %n : f32, i64
}
func.func @main() -> (f32, i64, f32, tensor<?xf32>) {
  %x = dl.constant 3.0 : f32 : f32
  %n = dl.constant 7 : i64 : i64
  %three = dl.constant 3 : i64 : i64
  %u = dl.broadcast %x axes [] sizes(%three) : f32 -> tensor<?xf32>
  %v:4 = dl.value_and_grad @f(%x, %u, %n) wrt [0, 1]
    : (f32, tensor<?xf32>, i64) -> (f32, i64, f32, tensor<?xf32>)
  return %v#0, %v#1, %v#2, %v#3 : f32, i64, f32, tensor<?xf32>
}
