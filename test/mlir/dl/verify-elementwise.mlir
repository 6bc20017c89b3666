// RUN: dlc-opt %s --split-input-file --verify-diagnostics

func.func @constant_of_another_type() {
  // expected-error @+1 {{of 'f32' gives 'f64'}}
  %0 = dl.constant 1.0 : f32 : f64
  return
}

// -----
func.func @dim_outside(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{has axis 2; 'tensor<2x3xf32>' has axes 0 to 1}}
  %0 = dl.dim %x, 2 : tensor<2x3xf32>
  return
}

// -----
func.func @exp_of_integers(%x: i32) {
  // expected-error @+1 {{`exp` takes floats, not 'i32'}}
  %0 = dl.unary exp %x : i32
  return
}

// -----
func.func @neg_of_bools(%x: i1) {
  // expected-error @+1 {{`neg` takes numbers, not 'i1'}}
  %0 = dl.unary neg %x : i1
  return
}

// -----
func.func @not_of_floats(%x: f32) {
  // expected-error @+1 {{`not` takes bools or integers, not 'f32'}}
  %0 = dl.unary not %x : f32
  return
}

// -----
func.func @pow_of_bools(%x: i1) {
  // expected-error @+1 {{`pow` takes numbers, not 'i1'}}
  %0 = dl.binary pow %x, %x : i1
  return
}

// -----
func.func @and_of_floats(%x: f32) {
  // expected-error @+1 {{`and` takes bools or integers, not 'f32'}}
  %0 = dl.binary and %x, %x : f32
  return
}

// -----
func.func @operands_differ(%x: f32, %y: f64) {
  // expected-note @-1 {{prior use here}}
  // expected-error @+1 {{use of value '%y' expects different type}}
  %0 = dl.binary add %x, %y : f32
  return
}

// -----
func.func @compare_gives_numbers(%x: f32) {
  // expected-error @+1 {{gives i1, not 'i8'}}
  %0 = dl.compare lt %x, %x : f32 -> i8
  return
}

// -----
func.func @compare_changes_shape(%x: tensor<2xf32>) {
  // expected-error @+1 {{has 'tensor<3xi1>' where the shape is [2]}}
  %0 = dl.compare lt %x, %x : tensor<2xf32> -> tensor<3xi1>
  return
}

// -----
func.func @select_by_numbers(%c: i8, %x: f32) {
  // expected-error @+1 {{has a condition of 'i8', not i1}}
  %0 = dl.select %c, %x, %x : i8, f32
  return
}

// -----
func.func @select_by_another_shape(%c: i1, %x: tensor<?xf32>) {
  // expected-error @+1 {{has 'i1' where the shape is [?]}}
  %0 = dl.select %c, %x, %x : i1, tensor<?xf32>
  return
}

// -----
func.func @fma_of_integers(%x: i32) {
  // expected-error @+1 {{must be float scalar or tensor}}
  %0 = dl.fma %x, %x, %x : i32
  return
}

// -----
func.func @ipow_of_bools(%x: i1, %n: i64) {
  // expected-error @+1 {{`ipow` takes numbers, not 'i1'}}
  %0 = dl.ipow %x, %n : i1
  return
}

// -----
func.func @cast_changes_shape(%x: tensor<2xf32>) {
  // expected-error @+1 {{has 'f64' where the shape is [2]}}
  %0 = dl.cast %x : tensor<2xf32> -> f64
  return
}
