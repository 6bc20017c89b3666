#include "lowering/library/names.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <set>

namespace dual::library {

std::string capitals(const std::string &name) {
  std::string result;
  for (char c : name)
    result += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

static bool isUpper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }

// A word starts at a capital after a small letter, and at the last capital of a run: HTTPServer ->
// http_server.
static bool startsWord(const std::string &name, size_t k) {
  if (k == 0 || !isUpper(name[k]) || name[k - 1] == '_')
    return false;
  bool nextSmall = k + 1 < name.size() && std::islower(static_cast<unsigned char>(name[k + 1]));
  return !isUpper(name[k - 1]) || nextSmall;
}

std::string snakeCase(const std::string &name) {
  std::string result;
  for (size_t k = 0; k < name.size(); ++k) {
    if (startsWord(name, k))
      result += '_';
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(name[k])));
  }
  return result;
}

// Of C to C23 and C++ to C++23, alternative spellings included.
static bool isKeyword(const std::string &name) {
  static const std::set<std::string> keywords = {"alignas",     "alignof",
                                                 "and",         "and_eq",
                                                 "asm",         "auto",
                                                 "bitand",      "bitor",
                                                 "bool",        "break",
                                                 "case",        "catch",
                                                 "char",        "char16_t",
                                                 "char32_t",    "char8_t",
                                                 "class",       "co_await",
                                                 "co_return",   "co_yield",
                                                 "compl",       "concept",
                                                 "const",       "const_cast",
                                                 "consteval",   "constexpr",
                                                 "constinit",   "continue",
                                                 "decltype",    "default",
                                                 "delete",      "do",
                                                 "double",      "else",
                                                 "enum",        "explicit",
                                                 "export",      "extern",
                                                 "false",       "float",
                                                 "for",         "friend",
                                                 "goto",        "if",
                                                 "inline",      "int",
                                                 "long",        "mutable",
                                                 "namespace",   "new",
                                                 "noexcept",    "not",
                                                 "not_eq",      "nullptr",
                                                 "operator",    "or",
                                                 "or_eq",       "private",
                                                 "protected",   "public",
                                                 "register",    "reinterpret_cast",
                                                 "requires",    "restrict",
                                                 "return",      "short",
                                                 "signed",      "sizeof",
                                                 "static",      "static_assert",
                                                 "static_cast", "struct",
                                                 "switch",      "template",
                                                 "this",        "thread_local",
                                                 "throw",       "true",
                                                 "try",         "typedef",
                                                 "typeid",      "typename",
                                                 "typeof",      "typeof_unqual",
                                                 "union",       "unsigned",
                                                 "using",       "virtual",
                                                 "void",        "volatile",
                                                 "wchar_t",     "while",
                                                 "xor",         "xor_eq"};
  return keywords.count(name) != 0;
}

std::string structName(const Interface &i, const Structure &s) { return i.prefix + "_" + snakeCase(s.name); }

static bool allCapitals(const std::string &name) {
  return std::none_of(name.begin(), name.end(), [](unsigned char c) { return std::islower(c) != 0; });
}

// A name that is all capitals is a macro somewhere.
std::string parameterName(const std::string &name) {
  bool taken = isKeyword(name) || name == "call" || name.rfind("dim_", 0) == 0;
  return allCapitals(name) ? snakeCase(name) + "_" : taken ? name + "_" : name;
}

std::string recordName(const Interface &i, const Record &r, bool written) {
  bool points = std::any_of(r.fields.begin(), r.fields.end(), isPointed);
  return i.prefix + "_" + snakeCase(r.name) + (points && written ? "_out" : "");
}

std::string viewName(const Interface &i, const Record &r, const Record::Part &part) {
  return recordName(i, r, false) + "_" + (part.path.empty() ? "view" : fieldName(part.path));
}

std::string fieldName(const Weight &w) { return fieldName(w.path); }

std::string identifier(const std::string &text) {
  std::string name = text;
  std::replace_if(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) ? "_" + name : name;
}

std::string fieldName(const std::string &path) {
  std::string name = identifier(path);
  return isKeyword(name) || name == "packed" ? name + "_" : name;
}

std::string dimName(const Dim &dim) { return dim.isCount ? parameterName(dim.name) : "dim_" + dim.name; }
std::string enumerationName(const Interface &i, const Enumeration &e) {
  return i.prefix + "_" + snakeCase(e.name);
}
std::string functionName(const Interface &i, const Function &f) { return i.prefix + "_" + f.name; }
std::string macroName(const Interface &i, const std::string &part) { return capitals(i.prefix + "_" + part); }

const char *cType(Dtype dtype) {
  static const char *const names[] = {"uint8_t", "int8_t",   "uint8_t",  "int16_t", "int32_t",
                                      "int64_t", "uint16_t", "uint16_t", "float",   "double"};
  return names[static_cast<int>(dtype)];
}

const char *dualType(Dtype dtype) {
  static const char *const names[] = {"bool", "i8", "u8", "i16", "i32", "i64", "f16", "bf16", "f32", "f64"};
  return names[static_cast<int>(dtype)];
}

const char *safetensorsType(Dtype dtype) {
  static const char *const names[] = {"BOOL", "I8", "U8", "I16", "I32", "I64", "F16", "BF16", "F32", "F64"};
  return names[static_cast<int>(dtype)];
}

std::string tensorType(Dtype dtype, const std::vector<Expression> &shape) {
  std::string result = dualType(dtype);
  for (size_t k = 0; k < shape.size(); ++k)
    result += (k == 0 ? "[" : ", ") + text(shape[k]);
  return shape.empty() ? result : result + "]";
}

std::string tensorType(const Weight &w) {
  return tensorType(w.dtype, std::vector<Expression>(w.shape.begin(), w.shape.end()));
}

} // namespace dual::library
