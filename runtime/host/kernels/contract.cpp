#include "runtime/host/kernels/contract.h"
#include "runtime/host/kernels/element.h"
#include "runtime/host/kernels/loop.h"
#include "runtime/host/kernels/strided.h"

#include <vector>

namespace dual::host {

namespace {

/// An operand's strides over the iteration dims; 0 where it does not vary.
Dims iterationStrides(const Tensor &x, const Dims &map, size_t rank) {
  Dims own = rowMajorStrides(x.shape()), strides = Dims::filled(rank, 0);
  for (size_t i = 0; i < map.size(); ++i)
    strides[map[i]] += own[i];
  return strides;
}

Dims head(const Dims &x, size_t count) { return Dims(x.begin(), count); }
Dims tail(const Dims &x, size_t from) { return Dims(x.begin() + from, x.size() - from); }

/// The step of a walk's innermost axis, 0 if it has none.
int64_t lastStep(const Dims &strides) { return strides.empty() ? 0 : strides.back(); }

/// One line of results along the last result dim: every element has its own accumulator, and all take the
/// same reduction step before the next, so each adds in its order while the loop over the line can be a
/// vector.
template <class T> struct Line {
  using C = Compute<T>;
  const T *lhs, *rhs;
  int64_t lhsStep, rhsStep; // along the line
  std::vector<C> accumulators;

  void step(int64_t i, int64_t j) {
    C *acc = accumulators.data();
    auto count = static_cast<int64_t>(accumulators.size());
    const T *a = lhs + i, *b = rhs + j;
    int64_t aStep = lhsStep, bStep = rhsStep;
    if (aStep == 0 && bStep == 1) // the usual case of a matrix product
      forEach(count, [=, x = load(*a)](int64_t k) { acc[k] = fmaOf<C>(x, load(b[k]), acc[k]); });
    else
      forEach(count, [=](int64_t k) { acc[k] = fmaOf<C>(load(a[k * aStep]), load(b[k * bStep]), acc[k]); });
  }
};

template <class T>
Tensor contractTensors(const Tensor &lhs, const Tensor &rhs, const Dims &lhsStrides, const Dims &rhsStrides,
                       const Dims &sizes, size_t resultRank) {
  Dims resultShape = head(sizes, resultRank), reduced = tail(sizes, resultRank);
  Dims a = head(lhsStrides, resultRank), b = head(rhsStrides, resultRank);
  Strided aReduced{0, tail(lhsStrides, resultRank)}, bReduced{0, tail(rhsStrides, resultRank)};
  int64_t aLast = lastStep(aReduced.strides), bLast = lastStep(bReduced.strides);
  int64_t lineLength = resultShape.empty() ? 1 : resultShape.back(),
          depth = reduced.empty() ? 1 : reduced.back();

  Tensor result = Tensor::uninitialized(lhs.dtype(), resultShape);
  T *out = result.mutableAs<T>();
  Line<T> line{lhs.as<T>(), rhs.as<T>(), lastStep(a), lastStep(b), {}};
  forEachLine(resultShape, {0, a}, {0, b}, [&](int64_t i, int64_t j) {
    line.accumulators.assign(lineLength, 0);
    aReduced.offset = i, bReduced.offset = j;
    forEachLine(reduced, aReduced, bReduced, [&](int64_t p, int64_t q) {
      for (int64_t k = 0; k < depth; ++k)
        line.step(p + k * aLast, q + k * bLast);
    });
    for (Compute<T> value : line.accumulators)
      *out++ = store<T>(value);
  });
  return result;
}

} // namespace

Tensor contract(const Tensor &lhs, const Tensor &rhs, const Dims &lhsMap, const Dims &rhsMap,
                const Dims &sizes, int64_t resultRank) {
  assert(lhs.dtype() == rhs.dtype() && lhs.dtype() != DType::Bool);
  assert(lhsMap.size() == lhs.shape().size() && rhsMap.size() == rhs.shape().size());
  Dims lhsStrides = iterationStrides(lhs, lhsMap, sizes.size());
  Dims rhsStrides = iterationStrides(rhs, rhsMap, sizes.size());
  return visit(lhs.dtype(), [&](auto tag) -> Tensor {
    using T = typename decltype(tag)::type;
    if constexpr (std::is_same_v<T, bool>)
      __builtin_unreachable();
    else
      return contractTensors<T>(lhs, rhs, lhsStrides, rhsStrides, sizes, resultRank);
  });
}

} // namespace dual::host
