// UTF-8, as far as the front end looks into it.
#pragma once

#include <cstddef>
#include <string_view>

namespace dual {

// The length of the character at the front of `s`, 0 if there is none: overlong forms and surrogates are
// none.
size_t utf8Length(std::string_view s);

} // namespace dual
