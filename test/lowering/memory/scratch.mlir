// RUN: run-compiled --memory %s | FileCheck %s

// `fn f(a: f64[10], b: f64[10]) -> f64[10] { let c = b * 2.0 * a; c + 1.0 }` is one kernel without scratch.
// CHECK-DAG: f: 1 loop nests, arena 0
func.func @f(%a: tensor<10xf64>, %b: tensor<10xf64>) -> tensor<10xf64> attributes {dl.export} {
  %two = dl.constant dense<2.0> : tensor<10xf64> : tensor<10xf64>
  %one = dl.constant dense<1.0> : tensor<10xf64> : tensor<10xf64>
  %0 = dl.binary mul %b, %two : tensor<10xf64>
  %1 = dl.binary mul %0, %a : tensor<10xf64>
  %2 = dl.binary add %1, %one : tensor<10xf64>
  return %2 : tensor<10xf64>
}

// As it stands in the survey it folds to a constant.
// CHECK-DAG: constant: 1 loop nests, arena 0
func.func @constant() -> tensor<10xf64> attributes {dl.export} {
  %a = dl.constant dense<1.0> : tensor<10xf64> : tensor<10xf64>
  %two = dl.constant dense<2.0> : tensor<10xf64> : tensor<10xf64>
  %b = dl.binary mul %a, %two : tensor<10xf64>
  %c = dl.binary mul %b, %a : tensor<10xf64>
  %d = dl.binary add %c, %a : tensor<10xf64>
  return %d : tensor<10xf64>
}

// Two layers' activations live at once, the third takes the first one's place.
// CHECK-DAG: chain: {{.*}} arena s0 * 512
func.func @chain(%x: tensor<?x64xf32> {dl.shape = affine_map<()[s0] -> (s0, 64)>}, %w: tensor<64x64xf32>)
    -> (tensor<?x64xf32> {dl.shape = affine_map<()[s0] -> (s0, 64)>}) attributes {dl.export, dl.dims = ["B"]} {
  %0 = dl.contract %x [0, 2], %w [2, 1] : tensor<?x64xf32>, tensor<64x64xf32> -> tensor<?x64xf32>
  %1 = dl.contract %0 [0, 2], %w [2, 1] : tensor<?x64xf32>, tensor<64x64xf32> -> tensor<?x64xf32>
  %2 = dl.contract %1 [0, 2], %w [2, 1] : tensor<?x64xf32>, tensor<64x64xf32> -> tensor<?x64xf32>
  %3 = dl.contract %2 [0, 2], %w [2, 1] : tensor<?x64xf32>, tensor<64x64xf32> -> tensor<?x64xf32>
  return %3 : tensor<?x64xf32>
}
