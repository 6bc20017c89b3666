// The attributes by which the front end tells the derivatives what it wants.
#ifndef DUAL_MLIR_DL_ATTRIBUTES_H
#define DUAL_MLIR_DL_ATTRIBUTES_H

#include "llvm/ADT/StringRef.h"

namespace dual::dl {

/// On a function: the rule that stands for its derivative. It takes the arguments, the results and the
/// cotangents of the results that may vary, and gives the cotangents of such arguments.
inline constexpr llvm::StringLiteral ruleAttr = "dl.vjp";

/// Beside it: the numbers of arguments that may vary and for which the rule gives none, since the user did
/// not write them: what function arguments have captured.
inline constexpr llvm::StringLiteral ruleCapturesAttr = "dl.vjp_captures";

/// On a call: what the derivative reads of the inside is computed again instead of kept.
inline constexpr llvm::StringLiteral checkpointAttr = "dl.checkpoint";

/// On a function: the sizes for which it gets versions of its own. `names` of the sizes and the leading
/// `arguments` that they are; `versions`, each with a value for every one of them; `axes`: triples of an
/// argument, one of its axes, and the leading argument that is the size of that axis.
inline constexpr llvm::StringLiteral specializeAttr = "dl.specialize";

} // namespace dual::dl

#endif
