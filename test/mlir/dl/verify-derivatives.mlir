// RUN: dlc-opt %s --split-input-file --verify-diagnostics

func.func private @f(%x: f32, %n: i64) -> f32
func.func @one_cotangent_for_each_result(%x: f32, %n: i64) {
  // expected-error @+1 {{has one result for each of `wrt` and one cotangent for each of `of`}}
  %0 = dl.pullback @f(%x, %n) wrt [0] from (%x, %x) of [0] : (f32, i64) from (f32, f32) -> f32
  return
}

// -----
func.func private @f(%x: f32, %n: i64) -> f32
func.func @another_type(%x: f32, %n: i64) {
  // expected-error @+1 {{hands back what operand 1 is not}}
  %0 = dl.pullback @f(%x, %n) wrt [1] from (%x) of [0] : (f32, i64) from (f32) -> f32
  return
}
