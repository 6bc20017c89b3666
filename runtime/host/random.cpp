#include "runtime/host/random.h"
#include "runtime/host/kernels/elementwise.h"
#include "runtime/numerics/elementary.h"
#include "runtime/numerics/scalar_builder.h"

#include <algorithm>

namespace dual::host {

namespace {

/// Low and high half of a 64-bit product.
struct Product {
  uint32_t low, high;
};
Product multiply(uint32_t a, uint32_t b) {
  uint64_t p = static_cast<uint64_t>(a) * b;
  return {static_cast<uint32_t>(p), static_cast<uint32_t>(p >> 32)};
}

uint64_t join(uint32_t low, uint32_t high) { return static_cast<uint64_t>(high) << 32 | low; }

float unitF32(uint32_t word) { return static_cast<float>(word >> 8) * 0x1p-24f; }
double unitF64(uint64_t word) { return static_cast<double>(word >> 11) * 0x1p-53; }

float normalF32(const PhiloxBlock &block) {
  numerics::ScalarBuilder b;
  float u1 = static_cast<float>((block[0] >> 8) + 1) * 0x1p-24f;
  float angle = unitF32(block[1]) * 0x1.921fb6p+2f;
  return b.sqrtF(-2.0f * numerics::log_f32(b, u1)) * numerics::cos_f32(b, angle);
}

double normalF64(const PhiloxBlock &block) {
  numerics::ScalarBuilder b;
  double u1 = static_cast<double>((join(block[0], block[1]) >> 11) + 1) * 0x1p-53;
  double turns = unitF64(join(block[2], block[3]));
  return b.sqrtF(-2.0 * numerics::log_f64(b, u1)) * numerics::cosTurns_f64(b, turns);
}

/// Element e is f(block e).
template <class T, class F> Tensor draw(uint64_t seed, const Dims &shape, F f) {
  Tensor result = Tensor::uninitialized(DTypeOf<T>::value, shape);
  T *out = result.mutableAs<T>();
  for (int64_t e = 0, n = result.size(); e < n; ++e)
    out[e] = f(philox(seed, static_cast<uint64_t>(e)));
  return result;
}

} // namespace

PhiloxBlock philox(PhiloxBlock c, std::array<uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    Product p = multiply(0xD2511F53u, c[0]), q = multiply(0xCD9E8D57u, c[2]);
    c = {q.high ^ c[1] ^ key[0], q.low, p.high ^ c[3] ^ key[1], p.low};
    key[0] += 0x9E3779B9u; // the golden ratio and sqrt(3) - 1, as the paper has them
    key[1] += 0xBB67AE85u;
  }
  return c;
}

PhiloxBlock philox(uint64_t seed, uint64_t counter) {
  auto low = [](uint64_t x) { return static_cast<uint32_t>(x); };
  return philox({low(counter), low(counter >> 32), 0, 0}, {low(seed), low(seed >> 32)});
}

uint64_t fold(uint64_t seed, uint64_t k) {
  PhiloxBlock block = philox(seed, k);
  return join(block[0], block[1]);
}

uint64_t fnv1a(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

uint64_t foldText(uint64_t seed, std::string_view text) { return fold(seed, fnv1a(text)); }

Tensor randomBits(uint64_t seed, const Dims &shape) {
  return draw<int64_t>(seed, shape,
                       [](const PhiloxBlock &b) { return static_cast<int64_t>(join(b[0], b[1])); });
}

Tensor uniform(DType dtype, uint64_t seed, const Dims &shape) {
  if (dtype == DType::F64)
    return draw<double>(seed, shape, [](const PhiloxBlock &b) { return unitF64(join(b[0], b[1])); });
  return cast(draw<float>(seed, shape, [](const PhiloxBlock &b) { return unitF32(b[0]); }), dtype);
}

Tensor normal(DType dtype, uint64_t seed, const Dims &shape) {
  if (dtype == DType::F64)
    return draw<double>(seed, shape, normalF64);
  return cast(draw<float>(seed, shape, normalF32), dtype);
}

Tensor permutation(int64_t n, uint64_t seed) {
  Tensor result = Tensor::uninitialized(DType::I64, {n});
  Tensor keys = randomBits(seed, {n});
  const int64_t *key = keys.as<int64_t>();
  int64_t *rows = result.mutableAs<int64_t>();
  for (int64_t i = 0; i < n; ++i)
    rows[i] = i;
  // The row itself breaks ties, which makes the sort stable.
  std::sort(rows, rows + n, [key](int64_t a, int64_t b) {
    auto first = static_cast<uint64_t>(key[a]), second = static_cast<uint64_t>(key[b]);
    return first != second ? first < second : a < b;
  });
  return result;
}

} // namespace dual::host
