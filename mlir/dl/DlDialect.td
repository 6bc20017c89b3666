// The dl dialect: what a checked Dual program says, on tensors and scalars.
//
// Structs, tuples and graph instances are flattened to their leaves by the front end, so that every value here is
// a scalar (`f32`), a tensor (`tensor<?x64xf32>`), a text (`!dl.str`) or a node of recursive data (`!dl.data`). Control flow is `scf`, functions are `func`.
// Shapes are explicit: nothing broadcasts by itself. Sizes are i64 scalars, one for every dynamic dim of a result.

#ifndef DL_DIALECT
#define DL_DIALECT

include "mlir/IR/OpBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/CallInterfaces.td"

def DL_Dialect : Dialect {
  let name = "dl";
  let cppNamespace = "::dual::dl";
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
}

class DL_Type<string name, string mnem> : TypeDef<DL_Dialect, name> { let mnemonic = mnem; }
def DL_Str : DL_Type<"Str", "str"> {
  let summary = "a text: immutable UTF-8 bytes";
}

def DL_Data : DL_Type<"Data", "data"> {
  let summary = "a value of an enum that contains itself: an immutable node, or none";
}

def DL_Element : AnyTypeOf<[I1, I8, UI8, I16, I32, I64, F16, BF16, F32, F64], "scalar of Dual">;
def DL_Tensor : RankedTensorOf<[I1, I8, UI8, I16, I32, I64, F16, BF16, F32, F64]>;
def DL_Numeric : AnyTypeOf<[DL_Element, DL_Tensor], "scalar or tensor of Dual">;
def DL_Value : AnyTypeOf<[DL_Element, DL_Tensor, DL_Data], "number, tensor or node of Dual">;
def DL_Any : AnyTypeOf<[DL_Element, DL_Tensor, DL_Str, DL_Data], "value of Dual">;
def DL_Float : AnyTypeOf<[F16, BF16, F32, F64, RankedTensorOf<[F16, BF16, F32, F64]>], "float scalar or tensor">;

class DL_Op<string mnem, list<Trait> traits = []> : Op<DL_Dialect, mnem, traits>;
class DL_PureOp<string mnem, list<Trait> traits = []> : DL_Op<mnem, !listconcat([Pure], traits)>;
// Has no effect, but is defined only where the checks before it hold: it may be merged and dropped, never hoisted
// out of a branch or a loop.
class DL_GuardedOp<string mnem, list<Trait> traits = []> : DL_Op<mnem, !listconcat([NoMemoryEffect], traits)>;

#endif
