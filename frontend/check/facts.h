// What is known of sizes beyond their normal forms: facts of `where`, ranges of loops, assertions. The linear
// part is decided by Presburger sets, with every product and quotient as a variable of its own.
#pragma once

#include "frontend/check/dim.h"

#include "llvm/ADT/ArrayRef.h"

#include <set>

namespace mlir::presburger {
class IntegerPolyhedron;
}

namespace dual::check {

// `value` is 0, or at least 0.
struct DimFact {
  Dim value;
  bool isZero = false;
  SourceRange where;
};

enum class Truth { yes, no, open };

class DimProver {
public:
  DimProver(DimTable &dims, llvm::ArrayRef<DimFact> facts) : dims(dims), facts(facts) {}

  Truth isZero(const Dim &dim);
  Truth isNotNegative(const Dim &dim);

private:
  using Set = mlir::presburger::IntegerPolyhedron;

  void prepare(const Dim &dim);
  void mention(const Dim &dim);
  void relate(const Monomial &monomial);
  void relateQuotient(const Atom &quotient, Monomial others);
  void relateFact(const Dim &equality, const Monomial &monomial);
  bool isSize(const Monomial &monomial) const;
  void add(Set &set, const Dim &dim, bool isZero) const;
  // Whether no sizes exist at which all that is known holds and `dim` is 0, or at least 0.
  bool isImpossible(const Dim &dim, bool isZero) const;

  DimTable &dims;
  std::vector<DimFact> facts;
  std::vector<DimFact> known;           // with what follows from the way the monomials are made
  std::map<Monomial, unsigned> columns; // of the sets
  std::vector<Monomial> waiting;
};

} // namespace dual::check
