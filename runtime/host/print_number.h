// Decimal digits of one float, for print.cpp and print_tensor.cpp.
#pragma once

#include "runtime/host/tensor.h"

#include <string>

namespace dual::host::print {

/// A finite float as text parts, without sign: `whole`.`fraction` and, if scientific, the power of ten.
struct Parts {
  bool negative = false;
  std::string whole;
  std::string fraction; // without trailing zeros
  int exponent = 0;
};

/// One float of any width: its exact value and its shortest digits that read back.
struct Number {
  double value = 0;
  std::string digits; // d1 d2 d3 ... of d1.d2d3... x 10^exponent, no trailing zeros; "0" for zero
  int exponent = 0;

  /// At most `precision` digits after the point; the value is rounded to nearest even where they do not
  /// suffice.
  Parts positional(int precision) const;
  Parts scientific(int precision) const;
  /// `count` digits after the point of the exact value, trailing zeros kept: NumPy's columns are filled with
  /// them.
  Parts exactScientific(int count) const;
};

/// Precondition: the element is finite.
Number numberAt(const Tensor &x, int64_t i);
/// The element as f64, which holds every float exactly.
double valueAt(const Tensor &x, int64_t i);

/// `e-05`: sign and at least two digits.
std::string exponentText(int exponent);

/// `digits` after the point, as printf's %.nf.
std::string fixedText(double value, int digits);

/// Text of one element: the scalar style of `toText`.
std::string elementText(const Tensor &x, int64_t i);

} // namespace dual::host::print
