// The operations of dl, by family. A new elementwise function is one case of an enum.

#ifndef DL_OPS
#define DL_OPS

include "mlir/dl/DlDialect.td"

// ---------------------------------------------------------------------------------------------- closed lists

class DL_Enum<string name, string text, list<I32EnumAttrCase> cases> : I32EnumAttr<name, text, cases> {
  let cppNamespace = "::dual::dl";
  let genSpecializedAttr = 0;
}
class DL_EnumAttr<I32EnumAttr kind, string mnem> : EnumAttr<DL_Dialect, kind, mnem>;

def DL_UnaryKind : DL_Enum<"UnaryKind", "elementwise function of one argument", [
  I32EnumAttrCase<"Neg", 0, "neg">, I32EnumAttrCase<"Abs", 1, "abs">, I32EnumAttrCase<"Exp", 2, "exp">,
  I32EnumAttrCase<"Log", 3, "log">, I32EnumAttrCase<"Tanh", 4, "tanh">, I32EnumAttrCase<"Sigmoid", 5, "sigmoid">,
  I32EnumAttrCase<"Relu", 6, "relu">, I32EnumAttrCase<"Sqrt", 7, "sqrt">, I32EnumAttrCase<"Rsqrt", 8, "rsqrt">,
  I32EnumAttrCase<"Sin", 9, "sin">, I32EnumAttrCase<"Cos", 10, "cos">, I32EnumAttrCase<"Floor", 11, "floor">,
  I32EnumAttrCase<"Ceil", 12, "ceil">, I32EnumAttrCase<"Expm1", 13, "expm1">, I32EnumAttrCase<"Log1p", 14, "log1p">,
  I32EnumAttrCase<"Erf", 15, "erf">, I32EnumAttrCase<"Gelu", 16, "gelu">, I32EnumAttrCase<"Sign", 17, "sign">,
  I32EnumAttrCase<"Not", 18, "not">]>;
def DL_BinaryKind : DL_Enum<"BinaryKind", "elementwise function of two arguments", [
  I32EnumAttrCase<"Add", 0, "add">, I32EnumAttrCase<"Sub", 1, "sub">, I32EnumAttrCase<"Mul", 2, "mul">,
  I32EnumAttrCase<"Div", 3, "div">, I32EnumAttrCase<"Mod", 4, "mod">, I32EnumAttrCase<"Max", 5, "max">,
  I32EnumAttrCase<"Min", 6, "min">, I32EnumAttrCase<"Pow", 7, "pow">, I32EnumAttrCase<"And", 8, "and">,
  I32EnumAttrCase<"Or", 9, "or">]>;
def DL_CompareKind : DL_Enum<"CompareKind", "elementwise comparison", [
  I32EnumAttrCase<"Eq", 0, "eq">, I32EnumAttrCase<"Ne", 1, "ne">, I32EnumAttrCase<"Lt", 2, "lt">,
  I32EnumAttrCase<"Le", 3, "le">, I32EnumAttrCase<"Gt", 4, "gt">, I32EnumAttrCase<"Ge", 5, "ge">]>;
def DL_ReduceKind : DL_Enum<"ReduceKind", "reduction", [
  I32EnumAttrCase<"Sum", 0, "sum">, I32EnumAttrCase<"Prod", 1, "prod">, I32EnumAttrCase<"Max", 2, "max">,
  I32EnumAttrCase<"Min", 3, "min">, I32EnumAttrCase<"Mean", 4, "mean">, I32EnumAttrCase<"Any", 5, "any">,
  I32EnumAttrCase<"All", 6, "all">, I32EnumAttrCase<"Argmax", 7, "argmax">, I32EnumAttrCase<"Argmin", 8, "argmin">]>;
def DL_RandomKind : DL_Enum<"RandomKind", "distribution of a draw", [
  I32EnumAttrCase<"Uniform", 0, "uniform">, I32EnumAttrCase<"Normal", 1, "normal">]>;

// ---------------------------------------------------------------------------------------------- constants, sizes

def DL_ConstantOp : DL_PureOp<"constant", [ConstantLike]> {
  let summary = "a number, or a tensor of numbers with static shape";
  let arguments = (ins TypedAttrInterface:$value);
  let results = (outs DL_Numeric:$result);
  let assemblyFormat = "$value attr-dict `:` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}
def DL_StringOp : DL_PureOp<"string"> {
  let summary = "a text literal";
  let arguments = (ins StrAttr:$value);
  let results = (outs DL_Str:$result);
  let assemblyFormat = "$value attr-dict";
}
def DL_DimOp : DL_PureOp<"dim"> {
  let summary = "the size of `x` along `axis`";
  let arguments = (ins DL_Tensor:$x, I64Attr:$axis);
  let results = (outs I64:$size);
  let assemblyFormat = "$x `,` $axis attr-dict `:` type($x)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

// ---------------------------------------------------------------------------------------------- elementwise

def DL_UnaryOp : DL_PureOp<"unary", [SameOperandsAndResultType]> {
  let summary = "elementwise function of one argument";
  let arguments = (ins DL_EnumAttr<DL_UnaryKind, "unary_kind">:$kind, DL_Numeric:$x);
  let results = (outs DL_Numeric:$result);
  let assemblyFormat = "$kind $x attr-dict `:` type($x)";
  let hasFolder = 1;
  let hasVerifier = 1;
}
def DL_BinaryOp : DL_Op<"binary", [
    NoMemoryEffect, SameOperandsAndResultType,
    DeclareOpInterfaceMethods<ConditionallySpeculatable>]> {
  let summary = "elementwise function of two arguments of one type; integer `div` and `mod` floor, and need a divisor other than 0";
  let arguments = (ins DL_EnumAttr<DL_BinaryKind, "binary_kind">:$kind, DL_Numeric:$lhs, DL_Numeric:$rhs);
  let results = (outs DL_Numeric:$result);
  let assemblyFormat = "$kind $lhs `,` $rhs attr-dict `:` type($lhs)";
  let hasFolder = 1;
  let hasCanonicalizer = 1;
  let hasVerifier = 1;
}
def DL_CompareOp : DL_PureOp<"compare", [SameTypeOperands]> {
  let summary = "elementwise comparison";
  let arguments = (ins DL_EnumAttr<DL_CompareKind, "compare_kind">:$kind, DL_Numeric:$lhs, DL_Numeric:$rhs);
  let results = (outs DL_Numeric:$result);
  let assemblyFormat = "$kind $lhs `,` $rhs attr-dict `:` type($lhs) `->` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}
def DL_SelectOp : DL_PureOp<"select", [AllTypesMatch<["onTrue", "onFalse", "result"]>]> {
  let summary = "elementwise choice; the condition has the shape of the two values";
  let arguments = (ins DL_Numeric:$condition, DL_Numeric:$onTrue, DL_Numeric:$onFalse);
  let results = (outs DL_Numeric:$result);
  let assemblyFormat = "$condition `,` $onTrue `,` $onFalse attr-dict `:` type($condition) `,` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}
def DL_FmaOp : DL_PureOp<"fma", [SameOperandsAndResultType]> {
  let summary = "elementwise a * b + c, rounded once";
  let arguments = (ins DL_Float:$a, DL_Float:$b, DL_Float:$c);
  let results = (outs DL_Float:$result);
  let assemblyFormat = "$a `,` $b `,` $c attr-dict `:` type($a)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
def DL_IPowOp : DL_GuardedOp<"ipow", [AllTypesMatch<["base", "result"]>]> {
  let summary = "base ** exponent for one i64 exponent, by repeated squaring from the lowest bit; a negative one inverts";
  let arguments = (ins DL_Numeric:$base, I64:$exponent);
  let results = (outs DL_Numeric:$result);
  let assemblyFormat = "$base `,` $exponent attr-dict `:` type($base)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
def DL_CastOp : DL_PureOp<"cast"> {
  let summary = "elementwise conversion: floats round to nearest even, float to integer truncates and saturates, integers wrap";
  let arguments = (ins DL_Numeric:$x);
  let results = (outs DL_Numeric:$result);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

// ---------------------------------------------------------------------------------------------- shapes

def DL_BroadcastOp : DL_GuardedOp<"broadcast"> {
  let summary = "repeats `x`: its axis k becomes axis `axes[k]` of the result; an axis of static size 1 stretches";
  let arguments = (ins DL_Numeric:$x, Variadic<I64>:$sizes, DenseI64ArrayAttr:$axes);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$x `axes` $axes `sizes` `(` $sizes `)` attr-dict `:` type($x) `->` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}
def DL_ReshapeOp : DL_GuardedOp<"reshape"> {
  let summary = "the same elements in row-major order under another shape; the counts are equal";
  let arguments = (ins DL_Numeric:$x, Variadic<I64>:$sizes);
  let results = (outs DL_Numeric:$result);
  let assemblyFormat = "$x `sizes` `(` $sizes `)` attr-dict `:` type($x) `->` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}
def DL_TransposeOp : DL_PureOp<"transpose"> {
  let summary = "axis k of the result is axis `permutation[k]` of `x`";
  let arguments = (ins DL_Tensor:$x, DenseI64ArrayAttr:$permutation);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$x `by` $permutation attr-dict `:` type($x) `->` type($result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}
def DL_SliceOp : DL_GuardedOp<"slice", [AttrSizedOperandSegments]> {
  let summary = "a box of `x`, same rank: one offset and one size (both i64) for every axis; it lies inside";
  let arguments = (ins DL_Tensor:$x, Variadic<I64>:$offsets, Variadic<I64>:$sizes, DenseI64ArrayAttr:$strides);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$x `at` `(` $offsets `)` `sizes` `(` $sizes `)` `by` $strides attr-dict `:` type($x) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
def DL_InsertOp : DL_GuardedOp<"insert", [AllTypesMatch<["dest", "result"]>]> {
  let summary = "`dest` with the box at `offsets` replaced by `x` of the same rank";
  let arguments = (ins DL_Tensor:$x, DL_Tensor:$dest, Variadic<I64>:$offsets, DenseI64ArrayAttr:$strides);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$x `into` $dest `at` `(` $offsets `)` `by` $strides attr-dict `:` type($x) `,` type($dest)";
  let hasVerifier = 1;
}
def DL_GatherOp : DL_GuardedOp<"gather"> {
  let summary = "result[r] = x[e0, e1, ...]: axis k of `x` is read at r[dims[k]], or where dims[k] is -1 at the next index tensor's r";
  let description = [{The index tensors are i64 and have the result's shape. Every index is inside: `dl.check_range` stands before.}];
  let arguments = (ins DL_Tensor:$x, Variadic<DL_Tensor>:$indices, DenseI64ArrayAttr:$dims);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$x `[` $indices `]` `dims` $dims attr-dict `:` functional-type(operands, $result)";
  let hasVerifier = 1;
}
def DL_ScatterAddOp : DL_GuardedOp<"scatter_add", [AllTypesMatch<["dest", "result"]>]> {
  let summary = "`dest`, with x[r] added at [e0, e1, ...] of `dl.gather`, for every r in row-major order";
  let arguments = (ins DL_Tensor:$x, DL_Tensor:$dest, Variadic<DL_Tensor>:$indices, DenseI64ArrayAttr:$dims);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$x `into` $dest `[` $indices `]` `dims` $dims attr-dict `:` functional-type(operands, $result)";
  let hasVerifier = 1;
}
def DL_ConcatOp : DL_GuardedOp<"concat"> {
  let summary = "the tensors one after the other along `axis`";
  let arguments = (ins Variadic<DL_Tensor>:$xs, I64Attr:$axis);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "$xs `axis` $axis attr-dict `:` functional-type($xs, $result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
def DL_IotaOp : DL_GuardedOp<"iota"> {
  let summary = "the i64 index along `axis`";
  let arguments = (ins Variadic<I64>:$sizes, I64Attr:$axis);
  let results = (outs DL_Tensor:$result);
  let assemblyFormat = "`axis` $axis `sizes` `(` $sizes `)` attr-dict `:` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def DL_ArgsortOp : DL_PureOp<"argsort"> {
  let summary = "the numbers of the elements of `x` along `axis` from the least to the greatest, or `descending`; NaN is the greatest, of equals the first comes first";
  let arguments = (ins DL_Tensor:$x, I64Attr:$axis, UnitAttr:$descending);
  let results = (outs TensorOf<[I64]>:$result);
  let assemblyFormat = "$x `axis` $axis (`descending` $descending^)? attr-dict `:` type($x) `->` type($result)";
  let hasVerifier = 1;
}

// ---------------------------------------------------------------------------------------------- reductions

def DL_ReduceOp : DL_GuardedOp<"reduce"> {
  let summary = "reduces the `axes` (ascending), which the result lacks; float sums run in 64 lanes, argmax and argmin take one axis and give i64";
  let arguments = (ins DL_EnumAttr<DL_ReduceKind, "reduce_kind">:$kind, DL_Tensor:$x, DenseI64ArrayAttr:$axes);
  let results = (outs DL_Numeric:$result);
  let assemblyFormat = "$kind $x `axes` $axes attr-dict `:` type($x) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}
def DL_ContractOp : DL_GuardedOp<"contract"> {
  let summary = "sums products over index dims in order with fused multiply-add";
  let description = [{
    Iteration dims are numbered: first the result's axes in order, then the reduced ones, outermost first. Axis k of
    `lhs` runs along iteration dim `lhs_dims[k]`, likewise `rhs`. acc = fma(lhs, rhs, acc) from +0; integers wrap.
  }];
  let arguments = (ins DL_Tensor:$lhs, DL_Tensor:$rhs, DenseI64ArrayAttr:$lhs_dims, DenseI64ArrayAttr:$rhs_dims);
  let results = (outs DL_Numeric:$result);
  let assemblyFormat = "$lhs $lhs_dims `,` $rhs $rhs_dims attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)";
  let hasVerifier = 1;
}

// ---------------------------------------------------------------------------------------------- recursive data

def DL_NodeOp : DL_PureOp<"node"> {
  let summary = "a node of the variant with that number, which holds the fields; `text` says how it is shown, as host::NodeLayout has it";
  let arguments = (ins I64Attr:$variant, StrAttr:$text, Variadic<DL_Value>:$fields);
  let results = (outs DL_Data:$result);
  let assemblyFormat = "$variant $text (`(` $fields^ `:` type($fields) `)`)? attr-dict";
  let extraClassDeclaration = [{
    /// The text of its host::NodeLayout.
    std::string layout();
  }];
}
def DL_NoNodeOp : DL_PureOp<"no_node"> {
  let summary = "what stands where a field of a variant that a value is not of would be a node; nothing reads it";
  let results = (outs DL_Data:$result);
  let assemblyFormat = "attr-dict";
}
def DL_VariantOp : DL_GuardedOp<"variant"> {
  let summary = "the number of a node's variant";
  let arguments = (ins DL_Data:$node);
  let results = (outs I64:$result);
  let assemblyFormat = "$node attr-dict";
}
def DL_FieldOp : DL_GuardedOp<"field"> {
  let summary = "field `slot` of a node of a variant that has it; the dynamic dims of a tensor come from the node";
  let arguments = (ins DL_Data:$node, I64Attr:$slot);
  let results = (outs DL_Value:$result);
  let assemblyFormat = "$node $slot attr-dict `:` type($result)";
}
def DL_HasNodeOp : DL_PureOp<"has_node"> {
  let summary = "whether there is a node; what a derivative adds to one begins as none, which is zero";
  let arguments = (ins DL_Data:$node);
  let results = (outs I1:$result);
  let assemblyFormat = "$node attr-dict";
}
def DL_AddFieldOp : DL_GuardedOp<"add_field"> {
  let summary = "`sum` with `part` added to field `slot`; of no `sum`: a node as `like`, its other floats zeros, its nodes none";
  let arguments = (ins DL_Data:$sum, DL_Data:$like, I64Attr:$slot, DL_Value:$part);
  let results = (outs DL_Data:$result);
  let assemblyFormat = "$sum `,` $like $slot `,` $part attr-dict `:` type($part)";
}
def DL_AddNodesOp : DL_GuardedOp<"add_nodes"> {
  let summary = "nodes of one structure, or none, with their floats added; what is no float is that of `lhs`";
  let arguments = (ins DL_Data:$lhs, DL_Data:$rhs);
  let results = (outs DL_Data:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
}
def DL_FillNodesOp : DL_GuardedOp<"fill_nodes"> {
  let summary = "a node for each of `like`, with the floats of `sum`, zeros where it has none, and all else of `like`";
  let arguments = (ins DL_Data:$sum, DL_Data:$like);
  let results = (outs DL_Data:$result);
  let assemblyFormat = "$sum `,` $like attr-dict";
}
def DL_SameNodesOp : DL_PureOp<"same_nodes"> {
  let summary = "whether both have nodes of the same variants in the same places, with tensors of the same sizes";
  let arguments = (ins DL_Data:$lhs, DL_Data:$rhs);
  let results = (outs I1:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
}
def DL_RetainOp : DL_Op<"retain"> {
  let summary = "one more hold on the node, if there is one; only the lowering writes it";
  let arguments = (ins DL_Data:$node);
  let assemblyFormat = "$node attr-dict";
}
def DL_ReleaseOp : DL_Op<"release"> {
  let summary = "one hold less; a node that nothing holds is freed, with what only it held";
  let arguments = (ins DL_Data:$node);
  let assemblyFormat = "$node attr-dict";
}

// ---------------------------------------------------------------------------------------------- random numbers

def DL_FoldSeedOp : DL_PureOp<"fold_seed"> {
  let summary = "the first 64 bits of Philox4x32-10 with key `seed` and counter `k`";
  let arguments = (ins I64:$seed, I64:$k);
  let results = (outs I64:$result);
  let assemblyFormat = "$seed `,` $k attr-dict";
  let hasFolder = 1;
}
def DL_RandomOp : DL_GuardedOp<"random"> {
  let summary = "a tensor (or scalar) of draws, a function of seed and element number";
  let arguments = (ins DL_EnumAttr<DL_RandomKind, "random_kind">:$kind, I64:$seed, Variadic<I64>:$sizes);
  let results = (outs DL_Float:$result);
  let assemblyFormat = "$kind $seed `sizes` `(` $sizes `)` attr-dict `:` type($result)";
  let hasVerifier = 1;
}
def DL_PermutationOp : DL_GuardedOp<"permutation"> {
  let summary = "0..n in the order of a stable sort by one 64-bit draw each";
  let arguments = (ins I64:$n, I64:$seed);
  let results = (outs 1DTensorOf<[I64]>:$result);
  let assemblyFormat = "$n `,` $seed attr-dict `:` type($result)";
}

// ---------------------------------------------------------------------------------------------- derivatives

def DL_StopGradientOp : DL_PureOp<"stop_gradient", [SameOperandsAndResultType]> {
  let summary = "x, a constant to derivatives";
  let arguments = (ins DL_Value:$x);
  let results = (outs DL_Value:$result);
  let assemblyFormat = "$x attr-dict `:` type($x)";
  let hasFolder = 1;
}
def DL_AgainOp : DL_PureOp<"again", [SameOperandsAndResultType]> {
  let summary = "x, from which something is computed again: what is made of it is not merged with what was made of x";
  let arguments = (ins DL_Float:$x);
  let results = (outs DL_Float:$result);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}
def DL_ValueAndGradOp : DL_Op<"value_and_grad"> {
  let summary = "calls `callee`, then gives its results and the derivative of its first (a float scalar) for the operands `wrt`";
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<DL_Any>:$operands, DenseI64ArrayAttr:$wrt);
  let results = (outs Variadic<DL_Any>:$results);
  let assemblyFormat = "$callee `(` $operands `)` `wrt` $wrt attr-dict `:` functional-type($operands, $results)";
  let hasVerifier = 1;
}
def DL_PullbackOp : DL_Op<"pullback", [AttrSizedOperandSegments]> {
  let summary = "what a call of `callee` hands back to its operands `wrt`, given the cotangents of its results `of`; computes the call again";
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<DL_Any>:$args, Variadic<DL_Value>:$cotangents,
                       DenseI64ArrayAttr:$wrt, DenseI64ArrayAttr:$of);
  let results = (outs Variadic<DL_Value>:$results);
  let assemblyFormat = "$callee `(` $args `)` `wrt` $wrt `from` `(` $cotangents `)` `of` $of attr-dict `:` `(` type($args) `)` `from` `(` type($cotangents) `)` `->` type($results)";
  let hasVerifier = 1;
}

// ---------------------------------------------------------------------------------------------- failures

def DL_CheckOp : DL_Op<"check", [MemoryEffects<[MemWrite]>]> {
  let summary = "ends the call with `message` unless the condition holds";
  let description = [{`{0}`, `{1}` ... of the message stand for `values`. `code` is the status a library returns.
    The location is the promise in the source.}];
  let arguments = (ins I1:$condition, StrAttr:$message, StrAttr:$code, Variadic<DL_Any>:$values);
  let assemblyFormat = "$condition `,` $message `code` $code (`(` $values^ `:` type($values) `)`)? attr-dict";
  let hasCanonicalizer = 1;
}
def DL_CheckRangeOp : DL_Op<"check_range"> {
  let summary = "fails at the first element of `x` (i64), in row-major order, that is not in 0..bound; `subject` names it";
  let arguments = (ins DL_Numeric:$x, I64:$bound, StrAttr:$subject);
  let assemblyFormat = "$x `,` $bound `,` $subject attr-dict `:` type($x)";
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

// ---------------------------------------------------------------------------------------------- text, files, time

def DL_FormatOp : DL_PureOp<"format"> {
  let summary = "a text: pieces.size() == specs.size() + 1; value k stands between piece k and k + 1, by spec k: \"\", width.precision, or a quote for a text in quotes";
  let arguments = (ins Variadic<DL_Any>:$values, StrArrayAttr:$pieces, StrArrayAttr:$specs);
  let results = (outs DL_Str:$result);
  let assemblyFormat = "$pieces `specs` $specs `(` $values `)` attr-dict `:` type($values)";
  let hasVerifier = 1;
}
def DL_BytesOp : DL_PureOp<"bytes"> {
  let summary = "the UTF-8 bytes of a text";
  let arguments = (ins DL_Str:$text);
  let results = (outs 1DTensorOf<[UI8]>:$bytes);
  let assemblyFormat = "$text attr-dict `:` type($bytes)";
  let hasFolder = 1;
}
def DL_TextOp : DL_GuardedOp<"text"> {
  let summary = "the text of these bytes, which are UTF-8";
  let arguments = (ins 1DTensorOf<[UI8]>:$bytes);
  let results = (outs DL_Str:$text);
  let assemblyFormat = "$bytes attr-dict `:` type($bytes)";
  let hasFolder = 1;
}
def DL_IsUtf8Op : DL_PureOp<"is_utf8"> {
  let summary = "whether the bytes are UTF-8";
  let arguments = (ins 1DTensorOf<[UI8]>:$bytes);
  let results = (outs I1:$result);
  let assemblyFormat = "$bytes attr-dict `:` type($bytes)";
}
def DL_CompareTextsOp : DL_PureOp<"compare_texts"> {
  let summary = "-1, 0 or 1: how two texts follow each other, byte by byte";
  let arguments = (ins DL_Str:$lhs, DL_Str:$rhs);
  let results = (outs I64:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
}
def DL_PrintOp : DL_Op<"print"> {
  let summary = "writes the text and a newline to standard output";
  let arguments = (ins DL_Str:$text);
  let assemblyFormat = "$text attr-dict";
}
def DL_ArgumentOp : DL_Op<"argument"> {
  let summary = "what the command line gives `main` under this name, else `otherwise`; a failure if there is neither";
  let arguments = (ins StrAttr:$name, Optional<DL_Any>:$otherwise);
  let results = (outs DL_Any:$value);
  let assemblyFormat = "$name (`or` $otherwise^ `:` type($otherwise))? attr-dict `:` type($value)";
}
def DL_ReadArraysOp : DL_Op<"read_arrays"> {
  let summary = "reads arrays by name from an npz file (a npy file: one array); dtype, rank and static dims are checked";
  let description = [{`format` is `arrays`; `csv`: columns from left to right; `csv header`: the same without the first line.}];
  let arguments = (ins DL_Str:$path, StrArrayAttr:$names, DefaultValuedStrAttr<StrAttr, "arrays">:$format);
  let results = (outs Variadic<DL_Numeric>:$arrays);
  let assemblyFormat = "$path $names attr-dict `:` type($arrays)";
  let hasVerifier = 1;
}
def DL_SaveOp : DL_Op<"save"> {
  let summary = "writes named values to a file whose extension gives the format: safetensors, npz, npy (one value)";
  let arguments = (ins DL_Str:$path, Variadic<DL_Numeric>:$values, StrArrayAttr:$names);
  let assemblyFormat = "$path `,` $names `(` $values `)` attr-dict `:` type($values)";
  let hasVerifier = 1;
}
def DL_LoadOp : DL_Op<"load"> {
  let summary = "reads named values from a safetensors file; each has exactly the shape of its `like` value";
  let arguments = (ins DL_Str:$path, Variadic<DL_Numeric>:$likes, StrArrayAttr:$names);
  let results = (outs Variadic<DL_Numeric>:$values);
  let assemblyFormat = "$path `,` $names `(` $likes `)` attr-dict `:` functional-type($likes, $values)";
  let hasVerifier = 1;
}
def DL_ExistsOp : DL_Op<"exists"> {
  let summary = "whether a file is there";
  let arguments = (ins DL_Str:$path);
  let results = (outs I1:$result);
  let assemblyFormat = "$path attr-dict";
}
def DL_ClockOp : DL_Op<"clock"> {
  let summary = "seconds of a monotonic clock";
  let results = (outs F64:$seconds);
  let assemblyFormat = "attr-dict";
}
def DL_BeginFailsOp : DL_Op<"begin_fails"> {
  let summary = "true in a new process, which runs what a test expects to fail; false in this one, when that has ended";
  let results = (outs I1:$apart);
  let assemblyFormat = "attr-dict";
}
def DL_EndFailsOp : DL_Op<"end_fails"> {
  let summary = "ends the process of the last begin_fails; in the one around it: whether that failed with a message that has the part";
  let arguments = (ins DL_Str:$part);
  let results = (outs I1:$result);
  let assemblyFormat = "$part attr-dict";
}
def DL_ProgressOp : DL_Op<"progress"> {
  let summary = "shows, on a terminal only, that `done` of `total` steps are done";
  let arguments = (ins I64:$done, I64:$total);
  let assemblyFormat = "$done `of` $total attr-dict";
}

#endif
