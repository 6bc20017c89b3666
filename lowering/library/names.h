// The C names of a library's parts, and the clashes among them.
#pragma once

#include "lowering/library/interface.h"

namespace dual::library {

std::string capitals(const std::string &name);
std::string snakeCase(const std::string &name);  // "TreeLstm" -> "tree_lstm"
std::string identifier(const std::string &text); // "2nd-net" -> "_2nd_net"

std::string structName(const Interface &i, const Structure &s); // digits_classifier
std::string fieldName(const Weight &w);                         // h_weight
std::string fieldName(const std::string &path);
// A struct that points to what the function writes has a type of its own.
std::string recordName(const Interface &i, const Record &r, bool written); // digits_training
std::string viewName(const Interface &i, const Record &r, const Record::Part &part);
std::string parameterName(const std::string &name); // `_` appended to what C, C++ or we have taken
std::string dimName(const Dim &dim);                // dim_B
std::string enumerationName(const Interface &i, const Enumeration &e); // digits_expr
std::string functionName(const Interface &i, const Function &f);       // digits_classify
std::string macroName(const Interface &i, const std::string &part);    // DIGITS_<PART>

const char *cType(Dtype dtype);
const char *dualType(Dtype dtype);
const char *safetensorsType(Dtype dtype);
std::string tensorType(Dtype dtype, const std::vector<Expression> &shape); // f32[B, 64]
std::string tensorType(const Weight &w);

// Why this interface has no header: a sentence for the user, where it is, and what it is about besides.
struct Problem {
  std::string text;
  Place place = 0, other = 0;
};
// None if all is well.
std::vector<Problem> problems(const Interface &i);

} // namespace dual::library
