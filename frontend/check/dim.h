// Sizes as polynomials of symbols with floor division, in a normal form: two are equal if their forms are.
#pragma once

#include "frontend/source/source.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dual::check {

// A product of atoms, sorted; empty is the constant term.
using Monomial = std::vector<int>;

class Dim {
public:
  Dim(int64_t constant = 0);
  static Dim atom(int id);
  // A size that only the value itself knows (`?`). It equals nothing, and is replaced when a value is read.
  static Dim unknown();

  bool isUnknown() const { return unknownSize; }
  bool isConstant() const;
  int64_t constant() const;
  // The atom's id when the whole size is one bare symbol, else -1.
  int bareAtom() const;
  const std::map<Monomial, int64_t> &terms() const { return sum; }

  bool operator==(const Dim &other) const { return !unknownSize && !other.unknownSize && sum == other.sum; }
  bool operator!=(const Dim &other) const { return !(*this == other); }
  friend Dim operator+(const Dim &a, const Dim &b);
  friend Dim operator-(const Dim &a, const Dim &b);
  friend Dim operator*(const Dim &a, const Dim &b);

private:
  friend class DimTable;
  void add(const Monomial &monomial, int64_t factor);
  std::map<Monomial, int64_t> sum;
  bool unknownSize = false;
};

// What an atom stands for: a symbol of the source, a quotient that does not simplify, or an index of a loop
// with its least and largest value.
struct Atom {
  enum class Kind { symbol, quotient, index };
  Kind kind = Kind::symbol;
  std::string name;
  SourceRange origin;
  Dim lhs, rhs;
};

using DimSubstitution = std::map<int, Dim>;

class DimTable {
public:
  Dim symbol(std::string name, SourceRange origin);
  // From `low` to `high`, both included, where there is a value at all.
  Dim index(std::string name, SourceRange origin, const Dim &low, const Dim &high);
  bool mentionsIndex(const Dim &dim) const;
  // Both floor, as `/` and `%` of the language do on integers.
  Dim quotient(const Dim &a, const Dim &b);
  Dim remainder(const Dim &a, const Dim &b);
  // Whether it is at least 0 for all sizes, as far as this sees: symbols of sizes are not negative, c * (a /
  // c) is at most a.
  bool isNeverNegative(const Dim &dim) const;
  const Atom &operator[](int id) const { return atoms[id]; }
  std::string text(const Dim &dim) const;
  // The symbols in it, in ascending order, those inside quotients too.
  std::vector<int> symbolsIn(const Dim &dim) const;
  // Where the symbols in it come from, each once.
  std::vector<std::pair<std::string, SourceRange>> origins(const Dim &dim) const;
  Dim substitute(const Dim &dim, const DimSubstitution &map);

private:
  bool isSize(const Atom &atom) const;
  std::optional<Dim> withoutIndices(const Dim &dim) const;
  Dim intern(Atom atom);
  std::string text(const Monomial &monomial, int64_t factor) const;
  std::vector<Atom> atoms;
};

} // namespace dual::check
