#include "runtime/host/arguments.h"

#include <cerrno>
#include <cstdlib>
#include <limits>

namespace dual::host {

static std::map<std::string, std::string> &arguments() {
  static std::map<std::string, std::string> given;
  return given;
}

void setArguments(std::map<std::string, std::string> given) { arguments() = std::move(given); }

const std::string *findArgument(const std::string &name) {
  auto found = arguments().find(name);
  return found == arguments().end() ? nullptr : &found->second;
}

/// False if the text is not such a number as a whole.
static bool parse(const std::string &text, bool &value) {
  value = text == "true";
  return value || text == "false";
}

template <class T> static T rounded(double number) {
  if constexpr (std::is_same_v<T, Float16>)
    return numerics::toFloat16(number);
  else if constexpr (std::is_same_v<T, BFloat16>)
    return numerics::toBFloat16(number);
  else
    return static_cast<T>(number);
}

template <class T> static bool parse(const std::string &text, T &value) {
  char *end = nullptr;
  errno = 0;
  if constexpr (std::is_integral_v<T>) {
    long long number = std::strtoll(text.c_str(), &end, 10);
    value = static_cast<T>(number);
    return !text.empty() && *end == '\0' && errno == 0 && number >= std::numeric_limits<T>::min() &&
           number <= std::numeric_limits<T>::max();
  } else {
    value = rounded<T>(std::strtod(text.c_str(), &end));
    return !text.empty() && *end == '\0';
  }
}

/// An `int` of the language is an i64.
static std::string typeName(DType dtype) { return dtype == DType::I64 ? "int" : name(dtype); }

Result<Tensor> parseArgument(const std::string &argument, const std::string &text, DType dtype) {
  return visit(dtype, [&](auto tag) -> Result<Tensor> {
    typename decltype(tag)::type value{};
    if (parse(text, value))
      return Tensor::scalar(value);
    return Error{"`--" + argument + " " + text + "` is not a value of `" + typeName(dtype) + "`"};
  });
}

} // namespace dual::host
