// What fills a graph's struct: P_<graph>_builtin, P_<graph>_load, and the views of states.
#pragma once

#include "lowering/library/emit_border.h"
#include "lowering/library/library.h"

namespace dual::library {

llvm::Error emitBuiltin(Emission &emission, const Interface &i, const Structure &s, const Weights &weights);
llvm::Error emitLoad(Emission &emission, const Interface &i, const Structure &s);
void emitView(Emission &emission, const Interface &i, const Record &r, const Record::Part &part);

} // namespace dual::library
