// What names of other languages and libraries are called here, for the help below `there is no ...`. Each is
// empty if nothing is known.
#pragma once

#include <string>

namespace dual::check {

// A function, a variable or a literal.
std::string nameHabit(const std::string &name);
// A method or attribute of a tensor, a text or a number.
std::string memberHabit(const std::string &name);
// A method of a network, an optimizer or another structure.
std::string modelHabit(const std::string &name);
// The parameter of a library function that this one is called elsewhere.
std::string argumentHabit(const std::string &name);
std::string typeHabit(const std::string &name);
std::string moduleHabit(const std::string &name);

// The module of the standard library that declares the name.
std::string libraryModuleOf(const std::string &name);

} // namespace dual::check
