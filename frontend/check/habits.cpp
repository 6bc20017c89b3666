#include "frontend/check/habits.h"

#include "frontend/diagnostics/habit.h"
#include "stdlib/stdlib.h"

#include "llvm/ADT/StringRef.h"

namespace dual::check {

namespace {

constexpr Habit values[] = {
    {" True ", "write `true`"},
    {" False ", "write `false`"},
    {" None null nil undefined NULL nullptr ",
     "no value is missing in Dual; an `enum` with a variant for nothing says it"},
    {" pass ", "a block may be empty: `{ }`"},
    {" PI M_PI Pi ", "write `pi`"},
    {" INFINITY Inf Infinity ", "write `inf`"},
    {" NaN NAN ", "write `nan`"},
    {" this ", "write `self`, which is the first parameter of a method"},
    {" self ", "only a method has `self`, as its first parameter"},
    {" np numpy jnp torch tf tensorflow jax math cmath std F ",
     "no prefix is needed: `zeros`, `sqrt`, `sum` and their like are known everywhere"},
};

constexpr Habit functions[] = {
    {" len length numel ", "the sizes of a tensor are `x.shape`, that of its first axis `x.shape[0]`; a list "
                           "or a text has `x.len`"},
    {" size shape ", "the sizes of a tensor are `x.shape`"},
    {" ndim rank dim ", "the number of axes is a part of the type, and the same in every run"},
    {" range xrange ", "a range is written `0..n`, with steps `a..b by s`"},
    {" enumerate zip ", "go by number: `for i in 0..x.shape[0] { ... x[i] ... }`, or `0..x.len` for a list"},
    {" map filter apply ", "write `[f(v) for v in x]`"},
    {" float double half long to astype type cast float32 float64 int32 int64 ",
     "a conversion is called like the dtype: `f32(x)`"},
    {" bool ", "numbers become `bool` by a comparison: `x != 0`"},
    {" str string String format sprintf repr ", "a string takes values in braces: `\"{x}\"`, `\"{x:8.3}\"`"},
    {" input argv scanf ", "the parameters of `main` come from the command line: `--name VALUE`"},
    {" println printf puts echo cout console display disp log_info ", "`print(a, b)` writes a line"},
    {" array tensor asarray Tensor vec Vec ndarray from_numpy ", "brackets make a tensor: `[1.0, 2.0]`"},
    {" eye identity ", "write `let e[i: n, j: n] = f32(i == j)`"},
    {" linspace ", "write `let x[i: n] = a + (b - a) * f32(i) / f32(n - 1)`"},
    {" full empty fill ", "a number fills what has a type: `let x: f32[3] = 1.0`"},
    {" rand random ", "random numbers are drawn by `uniform(n, seed: 1)` or `normal(n, seed: 1)`"},
    {" randn gauss ", "random numbers are drawn by `normal(n, seed: 1)`"},
    {" manual_seed set_seed srand ", "each draw is told its seed: `normal(n, seed: 1)`"},
    {" matmul mm bmm dot inner ", "the matrix product is written `a @ b`"},
    {" einsum tensordot outer ", "write it in index notation: `let c[i, j] = sum[k](a[i, k] * b[k, j])`"},
    {" stack ", "brackets stack tensors: `[a, b]`"},
    {" cat concatenate hstack vstack ", "write `concat(a, b, axis: 0)`"},
    {" append push extend insert add ",
     "a list grows by `x.push(v)`; a tensor keeps its size, `concat(x, [v])` is a longer one"},
    {" T t ", "write `transpose(x)`"},
    {" permute swapaxes moveaxis ", "name the axes: `let y[j, i] = x[i, j]`"},
    {" squeeze unsqueeze expand_dims flatten ravel view resize ",
     "write `reshape(x, ...)` with the new sizes"},
    {" tile repeat_interleave broadcast_to expand ", "name the axes: `let y[i: n, j] = x[j]`"},
    {" maximum fmax ", "write `max(a, b)`"},
    {" minimum fmin ", "write `min(a, b)`"},
    {" clip clamp ", "write `min(max(x, low), high)`"},
    {" pow power ", "write `x ** n`"},
    {" square ", "write `x ** 2`"},
    {" ln ", "write `log(x)`, which is the natural one"},
    {" log2 log10 ", "write `log(x) / log(2.0)`"},
    {" fabs ", "write `abs(x)`"},
    {" round rint ", "write `floor(x + 0.5)`"},
    {" isinstance typeof ",
     "types are known before the program runs; `match` tells the variants of an `enum` apart"},
    {" open read write fopen ", "`save` and `load` keep values, `data.npz` and `data.csv` read arrays"},
    {" exit quit abort panic error raise throw die ", "write `fail(\"why\")`"},
    {" time perf_counter now ", "`clock()` gives the seconds"},
    {" item numpy tolist squeeze_ ", "the sum of a tensor, or one of its elements, is a number already"},
    {" dtype device ", "the type is known before the program runs; the REPL shows it by `:type x`"},
    {" cuda cpu gpu ", "there is one device, and nothing to move"},
    {" detach no_grad ", "write `stop_gradient(x)`"},
    {" clone copy deepcopy ", "every assignment copies: `var y = x`"},
    {" grad backward requires_grad autograd ",
     "derivatives are of functions: `let (l, g) = value_and_grad(loss)(m, x)`"},
    {" Linear ", "this layer is `Dense` of the module `nn`"},
    {" Conv2D ", "this layer is `Conv2d` of the module `nn`"},
    {" BatchNormalization ", "this layer is `BatchNorm` of the module `nn`"},
    {" Sequential ", "layers follow each other by `->`: `x -> Dense(32) -> relu`"},
    {" ReLU ", "write `relu`"},
    {" Softmax ", "write `softmax`"},
    {" MSELoss mse_loss ", "this is `mse` of the module `loss`"},
    {" CrossEntropyLoss ", "this is `cross_entropy` of the module `loss`"},
    {" Adam AdamW SGD ", "an optimizer is made from what it trains: `optim.adam(m)`"},
    {" DataLoader ", "`data.batches(d, 64, seed: epoch)` gives batches to a `for`"},
};

constexpr Habit models[] = {
    {" parameters named_parameters trainable_variables weights ",
     "the parameters are parts, such as `m.h.weight`; `map_leaves` visits all of them"},
    {" train eval ", "a call says it itself: `m(x, train: true)`"},
    {" state_dict load_state_dict ", "`save(m, path)` and `load(m, path)` keep all parameters"},
    {" forward predict apply call __call__ ", "an instance is called like a function: `m(x)`"},
    {" fit compile train_on_batch ", "training is a loop over `value_and_grad(loss)(m, x, y)`"},
    {" zero_grad backward ", "gradients are values of `value_and_grad`; none are kept between steps"},
    {" to cuda cpu ", "there is one device, and nothing to move"},
    {" copy clone deepcopy ", "every assignment copies: `var b = a`"},
};

constexpr Habit arguments[] = {
    {" dim dims axes ", "axis"},
    {" keepdims keepdim keep_dims ", "keep"},
    {" dtype type ", "T"},
    {" training is_training ", "train"},
    {" rng key generator random_state ", "seed"},
    {" units out_features features output_size ", "units"},
};

constexpr Habit types[] = {
    {" float float32 single Float ", "this type is `f32`"},
    {" double float64 Double ", "this type is `f64`"},
    {" half float16 ", "this type is `f16`"},
    {" bfloat16 ", "this type is `bf16`"},
    {" string String char Str ", "this type is `str`"},
    {" boolean Bool Boolean ", "this type is `bool`"},
    {" uint8 byte ubyte uchar ", "this type is `u8`"},
    {" int8 ", "this type is `i8`"},
    {" int16 short ", "this type is `i16`"},
    {" int32 ", "this type is `i32`"},
    {" int64 long Int integer size_t usize isize ", "this type is `int`, which is `i64`"},
    {" u16 u32 u64 uint uint16 uint32 uint64 unsigned ",
     "the only type without a sign is `u8`; `int` holds 64 bits"},
    {" Tensor ndarray Array array Vec vector tensor ",
     "the type of a tensor is its dtype and its dims: `f32[B, 64]`"},
    {" void None Unit unit ", "a function that gives nothing has no `->`"},
    {" any Any object auto ", "a type that the call decides has a name of its own: `fn f(x: T) -> T`"},
    {" dict Dict HashMap map set ", "there are no dictionaries; a `struct` has named fields"},
    {" tuple Tuple ", "the type of a tuple is `(A, B)`"},
    {" Optional Maybe ", "declare it: `enum Option[T] { Some(value: T), None }`"},
    {" function Callable ", "the type of a function is `fn(f32) -> f32`"},
};

constexpr Habit modules[] = {
    {" numpy np torch tensorflow jax math cmath keras ",
     "maths needs no `use`; layers are in `nn`, optimizers in `optim`"},
    {" random ", "`uniform` and `normal` need no `use`"},
    {" layers torchvision ", "layers are in `nn`"},
    {" sys os io ", "printing and files need no `use`"},
};

} // namespace

std::string nameHabit(const std::string &name) {
  std::string help = helpFor(values, name);
  return help.empty() ? helpFor(functions, name) : help;
}

std::string memberHabit(const std::string &name) { return helpFor(functions, name); }
std::string modelHabit(const std::string &name) { return helpFor(models, name); }
std::string argumentHabit(const std::string &name) { return helpFor(arguments, name); }
std::string typeHabit(const std::string &name) { return helpFor(types, name); }
std::string moduleHabit(const std::string &name) { return helpFor(modules, name); }

// Declarations stand at the start of a line.
std::string libraryModuleOf(const std::string &name) {
  for (const std::string &module : standardModuleNames())
    for (const char *word : {"fn", "graph", "struct", "enum"})
      for (const char *after : {"(", "[", " "})
        if (module != "prelude" &&
            llvm::StringRef(*standardModule(module)).contains("\n" + std::string(word) + " " + name + after))
          return module;
  return {};
}

} // namespace dual::check
