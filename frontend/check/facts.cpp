#include "frontend/check/facts.h"

#include "mlir/Analysis/Presburger/IntegerRelation.h"
#include "llvm/ADT/STLExtras.h"

namespace dual::check {

using mlir::presburger::IntegerPolyhedron;
using mlir::presburger::PresburgerSpace;

// More than people write; beyond it a check at run time is cheaper than a proof.
static constexpr size_t mostColumns = 32;

void DimProver::mention(const Dim &dim) {
  for (auto &[monomial, factor] : dim.terms())
    if (!monomial.empty() && columns.size() < mostColumns &&
        columns.emplace(monomial, static_cast<unsigned>(columns.size())).second)
      waiting.push_back(monomial);
}

// No atom of it can be negative: symbols of sizes, and what a fact says so of.
bool DimProver::isSize(const Monomial &monomial) const {
  return llvm::all_of(monomial, [&](int id) {
    Dim atom = Dim::atom(id);
    return dims.isNeverNegative(atom) || llvm::any_of(facts, [&](const DimFact &fact) {
             Dim more = atom - fact.value;
             return more.isConstant() && more.constant() >= 0;
           });
  });
}

static Dim product(const Monomial &monomial) {
  Dim result = 1;
  for (int id : monomial)
    result = result * Dim::atom(id);
  return result;
}

// 0 <= a - b * (a / b) < b, times the other factors, none of which is negative. Where b is a symbol it is one
// of the factors.
void DimProver::relateQuotient(const Atom &quotient, Monomial others) {
  if (int divisor = quotient.rhs.bareAtom(); divisor >= 0) {
    auto place = llvm::find(others, divisor);
    if (place == others.end() || !isSize({divisor}))
      return;
    others.erase(place);
  } else if (!quotient.rhs.isConstant() || quotient.rhs.constant() <= 0) {
    return;
  }
  if (!isSize(others))
    return;
  Dim rest = dims.remainder(quotient.lhs, quotient.rhs) * product(others);
  Dim room = quotient.rhs * product(others) - rest;
  known.push_back({rest, false, {}});
  known.push_back({others.empty() ? room - Dim(1) : room, false, {}});
  mention(rest);
  mention(room);
}

// A fact about a factor of the monomial is one about the monomial.
void DimProver::relateFact(const Dim &equality, const Monomial &monomial) {
  for (auto &[part, factor] : equality.terms()) {
    Monomial others;
    std::set_difference(monomial.begin(), monomial.end(), part.begin(), part.end(),
                        std::back_inserter(others));
    if (part.empty() || others.empty() || others.size() + part.size() != monomial.size())
      continue;
    Dim scaled = equality * product(others);
    known.push_back({scaled, true, {}});
    mention(scaled);
  }
}

void DimProver::relate(const Monomial &monomial) {
  if (isSize(monomial))
    known.push_back({product(monomial), false, {}});
  for (size_t k = 0; k < monomial.size(); ++k) {
    const Atom atom = dims[monomial[k]];
    if (atom.kind != Atom::Kind::quotient || (k && monomial[k] == monomial[k - 1]))
      continue;
    Monomial others = monomial;
    others.erase(others.begin() + k);
    relateQuotient(atom, std::move(others));
  }
  for (const DimFact &fact : facts)
    if (fact.isZero)
      relateFact(fact.value, monomial);
}

void DimProver::prepare(const Dim &dim) {
  known = facts;
  columns.clear();
  mention(dim);
  for (const DimFact &fact : facts)
    mention(fact.value);
  while (!waiting.empty()) {
    Monomial next = waiting.back();
    waiting.pop_back();
    relate(next);
  }
}

void DimProver::add(Set &set, const Dim &dim, bool isZero) const {
  llvm::SmallVector<int64_t> row(columns.size() + 1, 0);
  for (auto &[monomial, factor] : dim.terms()) {
    auto column = columns.find(monomial);
    if (!monomial.empty() && column == columns.end())
      return; // beyond the limit: what is not said proves nothing
    row[monomial.empty() ? columns.size() : column->second] = factor;
  }
  isZero ? set.addEquality(row) : set.addInequality(row);
}

bool DimProver::isImpossible(const Dim &dim, bool isZero) const {
  IntegerPolyhedron set(PresburgerSpace::getSetSpace(columns.size()));
  for (const DimFact &fact : known)
    add(set, fact.value, fact.isZero);
  add(set, dim, isZero);
  // Whole numbers only where few of them are asked for.
  return set.isEmpty() || (columns.size() <= 8 && set.isIntegerEmpty());
}

// What cannot be at all proves nothing.
Truth DimProver::isZero(const Dim &dim) {
  if (dim.isUnknown())
    return Truth::open;
  prepare(dim);
  if (isImpossible(Dim(0), true))
    return Truth::open;
  if (isImpossible(Dim(0) - dim - Dim(1), false) && isImpossible(dim - Dim(1), false))
    return Truth::yes;
  return isImpossible(dim, true) ? Truth::no : Truth::open;
}

Truth DimProver::isNotNegative(const Dim &dim) {
  if (dim.isUnknown())
    return Truth::open;
  prepare(dim);
  bool never = isImpossible(dim, false), always = isImpossible(Dim(0) - dim - Dim(1), false);
  return never == always ? Truth::open : always ? Truth::yes : Truth::no;
}

} // namespace dual::check
