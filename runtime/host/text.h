// Texts and their bytes.
#pragma once

#include "runtime/host/tensor.h"

#include <string>
#include <string_view>

namespace dual::host {

/// A text as a tensor of rank 1 and dtype u8, and back.
Tensor bytesOf(std::string_view text);
std::string textOf(const Tensor &bytes);

/// No overlong forms, no surrogates, nothing beyond U+10FFFF.
bool isUtf8(std::string_view text);

/// -1, 0 or 1, byte by byte, which is also the order of the code points.
int64_t compareTexts(std::string_view a, std::string_view b);

} // namespace dual::host
