// A library's interface, filled in by hand as the front end will.
#pragma once

#include "lowering/library/interface.h"

namespace dual::library {

Interface digitsModel(const std::string &prefix);

} // namespace dual::library
