// Arithmetic over dims: shapes, facts, arenas and costs, as text and as a number.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dual::library {

// A tree over int64. Every operator's result is an integer; division and remainder round down.
struct Expression {
  enum class Kind { Constant, Symbol, Add, Sub, Mul, FloorDiv, Mod, Min, RoundUp64 };

  Kind kind = Kind::Constant;
  int64_t value = 0;                // of a constant
  std::string symbol;               // of a symbol: the dim's name in the source
  std::vector<Expression> operands; // two; one for RoundUp64

  Expression(int64_t value = 0) : value(value) {}
  static Expression dim(std::string name);

  bool isConstant() const { return kind == Kind::Constant; }
};

Expression operator+(Expression a, Expression b);
Expression operator-(Expression a, Expression b);
Expression operator*(Expression a, Expression b);
Expression floorDiv(Expression a, Expression b);
Expression mod(Expression a, Expression b);
Expression minimum(Expression a, Expression b);
Expression roundUp64(Expression a); // to the next multiple of 64

// As the source and the manifest write it: `64 + 128*B + ceil64(40*B)`.
std::string text(const Expression &e);
// As a C constant expression over macro parameters of the symbols' names: `INT64_C(64) + (B) * INT64_C(128)`.
std::string macro(const Expression &e);

// The symbols in it, in order of first appearance.
std::vector<std::string> symbols(const Expression &e);

// What it is for these dims; nothing if a step leaves int64 or divides by zero.
std::optional<int64_t> evaluate(const Expression &e, const std::map<std::string, int64_t> &dims);

// A sum of products of symbols: product -> coefficient; the empty product is the constant.
using Polynomial = std::map<std::vector<std::string>, int64_t>;
// An upper bound of it for dims >= 0, with no negative coefficient; nothing if none is easily seen.
std::optional<Polynomial> upperBound(const Expression &e);

} // namespace dual::library
