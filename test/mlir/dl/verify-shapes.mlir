// RUN: dlc-opt %s --split-input-file --verify-diagnostics

func.func @broadcast_lacks_size(%x: f32) {
  // expected-error @+1 {{has 0 sizes for 1 dynamic dims of 'tensor<?x2xf32>'}}
  %0 = dl.broadcast %x axes [] sizes () : f32 -> tensor<?x2xf32>
  return
}

// -----
func.func @broadcast_lacks_axis(%x: tensor<2xf32>) {
  // expected-error @+1 {{has 0 axes for rank 1}}
  %0 = dl.broadcast %x axes [] sizes () : tensor<2xf32> -> tensor<2x2xf32>
  return
}

// -----
func.func @broadcast_stretches_two(%x: tensor<2xf32>) {
  // expected-error @+1 {{cannot stretch size 2 to 3}}
  %0 = dl.broadcast %x axes [0] sizes () : tensor<2xf32> -> tensor<3xf32>
  return
}

// -----
func.func @broadcast_changes_elements(%x: f32) {
  // expected-error @+1 {{takes elements of 'f32' and gives 'f64'}}
  %0 = dl.broadcast %x axes [] sizes () : f32 -> tensor<3xf64>
  return
}

// -----
func.func @reshape_changes_count(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{makes 5 elements of 6}}
  %0 = dl.reshape %x sizes () : tensor<2x3xf32> -> tensor<5xf32>
  return
}

// -----
func.func @transpose_repeats_axis(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{has permutation entry 0 twice}}
  %0 = dl.transpose %x by [0, 0] : tensor<2x3xf32> -> tensor<2x2xf32>
  return
}

// -----
func.func @transpose_keeps_shape(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{has 'tensor<2x3xf32>' where the shape is [3, 2]}}
  %0 = dl.transpose %x by [1, 0] : tensor<2x3xf32> -> tensor<2x3xf32>
  return
}

// -----
func.func @slice_lacks_offset(%x: tensor<4x4xf32>, %n: i64) {
  // expected-error @+1 {{has 1 offsets for rank 2}}
  %0 = dl.slice %x at (%n) sizes (%n, %n) by [1, 1] : tensor<4x4xf32> -> tensor<?x?xf32>
  return
}

// -----
func.func @slice_stands_still(%x: tensor<4xf32>, %n: i64) {
  // expected-error @+1 {{has stride 0}}
  %0 = dl.slice %x at (%n) sizes (%n) by [0] : tensor<4xf32> -> tensor<?xf32>
  return
}

// -----
func.func @insert_of_another_rank(%x: tensor<4xf32>, %y: tensor<4x4xf32>, %n: i64) {
  // expected-error @+1 {{has 1 axes of the inserted box for rank 2}}
  %0 = dl.insert %x into %y at (%n, %n) by [1, 1] : tensor<4xf32>, tensor<4x4xf32>
  return
}

// -----
func.func @gather_lacks_index(%x: tensor<4x4xf32>, %i: tensor<2xi64>) {
  // expected-error @+1 {{has 1 index tensors for 2 indexed dims}}
  %0 = dl.gather %x[%i] dims [-1, -1] : (tensor<4x4xf32>, tensor<2xi64>) -> tensor<2xf32>
  return
}

// -----
func.func @gather_at_floats(%x: tensor<4xf32>, %i: tensor<2xf32>) {
  // expected-error @+1 {{has indices of 'f32', not i64}}
  %0 = dl.gather %x[%i] dims [-1] : (tensor<4xf32>, tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----
func.func @scatter_reads_no_axis(%x: tensor<2xf32>, %y: tensor<4xf32>) {
  // expected-error @+1 {{has dim 1; legal are -1 to 0}}
  %0 = dl.scatter_add %x into %y[] dims [1] : (tensor<2xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----
func.func @concat_makes_too_much(%x: tensor<2xf32>) {
  // expected-error @+1 {{joins 4 along axis 0 into 'tensor<5xf32>'}}
  %0 = dl.concat %x, %x axis 0 : (tensor<2xf32>, tensor<2xf32>) -> tensor<5xf32>
  return
}

// -----
func.func @concat_of_other_sizes(%x: tensor<2x3xf32>, %y: tensor<2x4xf32>) {
  // expected-error @+1 {{has 'tensor<2x4xf32>' where the shape is [2, 3]}}
  %0 = dl.concat %x, %y axis 0 : (tensor<2x3xf32>, tensor<2x4xf32>) -> tensor<4x3xf32>
  return
}

// -----
func.func @iota_of_floats() {
  // expected-error @+1 {{gives i64, not 'f32'}}
  %0 = dl.iota axis 0 sizes () : tensor<3xf32>
  return
}

// -----
func.func @random_lacks_size(%s: i64) {
  // expected-error @+1 {{has 0 sizes for 1 dynamic dims of 'tensor<?xf32>'}}
  %0 = dl.random uniform %s sizes () : tensor<?xf32>
  return
}

// -----
func.func @argsort_along_no_axis(%x: tensor<2x3xf32>) {
  // expected-error @+1 {{has axis 2; 'tensor<2x3xf32>' has axes 0 to 1}}
  %0 = dl.argsort %x axis 2 : tensor<2x3xf32> -> tensor<2x3xi64>
  return
}
