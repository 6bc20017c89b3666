// Writes P.h.
#pragma once

#include "lowering/library/interface.h"

namespace dual::library {

// The whole header; the same text for the same interface. Ask problems() (names.h) first.
std::string headerText(const Interface &i);

// Its parts for one graph, one struct and one export.
std::string structureText(const Interface &i, const Structure &s);
std::string recordText(const Interface &i, const Record &r);
std::string functionText(const Interface &i, const Function &f);

// ---- what ------ source --- as the first line of a comment, without its end.
std::string ruler(const std::string &what, const std::string &source);

// The text with $p and $P replaced by the prefix and the prefix in capitals.
std::string withPrefix(const Interface &i, const std::string &text);

} // namespace dual::library
