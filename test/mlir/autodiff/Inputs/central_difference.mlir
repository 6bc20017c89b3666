// Appended to a file that defines `@loss` on twelve f64 numbers: compares the gradient, along a direction in which no
// two elements move alike, with a central difference.

func.func @point() -> tensor<12xf64> {
  %x = dl.constant dense<[0.31, 0.97, 0.55, 1.12, 0.43, 0.88, 0.67, 1.03, 0.36, 0.79, 1.21, 0.61]> : tensor<12xf64> : tensor<12xf64>
  return %x : tensor<12xf64>
}
func.func @direction() -> tensor<12xf64> {
  %v = dl.constant dense<[0.7, -0.4, 1.1, 0.3, -0.9, 0.6, 1.3, -0.5, 0.2, -1.2, 0.8, 0.45]> : tensor<12xf64> : tensor<12xf64>
  return %v : tensor<12xf64>
}

func.func @loss_at(%t: f64) -> f64 {
  %x = call @point() : () -> tensor<12xf64>
  %v = call @direction() : () -> tensor<12xf64>
  %ts = dl.broadcast %t axes [] sizes() : f64 -> tensor<12xf64>
  %tv = dl.binary mul %ts, %v : tensor<12xf64>
  %moved = dl.binary add %x, %tv : tensor<12xf64>
  %y = call @loss(%moved) : (tensor<12xf64>) -> f64
  return %y : f64
}
func.func @numeric(%h: f64) -> f64 {
  %minus = dl.unary neg %h : f64
  %above = call @loss_at(%h) : (f64) -> f64
  %below = call @loss_at(%minus) : (f64) -> f64
  %difference = dl.binary sub %above, %below : f64
  %width = dl.binary sub %h, %minus : f64
  %slope = dl.binary div %difference, %width : f64
  return %slope : f64
}
func.func @analytic() -> f64 {
  %x = call @point() : () -> tensor<12xf64>
  %v = call @direction() : () -> tensor<12xf64>
  %y, %g = dl.value_and_grad @loss(%x) wrt [0] : (tensor<12xf64>) -> (f64, tensor<12xf64>)
  %gv = dl.binary mul %g, %v : tensor<12xf64>
  %slope = dl.reduce sum %gv axes [0] : tensor<12xf64> -> f64
  return %slope : f64
}
func.func @compare(%h: f64, %tolerance: f64) {
  %seen = call @analytic() : () -> f64
  %expected = call @numeric(%h) : (f64) -> f64
  %difference = dl.binary sub %seen, %expected : f64
  %ratio = dl.binary div %difference, %expected : f64
  %error = dl.unary abs %ratio : f64
  %agrees = dl.compare lt %error, %tolerance : f64 -> i1
  dl.check %agrees, "the gradient gives {0}, the central difference {1}" code "E_CHECK" (%seen, %expected : f64, f64)
  %text = dl.string "gradient and central difference agree"
  dl.print %text
  return
}

func.func @main() {
  %h = dl.constant 1.0e-5 : f64 : f64
  %tolerance = dl.constant 1.0e-8 : f64 : f64
  call @compare(%h, %tolerance) : (f64, f64) -> ()
  return
}
// For functions that exist in f32 only.
func.func @main_f32() {
  %h = dl.constant 1.0e-2 : f64 : f64
  %tolerance = dl.constant 1.0e-3 : f64 : f64
  call @compare(%h, %tolerance) : (f64, f64) -> ()
  return
}
