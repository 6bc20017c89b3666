#include "frontend/parse/foreign_words.h"

#include "frontend/diagnostics/habit.h"

namespace dual {

namespace {

// At the start of a declaration or statement.
constexpr Habit starts[] = {
    {" def func function fun sub proc ", "a function is declared with `fn`"},
    {" class ", "a type is declared with `struct`, a model with `graph`"},
    {" import from include require using ", "a module is named with `use`"},
    {" pub public private protected ",
     "other modules see every name, except those that begin with `_`; nothing marks them"},
    {" auto val mut int float double bool long str f32 f64 i32 i64 ",
     "a name is declared with `let`, or with `var` if it changes; a function with `fn`"},
    {" static global nonlocal ",
     "functions see their parameters and the constants of the file; there are no variables outside of them"},
    {" impl ", "methods stand inside of the `struct`"},
    {" trait interface protocol ", "there are no interfaces; `where T: Float` names a class of dtypes"},
    {" typedef ", "a type gets another name by `type Image = f32[H, W]`"},
    {" foreach ", "a loop is written `for x in xs { ... }`"},
    {" loop ", "a loop without end is written `while true { ... }`"},
    {" do until ", "a loop is written `while c { ... }`; its condition is tested first"},
    {" switch ", "a choice is written `match x { 1 => a, _ => b }`"},
    {" try catch except raise throw ",
     "a failure ends the program: `fail(\"why\")` or `assert c, \"why\"`; nothing catches it"},
    {" yield async await ", "functions run to their end and give one result"},
    {" with ", "nothing needs to be closed: a function that reads or writes a file does all of it"},
    {" del ", "values need no end: memory is given back by itself"},
};

// Anywhere.
constexpr Habit inside[] = {
    {" elif elseif elsif ", "write `else if`"},
    {" then ", "there is no `then`: a block stands in braces, `{ ... }`"},
    {" mut ", "a variable that changes is declared with `var`"},
    {" lambda ", "a function without a name is written `fn(x) => e`"},
    {" new ", "a struct is called like a function: `Point(x: 1.0)`"},
    {" is ", "equality is written `==`"},
    {" as ", "a module keeps its name; `use m: f` gives a name of it"},
    {" step ", "steps are written `by`: `0..10 by 2`"},
    {" case default ", "an arm is written `pattern => value`, and `_ => value` for the rest"},
};

// Each at its start.
constexpr Habit characters[] = {
    {" && ", "write `and`"},
    {" || ", "write `or`"},
    {" & ", "conditions are joined by `and`; there are no operations on bits"},
    {" | ",
     "conditions are joined by `or`; there are no operations on bits, and no unions of types or patterns"},
    {" ! ", "negation is written `not`"},
    {" ~ ", "negation is written `not`, inequality `!=`"},
    {" ^ ", "a power is written `**`"},
    {" # ", "a comment begins with `//`"},
    {" \\ ", "a line goes on if it ends with an operator, or inside of brackets"},
    {" ' ", "a character is written `'a'`, a string `\"text\"`"},
    {" ` ", "a string is written `\"text\"`"},
    {" “ ” „ ‘ ’ ", "a string is written `\"text\"`"},
    {" – — − ", "write `-`"},
    {" × · ", "write `*`"},
    {" ÷ ", "write `/`"},
    {" ≤ ", "write `<=`"},
    {" ≥ ", "write `>=`"},
    {" ≠ ", "write `!=`"},
    {" π ", "write `pi`"},
    {" → ", "write `->`"},
};

} // namespace

std::string foreignStart(std::string_view word) { return helpFor(starts, word); }
std::string foreignWord(std::string_view word) { return helpFor(inside, word); }

std::string foreignCharacters(std::string_view written) {
  std::string help = helpFor(characters, written);
  bool isLetter = !written.empty() && static_cast<unsigned char>(written[0]) >= 0xC3;
  return help.empty() && isLetter ? "names consist of ASCII letters, digits and `_`" : help;
}

bool isForeignType(std::string_view word) {
  return hasWord(" f32 f64 f16 int i64 i32 i8 u8 bool str float double ", word);
}

} // namespace dual
