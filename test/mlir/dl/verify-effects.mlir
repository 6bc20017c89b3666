// RUN: dlc-opt %s --split-input-file --verify-diagnostics

func.func @range_of_floats(%x: f32, %n: i64) {
  // expected-error @+1 {{takes indices of i64, not 'f32'}}
  dl.check_range %x, %n, "i" : f32
  return
}

// -----
func.func @format_lacks_piece(%x: f32) {
  // expected-error @+1 {{has 1 pieces and 1 specs for 1 values}}
  %0 = dl.format ["x"] specs [""] (%x) : f32
  return
}

// -----
func.func @save_lacks_name(%p: !dl.str, %x: f32) {
  // expected-error @+1 {{has 0 names for 1 values}}
  dl.save %p, [] (%x) : f32
  return
}

// -----
func.func @load_changes_type(%p: !dl.str, %x: f32) {
  // expected-error @+1 {{gives values of other types than those they are like}}
  %0 = dl.load %p, ["x"] (%x) : (f32) -> f64
  return
}

// -----
func.func @read_lacks_name(%p: !dl.str) {
  // expected-error @+1 {{has 0 names for 1 values}}
  %0 = dl.read_arrays %p [] : tensor<?xf32>
  return
}

// -----
func.func @loss(%x: f32) -> f32 { return %x : f32 }
func.func @gradient_of_no_operand(%x: f32) {
  // expected-error @+1 {{differentiates operand 1 of 1}}
  %0:2 = dl.value_and_grad @loss(%x) wrt [1] : (f32) -> (f32, f32)
  return
}
