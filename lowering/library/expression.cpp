#include "lowering/library/expression.h"

#include <algorithm>

namespace dual::library {

using Kind = Expression::Kind;

Expression Expression::dim(std::string name) {
  Expression e;
  e.kind = Kind::Symbol;
  e.symbol = std::move(name);
  return e;
}

static Expression node(Kind kind, std::vector<Expression> operands) {
  Expression e;
  e.kind = kind;
  e.operands = std::move(operands);
  return e;
}

Expression operator+(Expression a, Expression b) { return node(Kind::Add, {std::move(a), std::move(b)}); }
Expression operator-(Expression a, Expression b) { return node(Kind::Sub, {std::move(a), std::move(b)}); }
Expression operator*(Expression a, Expression b) { return node(Kind::Mul, {std::move(a), std::move(b)}); }
Expression floorDiv(Expression a, Expression b) { return node(Kind::FloorDiv, {std::move(a), std::move(b)}); }
Expression mod(Expression a, Expression b) { return node(Kind::Mod, {std::move(a), std::move(b)}); }
Expression minimum(Expression a, Expression b) { return node(Kind::Min, {std::move(a), std::move(b)}); }
Expression roundUp64(Expression a) { return node(Kind::RoundUp64, {std::move(a)}); }

// Higher binds tighter; leaves bind tightest.
static int binding(Kind kind) {
  switch (kind) {
  case Kind::Add:
  case Kind::Sub:
    return 1;
  case Kind::Mul:
  case Kind::FloorDiv:
  case Kind::Mod:
    return 2;
  default:
    return 3;
  }
}

static const char *sign(Kind kind, bool spaced) {
  switch (kind) {
  case Kind::Add:
    return " + ";
  case Kind::Sub:
    return " - ";
  case Kind::Mul:
    return spaced ? " * " : "*";
  case Kind::FloorDiv:
    return spaced ? " / " : "/";
  default:
    return " % ";
  }
}

// Whether the text of a product begins with a quotient or remainder, which a factor in front of it would
// catch.
static bool beginsWithQuotient(const Expression &e) {
  if (e.kind == Kind::Mul)
    return beginsWithQuotient(e.operands[0]);
  return e.kind == Kind::FloorDiv || e.kind == Kind::Mod;
}

// The operands and the sign between them; the right one in brackets where it binds no tighter, the left where
// it binds less.
template <typename Render> static std::string joined(const Expression &e, bool spaced, Render render) {
  auto side = [&](const Expression &operand, int least) {
    std::string s = render(operand);
    return binding(operand.kind) < least ? "(" + s + ")" : s;
  };
  int own = binding(e.kind);
  bool associative = e.kind == Kind::Add || (e.kind == Kind::Mul && e.operands[1].kind == Kind::Mul &&
                                             !beginsWithQuotient(e.operands[1]));
  return side(e.operands[0], own) + sign(e.kind, spaced) + side(e.operands[1], associative ? own : own + 1);
}

std::string text(const Expression &e) {
  switch (e.kind) {
  case Kind::Constant:
    return std::to_string(e.value);
  case Kind::Symbol:
    return e.symbol;
  case Kind::RoundUp64:
    return "ceil64(" + text(e.operands[0]) + ")";
  case Kind::Min:
    return "min(" + text(e.operands[0]) + ", " + text(e.operands[1]) + ")";
  default:
    return joined(e, false, text);
  }
}

std::string macro(const Expression &e) {
  switch (e.kind) {
  case Kind::Constant:
    return e.value < 0 ? "(-INT64_C(" + std::to_string(-e.value) + "))"
                       : "INT64_C(" + std::to_string(e.value) + ")";
  case Kind::Symbol: // the product makes an int64_t of whatever the caller wrote
    return "(INT64_C(1) * (" + e.symbol + "))";
  case Kind::RoundUp64:
    return "((" + macro(e.operands[0]) + " + 63) / 64 * 64)";
  case Kind::Min: {
    std::string a = "(" + macro(e.operands[0]) + ")", b = "(" + macro(e.operands[1]) + ")";
    return "(" + a + " < " + b + " ? " + a + " : " + b + ")";
  }
  default:
    return joined(e, true, macro);
  }
}

static void collect(const Expression &e, std::vector<std::string> &found) {
  if (e.kind == Kind::Symbol && std::find(found.begin(), found.end(), e.symbol) == found.end())
    found.push_back(e.symbol);
  for (const Expression &operand : e.operands)
    collect(operand, found);
}

std::vector<std::string> symbols(const Expression &e) {
  std::vector<std::string> found;
  collect(e, found);
  return found;
}

static std::optional<int64_t> apply(Kind kind, int64_t a, int64_t b) {
  int64_t r = 0;
  switch (kind) {
  case Kind::Add:
    return __builtin_add_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case Kind::Sub:
    return __builtin_sub_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case Kind::Mul:
    return __builtin_mul_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case Kind::Min:
    return std::min(a, b);
  default:
    break;
  }
  if (b == 0 || (b == -1 && a == INT64_MIN))
    return std::nullopt;
  int64_t rest = a % b, down = rest != 0 && (rest < 0) != (b < 0) ? 1 : 0;
  return kind == Kind::FloorDiv ? a / b - down : rest + down * b;
}

std::optional<int64_t> evaluate(const Expression &e, const std::map<std::string, int64_t> &dims) {
  if (e.kind == Kind::Constant)
    return e.value;
  if (e.kind == Kind::Symbol)
    return dims.count(e.symbol) != 0 ? std::optional(dims.at(e.symbol)) : std::nullopt;
  std::optional<int64_t> a = evaluate(e.operands[0], dims);
  if (!a)
    return std::nullopt;
  if (e.kind != Kind::RoundUp64) {
    std::optional<int64_t> b = evaluate(e.operands[1], dims);
    return b ? apply(e.kind, *a, *b) : std::nullopt;
  }
  std::optional<int64_t> up = apply(Kind::Add, *a, 63);
  return up ? std::optional(*up - *apply(Kind::Mod, *up, 64)) : std::nullopt;
}

static std::optional<Polynomial> sum(Polynomial a, const Polynomial &b) {
  for (const auto &[product, coefficient] : b)
    if (__builtin_add_overflow(a[product], coefficient, &a[product]))
      return std::nullopt;
  return a;
}

static std::optional<Polynomial> times(const Polynomial &a, const Polynomial &b) {
  Polynomial result;
  for (const auto &[p, m] : a)
    for (const auto &[q, n] : b) {
      std::vector<std::string> product = p;
      product.insert(product.end(), q.begin(), q.end());
      std::sort(product.begin(), product.end());
      int64_t coefficient = 0;
      if (__builtin_mul_overflow(m, n, &coefficient) ||
          __builtin_add_overflow(result[product], coefficient, &result[product]))
        return std::nullopt;
    }
  return result;
}

std::optional<Polynomial> upperBound(const Expression &e) {
  if (e.kind == Kind::Constant)
    return e.value < 0 ? std::nullopt : std::optional(Polynomial{{{}, e.value}});
  if (e.kind == Kind::Symbol)
    return Polynomial{{{e.symbol}, 1}};
  std::optional<Polynomial> a = upperBound(e.operands[0]);
  if (!a || e.kind == Kind::Sub || e.kind == Kind::Mod || e.kind == Kind::Min)
    return std::nullopt;
  if (e.kind == Kind::RoundUp64)
    return sum(*a, {{{}, 63}});
  if (e.kind == Kind::FloorDiv) // by at least 1: not more than what is divided
    return e.operands[1].isConstant() && e.operands[1].value >= 1 ? a : std::nullopt;
  std::optional<Polynomial> b = upperBound(e.operands[1]);
  return !b ? std::nullopt : e.kind == Kind::Add ? sum(*a, *b) : times(*a, *b);
}

} // namespace dual::library
