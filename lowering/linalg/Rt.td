// One operation that stands for a call of the runtime, on tensors: it survives fusion and bufferization as a whole.
#ifndef RT_OPS
#define RT_OPS

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def RT_Dialect : Dialect {
  let name = "rt";
  let cppNamespace = "::dual::rt";
}

def RT_CallOp : Op<RT_Dialect, "call", [AttrSizedOperandSegments, DestinationStyleOpInterface,
                                  DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "calls the runtime's `callee`, which reads `inputs` and writes `inits`";
  let description = [{
    On tensors there is one result for every init, on memrefs none. A tensor is handed over as a pointer to its
    descriptor, its rank and its dtype, because a signless i8 may be an i8, a u8 or a bool: `dtypes` has the number in
    runtime/host/dtypes.def for every operand, -1 for those that are no tensors.
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee, Variadic<AnyType>:$inputs, Variadic<AnyType>:$inits,
                       DenseI64ArrayAttr:$dtypes);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = "$callee `(` $inputs `)` `outs` `(` $inits `)` attr-dict `:` functional-type(operands, results)";
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitsMutable(); }
  }];
}

def RT_PollOp : Op<RT_Dialect, "poll", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "asks the caller of a library's function, if it wants to be asked, whether to go on";
  let description = [{
    `total` is what the caller sees as the whole, `at` of `of` turns are done of the part of the work that goes `from` there
    `to` there, in 1/65536. In a function that a kernel calls `from` is -1, and `to` is how many rows one call of it stands
    for. What is stopped is left at once, like a failed check.
  }];
  let arguments = (ins I64:$total, I64:$at, I64:$of, I64Attr:$from, I64Attr:$to);
  let assemblyFormat = "$from `to` $to `of` $total `,` $at `of` $of attr-dict";
}

def RT_AgainOp : Op<RT_Dialect, "again", [Pure, AllTypesMatch<["x", "result"]>]> {
  let summary = "x in the same memory; nothing that merges or folds sees through it";
  let arguments = (ins AnyRankedTensor:$x);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}

#endif
