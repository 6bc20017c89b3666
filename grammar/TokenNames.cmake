# Writes the grammar's token and rule numbers as plain enums, so that code which needs them
# does not need ANTLR's headers (slow to compile, and they ask for exceptions and RTTI).
# Arguments: TOKENS (DualLexer.tokens), INTERP (DualParser.interp), OUTPUT (the header).
file(STRINGS ${TOKENS} lines REGEX "^[A-Z]+=[0-9]+$")
set(tokens "")
foreach(line IN LISTS lines)
  string(REPLACE "=" " = " line ${line})
  string(APPEND tokens "  ${line},\n")
endforeach()

file(READ ${INTERP} interp)
string(REGEX MATCH "rule names:\n([A-Za-z\n]+)\n\n" matched "${interp}")
string(REPLACE "\n" ",\n  " rules "${CMAKE_MATCH_1}")

file(WRITE ${OUTPUT} "// Made from the grammar by grammar/TokenNames.cmake.
#pragma once

namespace dual::tok {
enum : int {
${tokens}};
} // namespace dual::tok

namespace dual::rule {
enum : int {
  ${rules}
};
} // namespace dual::rule
")
