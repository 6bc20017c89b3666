#include "runtime/host/kernels/reduce.h"
#include "runtime/host/kernels/element.h"
#include "runtime/host/kernels/strided.h"

#include <algorithm>

namespace dual::host {

namespace {

/// The result's walk over x, and one reduction's walk from each of its places.
struct Split {
  Dims keptShape, keptStrides, reducedShape, reducedStrides;
};

Split split(const Dims &shape, const Dims &axes) {
  Split result;
  Dims strides = rowMajorStrides(shape);
  for (size_t i = 0; i < shape.size(); ++i) {
    bool reduced = std::find(axes.begin(), axes.end(), static_cast<int64_t>(i)) != axes.end();
    (reduced ? result.reducedShape : result.keptShape).push_back(shape[i]);
    (reduced ? result.reducedStrides : result.keptStrides).push_back(strides[i]);
  }
  return result;
}

/// Calls `f(offset in x)` for every place of a walk, row-major.
template <class F> void forEachOffset(const Dims &shape, const Dims &strides, int64_t start, F f) {
  int64_t length = shape.empty() ? 1 : shape.back(), step = shape.empty() ? 0 : strides.back();
  forEachLine(shape, {start, strides}, {0, Dims::filled(shape.size(), 0)}, [&](int64_t line, int64_t) {
    for (int64_t k = 0; k < length; ++k)
      f(line + k * step);
  });
}

// An accumulator takes the elements of one reduction in row-major order: `add(value)`, then `result()`.

template <class C> struct LaneSum {
  C lanes[64] = {};
  int64_t count = 0;
  void add(C x) { lanes[count++ & 63] += x; }
  C result() {
    for (int half = 32; half > 0; half /= 2)
      for (int l = 0; l < half; ++l)
        lanes[l] += lanes[l + half];
    return lanes[0];
  }
};
template <class C> struct OrderedSum {
  C total = 0;
  int64_t count = 0;
  void add(C x) { total = addOf<C>(total, x), ++count; }
  C result() { return total; }
};
template <class Sum, class C> struct MeanOf {
  Sum sum;
  void add(C x) { sum.add(x); }
  C result() { return sum.result() / static_cast<C>(sum.count); }
};
template <class C> struct Product {
  C total = 1;
  void add(C x) { total = mulOf<C>(total, x); }
  C result() { return total; }
};
template <class C> struct Largest {
  C best =
      std::is_floating_point_v<C> ? -std::numeric_limits<C>::infinity() : std::numeric_limits<C>::lowest();
  void add(C x) { best = maxOf<C>(best, x); }
  C result() { return best; }
};
template <class C> struct Smallest {
  C best = std::is_floating_point_v<C> ? std::numeric_limits<C>::infinity() : std::numeric_limits<C>::max();
  void add(C x) { best = minOf<C>(best, x); }
  C result() { return best; }
};
struct AnyOf {
  bool seen = false;
  void add(bool x) { seen |= x; }
  bool result() { return seen; }
};
struct AllOf {
  bool seen = true;
  void add(bool x) { seen &= x; }
  bool result() { return seen; }
};

/// The first best; a NaN is best. Zeros of both signs are equal, as in comparisons.
template <class C, bool Max> struct BestIndex {
  C best{};
  int64_t at = 0, count = 0;
  void add(C x) {
    bool better = Max ? best < x : x < best;
    if (count == 0 || better || (x != x && best == best)) // nothing is better than a NaN
      best = x, at = count;
    ++count;
  }
  int64_t result() { return at; }
};

/// Runs one accumulator for each element of the result, whose type is R.
template <class T, class R, class Accumulator> Tensor accumulate(const Tensor &x, const Split &s) {
  Tensor result = Tensor::uninitialized(DTypeOf<R>::value, s.keptShape);
  const T *in = x.as<T>();
  R *out = result.mutableAs<R>();
  forEachOffset(s.keptShape, s.keptStrides, 0, [&](int64_t start) {
    Accumulator accumulator;
    forEachOffset(s.reducedShape, s.reducedStrides, start, [&](int64_t i) { accumulator.add(load(in[i])); });
    *out++ = store<R>(accumulator.result());
  });
  return result;
}

template <class T> Tensor reduceSum(const Tensor &x, const Split &s, SumOrder order, bool mean) {
  using C = Compute<T>;
  using Ordered = OrderedSum<C>;
  if constexpr (std::is_floating_point_v<C>) {
    using Lanes = LaneSum<C>;
    if (order == SumOrder::Lanes)
      return mean ? accumulate<T, T, MeanOf<Lanes, C>>(x, s) : accumulate<T, T, Lanes>(x, s);
    if (mean)
      return accumulate<T, T, MeanOf<Ordered, C>>(x, s);
  }
  return accumulate<T, T, Ordered>(x, s);
}

template <class T> Tensor reduceNumbers(ReduceOp op, const Tensor &x, const Split &s, SumOrder order) {
  using C = Compute<T>;
  switch (op) {
  case ReduceOp::Sum:
  case ReduceOp::Mean:
    return reduceSum<T>(x, s, order, op == ReduceOp::Mean);
  case ReduceOp::Prod:
    return accumulate<T, T, Product<C>>(x, s);
  case ReduceOp::Max:
    return accumulate<T, T, Largest<C>>(x, s);
  case ReduceOp::Min:
    return accumulate<T, T, Smallest<C>>(x, s);
  case ReduceOp::ArgMax:
    return accumulate<T, int64_t, BestIndex<C, true>>(x, s);
  case ReduceOp::ArgMin:
    return accumulate<T, int64_t, BestIndex<C, false>>(x, s);
  case ReduceOp::Any:
  case ReduceOp::All:
    break;
  }
  __builtin_unreachable(); // by `isDefined`
}

} // namespace

bool isDefined(ReduceOp op, DType dtype) {
  switch (op) {
  case ReduceOp::Any:
  case ReduceOp::All:
    return dtype == DType::Bool;
  case ReduceOp::Mean:
    return isFloat(dtype);
  default:
    return dtype != DType::Bool;
  }
}

Tensor reduce(ReduceOp op, const Tensor &x, const Dims &axes, SumOrder order) {
  assert(isDefined(op, x.dtype()));
  Split s = split(x.shape(), axes);
  if (op == ReduceOp::Any)
    return accumulate<bool, bool, AnyOf>(x, s);
  if (op == ReduceOp::All)
    return accumulate<bool, bool, AllOf>(x, s);
  return visit(x.dtype(), [&](auto tag) -> Tensor {
    using T = typename decltype(tag)::type;
    if constexpr (std::is_same_v<T, bool>)
      __builtin_unreachable();
    else
      return reduceNumbers<T>(op, x, s, order);
  });
}

} // namespace dual::host
