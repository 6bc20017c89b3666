// RUN: dlc-opt --dl-differentiate --split-input-file --verify-diagnostics %s

func.func @for(%x: f32, %n: index) -> f32 {
  %i = arith.constant 0 : index
  %one = arith.constant 1 : index
  // expected-error @+1 {{derivatives through loops are not built yet}}
  %y = scf.for %k = %i to %n step %one iter_args(%a = %x) -> f32 {
    %b = dl.binary mul %a, %x : f32
    scf.yield %b : f32
  }
  return %y : f32
}
func.func @g(%x: f32, %n: index) -> f32 {
  %zero = dl.constant 0.0 : f32 : f32
  %y = func.call @for(%x, %n) : (f32, index) -> f32
  return %y : f32
}
func.func @main(%x: f32) -> f32 {
  %v:2 = dl.value_and_grad @h(%x) wrt [0] : (f32) -> (f32, f32)
  return %v#1 : f32
}
func.func @h(%x: f32) -> f32 {
  %n = arith.constant 3 : index
  %y = func.call @g(%x, %n) : (f32, index) -> f32
  return %y : f32
}

// -----

func.func @while(%x: f32) -> f32 {
  // expected-error @+1 {{derivatives through loops are not built yet}}
  %y = scf.while (%a = %x) : (f32) -> f32 {
    %big = dl.constant 100.0 : f32 : f32
    %c = dl.compare lt %a, %big : f32 -> i1
    scf.condition(%c) %a : f32
  } do {
  ^bb0(%a: f32):
    %b = dl.binary add %a, %a : f32
    scf.yield %b : f32
  }
  return %y : f32
}
func.func @main(%x: f32) -> f32 {
  %v:2 = dl.value_and_grad @while(%x) wrt [0] : (f32) -> (f32, f32)
  return %v#1 : f32
}

// -----

func.func @again(%x: f32, %stop: i1) -> f32 {
  %y = scf.if %stop -> f32 {
    scf.yield %x : f32
  } else {
    // expected-error @+1 {{`again` calls itself; derivatives of recursive functions are not built yet}}
    %z = func.call @again(%x, %stop) : (f32, i1) -> f32
    scf.yield %z : f32
  }
  return %y : f32
}
func.func @main(%x: f32, %stop: i1) -> f32 {
  %v:2 = dl.value_and_grad @again(%x, %stop) wrt [0] : (f32, i1) -> (f32, f32)
  return %v#1 : f32
}

// -----

func.func @own(%x: f32) -> f32 {
  // expected-error @+1 {{`own` calls itself; derivatives of recursive functions are not built yet}}
  %v:2 = dl.value_and_grad @own(%x) wrt [0] : (f32) -> (f32, f32)
  return %v#1 : f32
}

// -----

func.func @count(%x: f32) -> i64 {
  %n = dl.cast %x : f32 -> i64
  return %n : i64
}
func.func @main(%x: f32) -> f32 {
  // expected-error @+1 {{the result of `count` is not a float scalar}}
  %v:2 = dl.value_and_grad @count(%x) wrt [0] : (f32) -> (i64, f32)
  return %v#1 : f32
}
