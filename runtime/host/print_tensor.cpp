// Tensors as NumPy prints them: numpy/_core/arrayprint.py, `_formatArray` and `FloatingFormat`, with its
// defaults.
#include "runtime/host/print.h"
#include "runtime/host/print_number.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace dual::host {

namespace {

using print::Number;
using print::Parts;

constexpr int lineWidth = 75, precision = 8;
constexpr int64_t summariseAbove = 1000, edgeItems = 3;

/// The text of element i, padded to the width of its column.
using ElementFormat = std::function<std::string(int64_t i)>;

std::string padLeft(const std::string &text, size_t width) {
  return std::string(width > text.size() ? width - text.size() : 0, ' ') + text;
}

bool isShort(int64_t size, bool summary) { return !summary || size <= 2 * edgeItems; }

/// Flat numbers of the elements that are shown, row-major.
std::vector<int64_t> shownElements(const Tensor &x, bool summary) {
  std::vector<int64_t> shown{0};
  for (int64_t size : x.shape()) {
    std::vector<int64_t> next;
    for (int64_t base : shown)
      for (int64_t i = 0; i < size; ++i)
        if (isShort(size, summary) || i < edgeItems || i >= size - edgeItems)
          next.push_back(base * size + i);
        else
          i = size - edgeItems - 1;
    shown = std::move(next);
  }
  return shown;
}

/// Right-aligned to the longest of the shown.
ElementFormat alignedFormat(const std::vector<int64_t> &shown, const ElementFormat &text) {
  size_t width = 0;
  for (int64_t i : shown)
    width = std::max(width, text(i).size());
  return [=](int64_t i) { return padLeft(text(i), width); };
}

/// Columns of a float tensor: blanks before the point and after it, digits of fraction and exponent.
struct FloatLayout {
  bool scientific = false;
  size_t left = 0, right = 0, fraction = 0, exponent = 2;
};

/// When NumPy turns to exponents: at more whole digits than the dtype holds, and by comparisons in the dtype.
/// bf16, which NumPy lacks, prints as f32.
struct Magnitudes {
  double tooLarge;
  double (*rounded)(double);
};

Magnitudes magnitudesOf(DType dtype) {
  switch (dtype) {
  case DType::F64:
    return {1e8, [](double x) { return x; }};
  case DType::F16:
    return {1e3, [](double x) { return static_cast<double>(toFloat(numerics::toFloat16(x))); }};
  default:
    return {1e6, [](double x) { return static_cast<double>(static_cast<float>(x)); }};
  }
}

bool wantsScientific(const Tensor &x, const std::vector<int64_t> &shown) {
  double largest = 0, smallest = INFINITY;
  for (int64_t i : shown) {
    double value = std::fabs(print::valueAt(x, i));
    if (value == 0 || !std::isfinite(value))
      continue;
    largest = std::max(largest, value);
    smallest = std::min(smallest, value);
  }
  auto [tooLarge, rounded] = magnitudesOf(x.dtype());
  return largest >= tooLarge ||
         (largest > 0 && (smallest < rounded(0.0001) || rounded(largest / smallest) > 1000.0));
}

std::string wholeText(const Parts &parts) { return (parts.negative ? "-" : "") + parts.whole; }

void includeFinite(FloatLayout &layout, const Number &number) {
  Parts parts = layout.scientific ? number.scientific(precision) : number.positional(precision);
  layout.left = std::max(layout.left, wholeText(parts).size());
  layout.fraction = std::max(layout.fraction, parts.fraction.size());
  layout.exponent = std::max(layout.exponent, std::to_string(std::abs(parts.exponent)).size());
}

FloatLayout floatLayout(const Tensor &x, const std::vector<int64_t> &shown) {
  FloatLayout layout;
  layout.scientific = wantsScientific(x, shown);
  size_t special = 0; // columns that nan and inf need
  for (int64_t i : shown) {
    double value = print::valueAt(x, i);
    if (std::isfinite(value))
      includeFinite(layout, print::numberAt(x, i));
    else
      special = std::max(special, print::elementText(x, i).size());
  }
  layout.right = layout.fraction + (layout.scientific ? layout.exponent + 2 : 0);
  layout.left = std::max(layout.left, special > layout.right + 1 ? special - layout.right - 1 : 0);
  return layout;
}

std::string floatText(const Tensor &x, int64_t i, const FloatLayout &layout) {
  if (!std::isfinite(print::valueAt(x, i)))
    return padLeft(print::elementText(x, i), layout.left + layout.right + 1);
  Number number = print::numberAt(x, i);
  auto fraction = static_cast<int>(layout.fraction);
  Parts parts = layout.scientific ? number.exactScientific(fraction) : number.positional(precision);
  std::string text = padLeft(wholeText(parts), layout.left) + "." + parts.fraction;
  if (!layout.scientific)
    return text.append(layout.fraction - parts.fraction.size(), ' ');
  std::string exponent = std::to_string(std::abs(parts.exponent));
  return text + (parts.exponent < 0 ? "e-" : "e+") + std::string(layout.exponent - exponent.size(), '0') +
         exponent;
}

/// Puts elements and rows into brackets and lines.
class Layout {
public:
  Layout(const Tensor &x, bool summary, const ElementFormat &format)
      : x_(x), summary_(summary), format_(format) {}

  std::string nested(size_t axis, int64_t base, const std::string &indent, int width) const {
    std::string body =
        axis + 1 == x_.shape().size() ? row(base, indent, width - 1) : rows(axis, base, indent, width - 1);
    return "[" + body.substr(indent.size()) + "]";
  }

private:
  /// Calls `f(i, last)` for each shown position of an axis and `gap()` where others are left out.
  template <class F, class G> void eachShown(int64_t size, F f, G gap) const {
    for (int64_t i = 0; i < size; ++i) {
      if (!isShort(size, summary_) && i == edgeItems) {
        gap();
        i = size - edgeItems;
      }
      f(i, i + 1 == size);
    }
  }

  std::string row(int64_t base, const std::string &indent, int width) const {
    int64_t size = x_.shape().back();
    std::string text, line = indent;
    auto extend = [&](const std::string &word) {
      if (static_cast<int>(line.size() + word.size()) > width && line.size() > indent.size()) {
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
        line = indent;
      }
      line += word;
    };
    eachShown(
        size, [&](int64_t i, bool last) { extend(format_(base * size + i)), line += last ? "" : " "; },
        [&] { extend("..."), line += " "; });
    return text + line;
  }

  std::string rows(size_t axis, int64_t base, const std::string &indent, int width) const {
    int64_t size = x_.shape()[axis];
    std::string separator(x_.shape().size() - axis - 1, '\n'), text;
    eachShown(
        size,
        [&](int64_t i, bool last) {
          text += indent + nested(axis + 1, base * size + i, indent + " ", width) + (last ? "" : separator);
        },
        [&] { text += indent + "..." + separator; });
    return text;
  }

  const Tensor &x_;
  bool summary_;
  const ElementFormat &format_;
};

std::string layOut(const Tensor &x,
                   const std::function<ElementFormat(const std::vector<int64_t> &)> &formatFor) {
  if (x.size() == 0)
    return "[]";
  bool summary = x.size() > summariseAbove;
  ElementFormat format = formatFor(shownElements(x, summary));
  return Layout(x, summary, format).nested(0, 0, " ", lineWidth);
}

} // namespace

std::string toText(const Tensor &x) {
  if (x.rank() == 0)
    return print::elementText(x, 0);
  return layOut(x, [&](const std::vector<int64_t> &shown) -> ElementFormat {
    if (!isFloat(x.dtype()))
      return alignedFormat(shown, [&x](int64_t i) { return print::elementText(x, i); });
    return [&x, layout = floatLayout(x, shown)](int64_t i) { return floatText(x, i, layout); };
  });
}

std::string toText(const Tensor &x, const Format &format) {
  auto text = [&](int64_t i) {
    return isFloat(x.dtype()) && format.digits ? print::fixedText(print::valueAt(x, i), *format.digits)
                                               : print::elementText(x, i);
  };
  if (x.rank() == 0)
    return padLeft(text(0), static_cast<size_t>(std::max(format.width, 0)));
  if (!format.digits)
    return toText(x);
  return layOut(x, [&](const std::vector<int64_t> &shown) { return alignedFormat(shown, text); });
}

} // namespace dual::host
