// golden.txt holds argument and result bits of the reference formulas in C; the rest compares with glibc in a
// wider type.
#include "runtime/numerics/elementary.h"
#include "runtime/numerics/scalar_builder.h"

#include <cmath>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <string>

using namespace dual::numerics;

namespace {

ScalarBuilder b;
uint32_t run(float (*f)(float), uint64_t x) {
  return bitCast<uint32_t>(f(bitCast<float>(static_cast<uint32_t>(x))));
}
uint64_t run(double (*f)(double), uint64_t x) { return bitCast<uint64_t>(f(bitCast<double>(x))); }

uint64_t runPow(uint64_t xy) {
  float x = bitCast<float>(static_cast<uint32_t>(xy >> 32)), y = bitCast<float>(static_cast<uint32_t>(xy));
  return bitCast<uint32_t>(pow_f32(b, x, y));
}

#define ENTRY(name, width, type)                                                                             \
  {#name #width, [](uint64_t x) -> uint64_t { return run(+[](type v) { return name##_f##width(b, v); }, x); }}
const std::map<std::string, std::function<uint64_t(uint64_t)>> functions = {
    ENTRY(exp, 32, float),   ENTRY(log, 32, float),   ENTRY(tanh, 32, float),  ENTRY(sigmoid, 32, float),
    ENTRY(expm1, 32, float), ENTRY(log1p, 32, float), ENTRY(rsqrt, 32, float), ENTRY(erf, 32, float),
    ENTRY(gelu, 32, float),  ENTRY(sin, 32, float),   ENTRY(cos, 32, float),   ENTRY(exp, 64, double),
    ENTRY(log, 64, double),  ENTRY(tanh, 64, double), {"pow32", runPow}};

bool sameBits(const std::string &name, uint64_t x, uint64_t y) {
  bool wide = name.substr(name.size() - 2) == "64";
  auto nan = [&](uint64_t v) {
    return wide ? std::isnan(bitCast<double>(v)) : std::isnan(bitCast<float>(static_cast<uint32_t>(v)));
  };
  return x == y || (nan(x) && nan(y));
}

TEST(Elementary, GoldenBits) {
  std::ifstream golden(DUAL_GOLDEN);
  std::string name;
  uint64_t x, y;
  int count = 0;
  for (; golden >> name >> std::hex >> x >> y; ++count)
    EXPECT_TRUE(sameBits(name, functions.at(name)(x), y)) << name << " at " << std::hex << x;
  EXPECT_EQ(count, 400);
}

/// Distance from the exact value in units of the last place of the result's type.
template <class T> double ulps(T value, long double exact) {
  if (!std::isfinite(static_cast<T>(exact)) || exact == 0)
    return std::isnan(exact) ? !std::isnan(value) : value != static_cast<T>(exact);
  int exponent = std::max(std::ilogb(exact), std::numeric_limits<T>::min_exponent - 1);
  return static_cast<double>(std::fabs(value - exact) /
                             std::ldexp(1.0L, exponent + 1 - std::numeric_limits<T>::digits));
}

template <class T> double worst(T (*ours)(T), long double (*exact)(long double), T from, T to) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<T> distribution(from, to);
  double result = 0;
  for (int i = 0; i < 100000; ++i) {
    T x = distribution(random);
    result = std::max(result, ulps(ours(x), exact(x)));
  }
  return result;
}

#define EXPECT_ULP(name, width, type, limit, exact, from, to)                                                \
  EXPECT_LE(worst<type>([](type x) { return name##_f##width(b, x); },                                        \
                        [](long double x) -> long double { return exact; }, from, to),                       \
            limit)

TEST(Elementary, F32AgainstLongDouble) {
  EXPECT_ULP(exp, 32, float, 0.80, expl(x), -100.f, 88.f);
  EXPECT_ULP(log, 32, float, 0.63, logl(x), 0.f, 100.f);
  EXPECT_ULP(tanh, 32, float, 0.77, tanhl(x), -10.f, 10.f);
  EXPECT_ULP(sigmoid, 32, float, 0.77, 1 / (1 + expl(-x)), -80.f, 80.f);
  EXPECT_ULP(expm1, 32, float, 0.88, expm1l(x), -10.f, 10.f);
  EXPECT_ULP(log1p, 32, float, 0.63, log1pl(x), -0.99f, 10.f);
  EXPECT_ULP(rsqrt, 32, float, 0.51, 1 / sqrtl(x), 0.f, 10.f);
  EXPECT_ULP(erf, 32, float, 0.52, erfl(x), -4.f, 4.f);
  EXPECT_ULP(gelu, 32, float, 0.51, x / 2 * erfcl(-x * sqrtl(0.5L)), -14.f, 14.f);
  EXPECT_ULP(sin, 32, float, 0.51, sinl(x), -1e6f, 1e6f);
  EXPECT_ULP(cos, 32, float, 0.51, cosl(x), -1e6f, 1e6f);
}

TEST(Elementary, F64AgainstLongDouble) {
  EXPECT_ULP(exp, 64, double, 1.00, expl(x), -700., 700.);
  EXPECT_ULP(log, 64, double, 0.66, logl(x), 0., 100.);
  EXPECT_ULP(tanh, 64, double, 0.74, tanhl(x), -10., 10.);
  EXPECT_ULP(sigmoid, 64, double, 0.74, 1 / (1 + expl(-x)), -80., 80.);
  EXPECT_ULP(expm1, 64, double, 0.87, expm1l(x), -10., 10.);
  EXPECT_ULP(log1p, 64, double, 0.67, log1pl(x), -0.99, 10.);
  EXPECT_ULP(rsqrt, 64, double, 1.50, 1 / sqrtl(x), 0., 10.);
  EXPECT_ULP(cosTurns, 64, double, 2.10, sinl(2 * M_PIl * (0.25L - x)), 0., 0.5);
  EXPECT_ULP(sin, 64, double, 0.77, sinl(x), -10., 10.);
  EXPECT_ULP(sin, 64, double, 0.77, sinl(x), -1e300, 1e300);
  EXPECT_ULP(cos, 64, double, 0.77, cosl(x), -10., 10.);
  EXPECT_ULP(cos, 64, double, 0.77, cosl(x), -1e300, 1e300);
  EXPECT_ULP(erf, 64, double, 1.12, erfl(x), -6., 6.);
  EXPECT_ULP(gelu, 64, double, 2.03, x / 2 * erfcl(-x * sqrtl(0.5L)), -30., 0.);
  EXPECT_ULP(gelu, 64, double, 1.40, x / 2 * erfcl(-x * sqrtl(0.5L)), 0., 30.);
}

// The exact values rounded, by mpmath with 400 digits. 0x1.6ac5...p849 is the f64 that comes nearest to a
// multiple of pi / 2.
TEST(Elementary, F64AgainstMpmath) {
  struct {
    double (*ours)(double);
    double x, exact;
  } cases[] = {
      {[](double x) { return sin_f64(b, x); }, 0x1.6ac5b262ca1ffp849, 1.0},
      {[](double x) { return cos_f64(b, x); }, 0x1.6ac5b262ca1ffp849, -0x1.14ae72e6ba22fp-61},
      {[](double x) { return sin_f64(b, x); }, 1e22, -0x1.b453ab76bf397p-1},
      {[](double x) { return cos_f64(b, x); }, 1e22, 0x1.0be2cef01c8f4p-1},
      {[](double x) { return sin_f64(b, x); }, 0x1.fffffffffffffp1023, 0x1.452fc98b34e97p-8},
      {[](double x) { return cos_f64(b, x); }, 0x1.fffffffffffffp1023, -0x1.fffe62ecfab75p-1},
      {[](double x) { return erf_f64(b, x); }, 0.5, 0x1.0a7ef5c18edd2p-1},
      {[](double x) { return erf_f64(b, x); }, 1.5, 0x1.eea5557137ae0p-1},
      {[](double x) { return erf_f64(b, x); }, -1e-5, -0x1.7a9f084b5e44cp-17},
      {[](double x) { return gelu_f64(b, x); }, -0.5, -0x1.3bf143b9aa712p-3},
      {[](double x) { return gelu_f64(b, x); }, -37.5, -0x1.367682a29e309p-1016},
      {[](double x) { return gelu_f64(b, x); }, 2.0, 0x1.f45a183e9b13dp0},
      {[](double x) { return pow_f64(b, 2.0, x); }, 0.5, 0x1.6a09e667f3bcdp0},
      {[](double x) { return pow_f64(b, 1.0000000001, x); }, 1e12, 0x1.349550eb7664cp144},
      {[](double x) { return pow_f64(b, 0.3, x); }, -200.7, 0x1.86734072a5241p348},
      {[](double x) { return pow_f64(b, 1e-310, x); }, 0.7, 0x1.1a66c1e139f6fp-721},
      {[](double x) { return pow_f64(b, -2.5, x); }, 3.0, -0x1.f4p3},
  };
  for (auto &each : cases)
    EXPECT_LE(ulps(each.ours(each.x), each.exact), 1.0)
        << std::hexfloat << each.x << " " << each.ours(each.x);
}

// powl keeps 64 bits.
TEST(Elementary, PowF64) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> logs(-700, 700), near(0.5, 2.0);
  for (int i = 0; i < 100000; ++i) {
    double x = i % 2 ? near(random) : std::exp(logs(random)), y = logs(random) / std::log(x);
    EXPECT_LE(ulps(pow_f64(b, x, y), powl(x, y)), 0.74) << std::hexfloat << x << " " << y;
  }
}

TEST(Elementary, PowF64Cases) {
  double odd = 0x1p53 - 1;
  double values[] = {0, 1, 2, 3, 0.5, 1e300, infF64, nanF64, 0x1p-1074, 0x1p53, odd, 0x1p52 + 1};
  for (double x : values)
    for (double y : values)
      for (double sx : {x, -x})
        for (double sy : {y, -y}) {
          double ours = pow_f64(b, sx, sy), theirs = std::pow(sx, sy);
          EXPECT_EQ(std::isnan(ours), std::isnan(theirs)) << sx << " ** " << sy;
          if (!std::isnan(theirs))
            EXPECT_TRUE(std::signbit(ours) == std::signbit(theirs) && ulps(ours, theirs) <= 1)
                << sx << " ** " << sy;
        }
}

TEST(Elementary, CosTurnsAtQuarters) {
  EXPECT_EQ(cosTurns_f64(b, 0.0), 1.0);
  EXPECT_EQ(cosTurns_f64(b, 0.25), 0.0);
  EXPECT_EQ(cosTurns_f64(b, 0.5), -1.0);
  EXPECT_EQ(cosTurns_f64(b, 0.75), 0.0);
}

TEST(Elementary, F64SpecialValues) {
  EXPECT_TRUE(std::signbit(expm1_f64(b, -0.0)));
  EXPECT_EQ(expm1_f64(b, -infF64), -1.0);
  EXPECT_EQ(log1p_f64(b, -1.0), -infF64);
  EXPECT_TRUE(std::isnan(log1p_f64(b, -2.0)));
  EXPECT_EQ(sigmoid_f64(b, -infF64), 0.0);
  EXPECT_EQ(rsqrt_f64(b, -0.0), -infF64);
  EXPECT_TRUE(std::signbit(sin_f64(b, -0.0)));
  EXPECT_EQ(sin_f64(b, 0x1p-1074), 0x1p-1074);
  EXPECT_TRUE(std::isnan(sin_f64(b, infF64)));
  EXPECT_EQ(cos_f64(b, -0.0), 1.0);
  EXPECT_TRUE(std::isnan(cos_f64(b, nanF64)));
  EXPECT_EQ(erf_f64(b, -infF64), -1.0);
  EXPECT_TRUE(std::isnan(erf_f64(b, nanF64)));
  EXPECT_EQ(gelu_f64(b, infF64), infF64);
  EXPECT_TRUE(gelu_f64(b, -infF64) == 0.0 && std::signbit(gelu_f64(b, -infF64)));
}

} // namespace
