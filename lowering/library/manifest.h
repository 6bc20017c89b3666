// The manifest's interface part: the text that the ABI hash is taken of.
#pragma once

#include "lowering/library/interface.h"

namespace dual::library {

// JSON, one type or function a line. Without costs, source lines, layouts, weights' values and versions: a
// library that differs in these alone still fits.
std::string interfaceText(const Interface &i);

// FNV-1a of interfaceText, and the names that carry it.
uint32_t abiHash(const Interface &i);
std::string abiNumber(const Interface &i); // 6e5dce5a
std::string abiSymbol(const Interface &i);

} // namespace dual::library
