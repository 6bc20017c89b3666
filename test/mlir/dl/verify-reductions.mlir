// RUN: dlc-opt %s --split-input-file --verify-diagnostics

func.func @sum_of_bools(%x: tensor<2xi1>) {
  // expected-error @+1 {{`sum` takes numbers, not 'i1'}}
  %0 = dl.reduce sum %x axes [0] : tensor<2xi1> -> i1
  return
}

// -----
func.func @any_of_numbers(%x: tensor<2xi8>) {
  // expected-error @+1 {{`any` takes bools, not 'i8'}}
  %0 = dl.reduce any %x axes [0] : tensor<2xi8> -> i8
  return
}

// -----
func.func @mean_of_integers(%x: tensor<2xi8>) {
  // expected-error @+1 {{`mean` takes floats, not 'i8'}}
  %0 = dl.reduce mean %x axes [0] : tensor<2xi8> -> i8
  return
}

// -----
func.func @axes_descend(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{has axes that do not ascend}}
  %0 = dl.reduce sum %x axes [1, 0] : tensor<2x3xf32> -> f32
  return
}

// -----
func.func @axis_kept(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{has 'tensor<2xf32>' where the shape is [3]}}
  %0 = dl.reduce sum %x axes [0] : tensor<2x3xf32> -> tensor<2xf32>
  return
}

// -----
func.func @argmax_of_two_axes(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{`argmax` takes one axis, not 2}}
  %0 = dl.reduce argmax %x axes [0, 1] : tensor<2x3xf32> -> i64
  return
}

// -----
func.func @argmax_gives_values(%x: tensor<2xf32>) {
  // expected-error @+1 {{gives 'i64', not 'f32'}}
  %0 = dl.reduce argmax %x axes [0] : tensor<2xf32> -> f32
  return
}

// -----
func.func @contracted_sizes_differ(%x: tensor<2x3xf32>, %y: tensor<4x5xf32>) {
  // expected-error @+1 {{runs dim 2 along sizes 3 and 4}}
  %0 = dl.contract %x [0, 2], %y [2, 1] : tensor<2x3xf32>, tensor<4x5xf32> -> tensor<2x5xf32>
  return
}

// -----
func.func @contraction_of_nothing(%x: tensor<2xf32>) {
  // expected-error @+1 {{has iteration dim 1 on neither operand}}
  %0 = dl.contract %x [2], %x [0] : tensor<2xf32>, tensor<2xf32> -> tensor<2xf32>
  return
}

// -----
func.func @contraction_of_another_result(%x: tensor<2x3xf32>, %y: tensor<3x5xf32>) {
  // expected-error @+1 {{has 'tensor<2x4xf32>' where the shape is [2, 5]}}
  %0 = dl.contract %x [0, 2], %y [2, 1] : tensor<2x3xf32>, tensor<3x5xf32> -> tensor<2x4xf32>
  return
}
