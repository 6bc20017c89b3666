// Values in two words: the high one is the value rounded, the low one what that lost.
#pragma once

#include "runtime/numerics/steps.h"

namespace dual::numerics {

/// Two words whose sum is the value.
template <class F> struct Pair {
  F high, low;
};

/// a + b, exact.
template <class F> Pair<F> twoSum(F a, F b) {
  F s = a + b, v = s - a;
  return {s, (a - (s - v)) + (b - v)};
}
/// a + b, exact if |a| >= |b|.
template <class F> Pair<F> fastTwoSum(F a, F b) {
  F s = a + b;
  return {s, b - (s - a)};
}
/// a * b, exact unless the low word underflows.
template <class F> Pair<F> twoProduct(F a, F b) {
  F p = a * b;
  return {p, fma(a, b, -p)};
}

/// To about twice the precision of F.
template <class F> Pair<F> operator*(Pair<F> x, Pair<F> y) {
  Pair<F> p = twoProduct(x.high, y.high);
  return fastTwoSum(p.high, p.low + fma(x.high, y.low, x.low * y.high));
}
/// As the product; |x| >= |y|.
template <class F> Pair<F> plusSmaller(Pair<F> x, Pair<F> y) {
  Pair<F> s = fastTwoSum(x.high, y.high);
  return fastTwoSum(s.high, s.low + (x.low + y.low));
}

/// (h + l) / (d + m), the quotient corrected by one residual.
template <class F> F divide(Pair<F> numerator, Pair<F> denominator) {
  F i = 1.0f / denominator.high;
  F q = numerator.high * i;
  F residual = fma(-q, denominator.high, numerator.high) + fma(-q, denominator.low, numerator.low);
  return fma(residual, i, q);
}

} // namespace dual::numerics
