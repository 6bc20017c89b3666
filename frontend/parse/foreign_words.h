// Words and signs of other languages, and what to write instead. Each is empty if nothing is known.
#pragma once

#include <string>
#include <string_view>

namespace dual {

// A word that begins a declaration or statement elsewhere, such as `def`.
std::string foreignStart(std::string_view word);
// A word that stands inside of one, such as `elif`.
std::string foreignWord(std::string_view word);
// What is no word of Dual at all, such as `&&`.
std::string foreignCharacters(std::string_view written);
// The name of a type, here or elsewhere.
bool isForeignType(std::string_view word);

} // namespace dual
