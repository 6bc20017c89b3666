#include "frontend/check/dim.h"

#include <algorithm>
#include <functional>
#include <set>

namespace dual::check {

Dim::Dim(int64_t constant) {
  if (constant != 0)
    sum[{}] = constant;
}

Dim Dim::atom(int id) {
  Dim dim;
  dim.sum[{id}] = 1;
  return dim;
}

Dim Dim::unknown() {
  Dim dim;
  dim.unknownSize = true;
  return dim;
}

bool Dim::isConstant() const {
  return !unknownSize && (sum.empty() || (sum.size() == 1 && sum.begin()->first.empty()));
}

int64_t Dim::constant() const { return sum.empty() ? 0 : sum.begin()->second; }

int Dim::bareAtom() const {
  if (unknownSize || sum.size() != 1 || sum.begin()->second != 1 || sum.begin()->first.size() != 1)
    return -1;
  return sum.begin()->first.front();
}

// The numbers of a program wrap; so does what is known of them.
static int64_t wrappedSum(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
}
static int64_t wrappedProduct(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
}

void Dim::add(const Monomial &monomial, int64_t factor) {
  int64_t &slot = sum[monomial];
  slot = wrappedSum(slot, factor);
  if (slot == 0)
    sum.erase(monomial);
}

Dim operator+(const Dim &a, const Dim &b) {
  if (a.unknownSize || b.unknownSize)
    return Dim::unknown();
  Dim result = a;
  for (auto &[monomial, factor] : b.sum)
    result.add(monomial, factor);
  return result;
}

Dim operator*(const Dim &a, const Dim &b) {
  if (a.unknownSize || b.unknownSize)
    return Dim::unknown();
  Dim result;
  for (auto &[left, leftFactor] : a.sum)
    for (auto &[right, rightFactor] : b.sum) {
      Monomial product = left;
      product.insert(product.end(), right.begin(), right.end());
      std::sort(product.begin(), product.end());
      result.add(product, wrappedProduct(leftFactor, rightFactor));
    }
  return result;
}

Dim operator-(const Dim &a, const Dim &b) { return a + b * Dim(-1); }

Dim DimTable::symbol(std::string name, SourceRange origin) {
  Atom atom;
  atom.name = std::move(name);
  atom.origin = origin;
  atoms.push_back(std::move(atom));
  return Dim::atom(static_cast<int>(atoms.size()) - 1);
}

Dim DimTable::index(std::string name, SourceRange origin, const Dim &low, const Dim &high) {
  Atom atom{Atom::Kind::index, std::move(name), origin, low, high};
  atoms.push_back(std::move(atom));
  return Dim::atom(static_cast<int>(atoms.size()) - 1);
}

bool DimTable::mentionsIndex(const Dim &dim) const {
  auto ids = symbolsIn(dim);
  return std::any_of(ids.begin(), ids.end(), [&](int id) { return atoms[id].kind == Atom::Kind::index; });
}

Dim DimTable::intern(Atom atom) {
  for (size_t id = 0; id < atoms.size(); ++id)
    if (atoms[id].kind == atom.kind && atoms[id].lhs == atom.lhs && atoms[id].rhs == atom.rhs)
      return Dim::atom(static_cast<int>(id));
  atoms.push_back(std::move(atom));
  return Dim::atom(static_cast<int>(atoms.size()) - 1);
}

static int64_t floorDivide(int64_t a, int64_t b) {
  int64_t quotient = a / b;
  return quotient - ((a % b != 0) && ((a < 0) != (b < 0)));
}

// (c*d*m + rest) / c = d*m + rest / c for an integer c: whole multiples leave the quotient.
Dim DimTable::quotient(const Dim &a, const Dim &b) {
  if (a.isUnknown() || b.isUnknown())
    return Dim::unknown();
  if (a == b && !a.isConstant())
    return 1;
  Dim whole, rest = a;
  if (b.isConstant() && b.constant() > 0) {
    rest = 0;
    for (auto &[monomial, factor] : a.terms()) {
      int64_t part = monomial.empty() ? floorDivide(factor, b.constant()) : factor / b.constant();
      whole.add(monomial, part);
      rest.add(monomial, factor - part * b.constant());
    }
    if (rest.isConstant() && rest.constant() >= 0 && rest.constant() < b.constant())
      return whole;
  }
  Atom atom;
  atom.kind = Atom::Kind::quotient;
  atom.lhs = rest;
  atom.rhs = b;
  return whole + intern(std::move(atom));
}

Dim DimTable::remainder(const Dim &a, const Dim &b) { return a - b * quotient(a, b); }

std::string DimTable::text(const Monomial &monomial, int64_t factor) const {
  std::string result = factor == 1 && !monomial.empty() ? "" : std::to_string(factor);
  for (int id : monomial) {
    if (!result.empty())
      result += "*";
    const Atom &atom = atoms[id];
    bool symbol = atom.kind != Atom::Kind::quotient;
    result += symbol ? atom.name : "((" + text(atom.lhs) + ")/" + text(atom.rhs) + ")";
  }
  return result;
}

std::string DimTable::text(const Dim &dim) const {
  if (dim.isUnknown())
    return "?";
  if (dim.terms().empty())
    return "0";
  std::string result;
  // The constant term has the least key; people write it last.
  auto append = [&](const Monomial &monomial, int64_t factor) {
    bool negative = factor < 0;
    if (!result.empty())
      result += negative ? " - " : " + ";
    else if (negative)
      result += "-";
    result += text(monomial, negative ? -factor : factor);
  };
  for (auto &[monomial, factor] : dim.terms())
    if (!monomial.empty())
      append(monomial, factor);
  if (auto constant = dim.terms().find({}); constant != dim.terms().end())
    append({}, constant->second);
  return result;
}

std::vector<int> DimTable::symbolsIn(const Dim &dim) const {
  std::set<int> found;
  std::function<void(const Dim &)> collect = [&](const Dim &part) {
    for (auto &[monomial, factor] : part.terms())
      for (int id : monomial)
        if (atoms[id].kind == Atom::Kind::quotient)
          collect(atoms[id].lhs), collect(atoms[id].rhs);
        else
          found.insert(id);
  };
  collect(dim);
  return {found.begin(), found.end()};
}

std::vector<std::pair<std::string, SourceRange>> DimTable::origins(const Dim &dim) const {
  std::vector<std::pair<std::string, SourceRange>> result;
  for (int id : symbolsIn(dim))
    if (atoms[id].origin.valid())
      result.push_back({atoms[id].name, atoms[id].origin});
  return result;
}

Dim DimTable::substitute(const Dim &dim, const DimSubstitution &map) {
  if (dim.isUnknown())
    return dim;
  Dim result;
  for (auto &[monomial, factor] : dim.terms()) {
    Dim product = factor;
    for (int id : monomial) {
      auto found = map.find(id);
      const Atom atom = atoms[id];
      if (found != map.end())
        product = product * found->second;
      else if (atom.kind != Atom::Kind::quotient)
        product = product * Dim::atom(id);
      else
        product = product * quotient(substitute(atom.lhs, map), substitute(atom.rhs, map));
    }
    result = result + product;
  }
  return result;
}

// `N`, `M.N` and `?`; any other name is an `int`, which may be negative, or stands for what an expression
// gives.
static bool isSizeName(const std::string &name) {
  std::string last = name.substr(name.rfind('.') + 1);
  auto isWord = [](char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_'; };
  return name == "?" || (!last.empty() && isupper(last[0]) && std::all_of(last.begin(), last.end(), isWord));
}

bool DimTable::isSize(const Atom &atom) const {
  if (atom.kind == Atom::Kind::index)
    return isNeverNegative(atom.lhs);
  return atom.kind == Atom::Kind::symbol ? isSizeName(atom.name)
                                         : isNeverNegative(atom.lhs) && isNeverNegative(atom.rhs);
}

// At most the size, without the last index in it: where it counts upwards its least value stands for it, else
// its largest. Nothing if no index is in it, or one beside a factor of unknown sign.
std::optional<Dim> DimTable::withoutIndices(const Dim &dim) const {
  int index = -1;
  for (auto &[monomial, factor] : dim.sum)
    for (int id : monomial)
      if (atoms[id].kind == Atom::Kind::index)
        index = std::max(index, id);
  if (index < 0)
    return std::nullopt;
  Dim least;
  for (auto &[monomial, factor] : dim.sum) {
    auto at = std::find(monomial.begin(), monomial.end(), index);
    Dim term(factor);
    for (auto other = monomial.begin(); other != monomial.end(); ++other)
      if (other != at)
        term = term * Dim::atom(*other);
    if (at != monomial.end()) {
      bool signKnown = std::all_of(monomial.begin(), monomial.end(),
                                   [&](int id) { return id == index || isSize(atoms[id]); });
      bool twice = std::count(monomial.begin(), monomial.end(), index) > 1;
      if (!signKnown || twice)
        return std::nullopt;
      term = term * (factor > 0 ? atoms[index].lhs : atoms[index].rhs);
    }
    least = least + term;
  }
  return least;
}

bool DimTable::isNeverNegative(const Dim &dim) const {
  if (dim.isUnknown())
    return false;
  if (auto least = withoutIndices(dim))
    return isNeverNegative(*least);
  for (auto &[monomial, factor] : dim.sum) {
    if (factor >= 0 &&
        std::all_of(monomial.begin(), monomial.end(), [&](int id) { return isSize(atoms[id]); }))
      continue;
    if (factor >= 0)
      return false;
    const Atom *atom = monomial.size() == 1 ? &atoms[monomial.front()] : nullptr;
    bool isFraction =
        atom && atom->kind == Atom::Kind::quotient && atom->rhs.isConstant() && atom->rhs.constant() > 0;
    if (!isFraction || factor % atom->rhs.constant() != 0)
      return false;
    Dim larger =
        dim - Dim(factor) * Dim::atom(monomial.front()) + Dim(factor / atom->rhs.constant()) * atom->lhs;
    return isNeverNegative(larger);
  }
  return true;
}

} // namespace dual::check
