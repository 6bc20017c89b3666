// P_<graph>_builtin and P_<graph>_load.
#pragma once

#include "lowering/library/emit_border.h"
#include "lowering/library/library.h"

namespace dual::library {

llvm::Error emitBuiltin(Emission &emission, const Interface &i, const Structure &s, const Weights &weights);
llvm::Error emitLoad(Emission &emission, const Interface &i, const Structure &s);

} // namespace dual::library
