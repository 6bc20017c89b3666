#include "runtime/core/core_bitcode.h"

namespace dual::core {

static const unsigned char bytes[] = {
#include "core_bitcode.inc"
};

std::string_view bitcode() { return {reinterpret_cast<const char *>(bytes), sizeof bytes}; }

} // namespace dual::core
