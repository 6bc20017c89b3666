// RUN: dlc-opt --dl-differentiate --split-input-file --verify-diagnostics %s

func.func @while(%x: f32) -> f32 {
  // expected-error @+1 {{there is no derivative of a loop whose condition changes what it hands on}}
  %y = scf.while (%a = %x) : (f32) -> f32 {
    %big = dl.constant 100.0 : f32 : f32
    %c = dl.compare lt %a, %big : f32 -> i1
    %b = dl.binary add %a, %a : f32
    scf.condition(%c) %b : f32
  } do {
  ^bb0(%a: f32):
    scf.yield %a : f32
  }
  return %y : f32
}
func.func @main(%x: f32) -> f32 {
  %v:2 = dl.value_and_grad @while(%x) wrt [0] : (f32) -> (f32, f32)
  return %v#1 : f32
}

// -----

func.func private @again(%x: f32, %stop: i1) -> f32 {
  %text = dl.string "again"
  dl.print %text
  %y = scf.if %stop -> f32 {
    scf.yield %x : f32
  } else {
    // expected-error @+1 {{`again` prints or reads files; its derivative computes it again, which would do that twice}}
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
  // expected-error @+1 {{the derivative of `own` is needed to compute `own` itself}}
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
