// Text of values (statement 35): what `print` and the REPL show.
#pragma once

#include "runtime/host/tensor.h"

#include <optional>
#include <string>

namespace dual::host {

/// `{e:8.3}`: at least `width` columns, filled with blanks on the left for numbers; `digits` after the point.
struct Format {
  int width = 0;
  std::optional<int> digits;
};

/// A scalar: shortest text that reads back, at least one decimal; `1e-05`, `1e+16`, `nan`, `inf`, `true`.
/// A tensor: as NumPy's str(): aligned columns, shortest digits (at most 8) common to all, scientific where
/// NumPy would, 75 columns a line, "..." beyond 1000 elements.
std::string toText(const Tensor &x);

/// With a format; `digits` applies to each float element, `width` to a scalar's whole text.
std::string toText(const Tensor &x, const Format &format);

/// Pads text on the right to `width` columns (strings stand on the left).
std::string padText(std::string text, int width);

/// In quotes, with `\n \t \" \\ \{` as in source: a text inside of another value.
std::string quotedText(const std::string &text);

/// Shortest decimal that reads back, in the style above.
std::string shortest(double value);
std::string shortest(float value);

} // namespace dual::host
