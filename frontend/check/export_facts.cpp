// The conditions of an export's `where`, as comparisons of sizes that its border checks.
#include "frontend/check/exporter.h"

#include <fmt/format.h>

namespace dual::check {

static CompareOp opposite(CompareOp op) {
  static constexpr CompareOp opposites[] = {CompareOp::ne, CompareOp::eq, CompareOp::ge,
                                            CompareOp::gt, CompareOp::le, CompareOp::lt};
  return opposites[static_cast<int>(op)];
}

// The condition as facts that all hold, of each of which one comparison holds; nothing if it is no condition
// on sizes.
static std::optional<std::vector<std::vector<std::pair<const CompareExpr *, CompareOp>>>>
clausesOf(const Expr &condition, bool negated) {
  using Clauses = std::vector<std::vector<std::pair<const CompareExpr *, CompareOp>>>;
  if (auto *compare = condition.as<CompareExpr>())
    return Clauses{{{compare, negated ? opposite(compare->op) : compare->op}}};
  if (auto *unary = condition.as<UnaryExpr>(); unary && unary->op == UnaryOp::logicalNot)
    return clausesOf(*unary->operand, !negated);
  auto *logical = condition.as<LogicalExpr>();
  auto left = logical ? clausesOf(*logical->lhs, negated) : std::nullopt;
  auto right = logical ? clausesOf(*logical->rhs, negated) : std::nullopt;
  if (!left || !right)
    return std::nullopt;
  Clauses all;
  if ((logical->op == LogicalOp::logicalAnd) != negated) {
    all = std::move(*left);
    all.insert(all.end(), right->begin(), right->end());
    return all;
  }
  for (const auto &some : *left)
    for (const auto &others : *right) {
      all.push_back(some);
      all.back().insert(all.back().end(), others.begin(), others.end());
    }
  return all;
}

static bool holds(int64_t difference, CompareOp op) {
  switch (op) {
  case CompareOp::eq:
    return difference == 0;
  case CompareOp::ne:
    return difference != 0;
  case CompareOp::lt:
    return difference < 0;
  case CompareOp::le:
    return difference <= 0;
  case CompareOp::gt:
    return difference > 0;
  case CompareOp::ge:
    return difference >= 0;
  }
  return false;
}

static bool isKnown(const ExportedComparison &fact) { return (fact.left - fact.right).isConstant(); }

static bool holds(const ExportedComparison &fact) {
  return isKnown(fact) && holds((fact.left - fact.right).constant(), fact.op);
}

void Exporter::facts(const FnDecl &decl, const ModuleScope &in, TypeEnv &types, Export &what) {
  for (const WhereFact &written : decl.where) {
    auto clauses = written.condition ? clausesOf(*written.condition, false) : std::nullopt;
    if (!clauses) {
      c.notBuilt(written.range, "this kind of `where` on an exported function");
      continue;
    }
    for (const auto &clause : *clauses) {
      bool isPart = clause.size() == 1 && clauses->size() > 1;
      SourceRange range = isPart ? clause[0].first->range : written.condition->range;
      ExportedFact fact{c.textOf(range), {}};
      for (auto [compare, op] : clause) {
        fact.anyOf.push_back(
            {c.evalDim(*compare->lhs, types, in, false), op, c.evalDim(*compare->rhs, types, in, false)});
        for (const Dim &side : {fact.anyOf.back().left, fact.anyOf.back().right})
          addDims(tensorType(c.builder.getF32Type(), {side}), types, what.params.size(), what);
      }
      if (llvm::any_of(fact.anyOf, [](auto &part) { return holds(part); }))
        continue; // needs no check
      llvm::erase_if(fact.anyOf, isKnown);
      if (fact.anyOf.empty())
        c.error(DiagCode::bad_export, range, fmt::format("`{}` never holds", fact.text));
      else
        what.facts.push_back(std::move(fact));
    }
  }
}

} // namespace dual::check
