#include "runtime/host/print.h"
#include "runtime/host/kernels/element.h"
#include "runtime/host/print_number.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace dual::host {

namespace print {

namespace {

/// The longest fixed text of an f64: 309 digits before the point, 1074 after.
constexpr size_t longestText = 1500;

template <class... Options> std::string chars(Options... options) {
  char buffer[longestText];
  auto end = std::to_chars(buffer, buffer + sizeof(buffer), options...).ptr;
  return std::string(buffer, end);
}

/// Splits "d.ddde-05", without its sign.
void takeScientific(const std::string &text, std::string &digits, int &exponent) {
  size_t e = text.find('e');
  digits = text.substr(0, 1) + (e > 2 ? text.substr(2, e - 2) : "");
  exponent = std::atoi(text.c_str() + e + 1);
}

void trimZeros(std::string &digits, size_t least) {
  while (digits.size() > least && digits.back() == '0')
    digits.pop_back();
}

/// Shortest text of |x| in scientific style. The standard library does it for f32 and f64; a 16-bit float has
/// at most five digits, so they are tried one after the other.
std::string shortestScientific(float x) { return chars(std::fabs(x), std::chars_format::scientific); }
std::string shortestScientific(double x) { return chars(std::fabs(x), std::chars_format::scientific); }
template <class T> std::string shortestScientific(T x) {
  float value = numerics::toFloat(x);
  for (int precision = 0;; ++precision) {
    std::string text = chars(std::fabs(value), std::chars_format::scientific, precision);
    float back = std::strtof(text.c_str(), nullptr);
    if (precision == 8 || store<T>(std::copysign(back, value)).bits == x.bits)
      return text;
  }
}

template <class T> Number numberOf(T x) {
  Number result;
  result.value = static_cast<double>(load(x));
  takeScientific(shortestScientific(x), result.digits, result.exponent);
  trimZeros(result.digits, 1);
  return result;
}

Parts splitFixed(const std::string &text) {
  Parts parts;
  size_t point = text.find('.');
  parts.whole = text.substr(0, point);
  if (point != std::string::npos)
    parts.fraction = text.substr(point + 1);
  trimZeros(parts.fraction, 0);
  return parts;
}

/// Digits with the point moved to where the exponent says.
Parts placePoint(const std::string &digits, int exponent) {
  Parts parts;
  auto count = static_cast<int>(digits.size());
  if (exponent < 0) {
    parts.whole = "0";
    parts.fraction = std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  } else {
    parts.whole = digits.substr(0, static_cast<size_t>(exponent) + 1);
    parts.whole.resize(static_cast<size_t>(exponent) + 1, '0');
    parts.fraction = count > exponent + 1 ? digits.substr(static_cast<size_t>(exponent) + 1) : "";
  }
  trimZeros(parts.fraction, 0);
  return parts;
}

/// Python's and NumPy's limits of positional text, then at least one decimal.
std::string scalarText(const Number &number) {
  std::string sign = std::signbit(number.value) ? "-" : "";
  if (number.value != 0 && (number.exponent < -4 || number.exponent >= 16)) {
    std::string rest = number.digits.substr(1);
    return sign + number.digits[0] + (rest.empty() ? "" : "." + rest) + exponentText(number.exponent);
  }
  Parts parts = placePoint(number.digits, number.exponent);
  return sign + parts.whole + "." + (parts.fraction.empty() ? "0" : parts.fraction);
}

template <class T> std::string textOf(T x) {
  if constexpr (std::is_same_v<T, bool>) {
    return x ? "true" : "false";
  } else if constexpr (std::is_integral_v<T>) {
    return std::to_string(x);
  } else {
    auto value = load(x);
    if (value != value)
      return "nan";
    if (std::isinf(value))
      return value < 0 ? "-inf" : "inf";
    return scalarText(numberOf(x));
  }
}

} // namespace

Parts Number::positional(int precision) const {
  Parts parts = placePoint(digits, exponent);
  if (static_cast<int>(parts.fraction.size()) > precision)
    parts = splitFixed(fixedText(std::fabs(value), precision));
  parts.negative = std::signbit(value);
  return parts;
}

Parts Number::scientific(int precision) const {
  Parts parts;
  std::string shown = digits;
  parts.exponent = exponent;
  if (static_cast<int>(digits.size()) - 1 > precision) {
    takeScientific(chars(std::fabs(value), std::chars_format::scientific, precision), shown, parts.exponent);
    trimZeros(shown, 1);
  }
  parts.whole = shown.substr(0, 1);
  parts.fraction = shown.substr(1);
  parts.negative = std::signbit(value);
  return parts;
}

Parts Number::exactScientific(int count) const {
  Parts parts;
  std::string shown;
  takeScientific(chars(std::fabs(value), std::chars_format::scientific, count), shown, parts.exponent);
  parts.whole = shown.substr(0, 1);
  parts.fraction = shown.substr(1);
  parts.negative = std::signbit(value);
  return parts;
}

Number numberAt(const Tensor &x, int64_t i) {
  return visit(x.dtype(), [&](auto tag) -> Number {
    using T = typename decltype(tag)::type;
    if constexpr (std::is_integral_v<T>)
      __builtin_unreachable();
    else
      return numberOf(x.as<T>()[i]);
  });
}

double valueAt(const Tensor &x, int64_t i) {
  return visit(x.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::type;
    return static_cast<double>(load(x.as<T>()[i]));
  });
}

std::string exponentText(int exponent) {
  std::string digits = std::to_string(std::abs(exponent));
  return std::string(exponent < 0 ? "e-" : "e+") + (digits.size() < 2 ? "0" : "") + digits;
}

std::string fixedText(double value, int digits) {
  if (value != value)
    return "nan";
  if (std::isinf(value))
    return value < 0 ? "-inf" : "inf";
  return chars(value, std::chars_format::fixed, std::min(digits, 1100));
}

std::string elementText(const Tensor &x, int64_t i) {
  return visit(x.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::type;
    return textOf(x.as<T>()[i]);
  });
}

} // namespace print

std::string padText(std::string text, int width) {
  auto wanted = static_cast<size_t>(std::max(width, 0)); // a text may be longer than any int
  if (wanted > text.size())
    text.append(wanted - text.size(), ' ');
  return text;
}

std::string quotedText(const std::string &text) {
  static constexpr std::pair<char, char> escapes[] = {
      {'\n', 'n'}, {'\t', 't'}, {'"', '"'}, {'\\', '\\'}, {'{', '{'}};
  std::string result = "\"";
  for (char c : text) {
    const auto *escape =
        std::find_if(std::begin(escapes), std::end(escapes), [c](auto e) { return e.first == c; });
    if (escape != std::end(escapes))
      result += {'\\', escape->second};
    else
      result += c;
  }
  return result + '"';
}

std::string shortest(double value) { return print::elementText(Tensor::scalar(value), 0); }
std::string shortest(float value) { return print::elementText(Tensor::scalar(value), 0); }

} // namespace dual::host
