// Sizes and what is known of them: symbols that only stand in `2 * N`, facts that hold here, and proofs.
#include "frontend/check/checker.h"
#include "frontend/check/nodes.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// ---- facts

std::vector<DimFact> Emitter::factsHere() {
  std::vector<DimFact> facts;
  for (Env *level = env.get(); level; level = level->parent.get())
    facts.insert(facts.end(), level->facts.begin(), level->facts.end());
  return facts;
}

// From here to the end of the block the condition holds, or the program has ended.
void Emitter::assume(const Val &condition) {
  if (condition.facts)
    env->facts.insert(env->facts.end(), condition.facts->begin(), condition.facts->end());
}

// What the facts say of a condition.
Truth Emitter::decided(const Val &condition) {
  if (condition.constant)
    return std::get<bool>(*condition.constant) ? Truth::yes : Truth::no;
  if (!condition.facts || condition.facts->empty())
    return Truth::open;
  DimProver prover(dims, factsHere());
  bool all = true;
  for (const DimFact &fact : *condition.facts) {
    Truth truth = fact.isZero ? prover.isZero(fact.value) : prover.isNotNegative(fact.value);
    if (truth == Truth::no)
      return truth;
    all &= truth == Truth::yes;
  }
  return all ? Truth::yes : Truth::open;
}

// The facts of a `where`, inside. While a graph's structure is found, its inputs' symbols are not there yet.
void Checker::assumeFacts(llvm::ArrayRef<WhereFact> facts) {
  auto known = [&](const std::string &name) { return frame.types.dims.count(name) != 0; };
  for (const WhereFact &fact : facts)
    if (fact.condition && !mentionsOther(*fact.condition, known))
      assume(expr(*fact.condition));
}

// What a comparison of two ints says when it holds.
std::vector<DimFact> comparisonFacts(CompareOp op, const Dim &lhs, const Dim &rhs, SourceRange range) {
  switch (op) {
  case CompareOp::eq:
    return {{lhs - rhs, true, range}};
  case CompareOp::ne:
    return {};
  case CompareOp::lt:
    return {{rhs - lhs - Dim(1), false, range}};
  case CompareOp::le:
    return {{rhs - lhs, false, range}};
  case CompareOp::gt:
    return {{lhs - rhs - Dim(1), false, range}};
  case CompareOp::ge:
    return {{lhs - rhs, false, range}};
  }
  return {};
}

bool Emitter::isProvedNotNegative(const Dim &dim) {
  return dims.isNeverNegative(dim) || DimProver(dims, factsHere()).isNotNegative(dim) == Truth::yes;
}

// Of sizes that disagree for sure: what was known of their symbols.
void Emitter::noteFacts(DiagnosticBuilder &report, llvm::ArrayRef<Dim> sizes) {
  std::set<int> symbols;
  for (const Dim &size : sizes)
    for (int id : dims.symbolsIn(size))
      symbols.insert(id);
  for (const DimFact &fact : factsHere())
    if (fact.where.valid() &&
        llvm::any_of(dims.symbolsIn(fact.value), [&](int id) { return symbols.count(id) != 0; }))
      report.note(fact.where, fmt::format("`{}` holds by this", sources.text(fact.where)));
}

void Emitter::noteFacts(DiagnosticBuilder &report, const Val &condition) {
  std::vector<Dim> sizes;
  if (condition.facts)
    for (const DimFact &fact : *condition.facts)
      sizes.push_back(fact.value);
  noteFacts(report, sizes);
}

// ---- a symbol that stands in a linear size

// dim = factor * atom + rest, where neither contains the atom. False: it is not linear.
static bool isLinear(const DimTable &dims, const Dim &dim, int atom, Dim &factor, Dim &rest) {
  factor = rest = 0;
  for (auto &[monomial, coefficient] : dim.terms()) {
    Dim part = coefficient, others = coefficient;
    size_t count = 0;
    for (int id : monomial) {
      if (id != atom && llvm::is_contained(dims.symbolsIn(Dim::atom(id)), atom))
        return false;
      part = part * Dim::atom(id);
      if (id == atom && ++count == 1)
        continue;
      others = others * Dim::atom(id);
    }
    if (count > 1)
      return false;
    count ? factor = factor + others : rest = rest + part;
  }
  return !(factor == Dim(0));
}

// A symbol stands for a size: seen now, or checked when it runs. `what` says which symbol and of what.
static bool requireSolution(Emitter &check, const Dim &value, const std::string &what, SourceRange range,
                            const DiagNote &origin) {
  if (value.isConstant() && value.constant() < 0) {
    check.error(DiagCode::bad_size, range,
                fmt::format("{} is {}; a size is at least 0", what, value.constant()), origin);
    return false;
  }
  if (check.isProvedNotNegative(value))
    return true;
  Value number = check.dimValue(value);
  Value fits = check.emit<dl::CompareOp>(range, check.builder.getI1Type(), dl::CompareKind::Ge, number,
                                         check.intConstant(0).leaf());
  check.emit<dl::CheckOp>(range, fits, what + " is {0}; a size is at least 0", "VALUE",
                          mlir::ValueRange{number});
  check.env->facts.push_back({value, false, {}});
  return true;
}

// The value of the symbol `atom` where the size `pattern` is `size`; none, if an error was reported.
std::optional<Dim> Emitter::solveSize(const Dim &pattern, int atom, const Dim &size, SourceRange range,
                                      const std::string &what) {
  Dim factor, rest;
  const std::string symbol = dims[atom].name;
  if (!isLinear(dims, pattern, atom, factor, rest)) {
    error(DiagCode::unbound_dim, dims[atom].origin,
          fmt::format("`{}` does not say what `{}` is: only a linear size does", text(pattern), symbol));
    return std::nullopt;
  }
  Dim multiple = size - rest;
  DiagNote origin = {dims[atom].origin, fmt::format("`{}` comes from here", symbol)};
  auto solved = [&](const Dim &value) {
    std::string which = fmt::format("{}: `{}` of `{}`", what, symbol, text(pattern));
    return requireSolution(*this, value, which, range, origin) ? std::optional(value) : std::nullopt;
  };
  if (factor == Dim(1))
    return solved(multiple);
  if (factor == Dim(-1))
    return solved(rest - size);
  Dim left = dims.remainder(multiple, factor);
  Truth whole = left == Dim(0) ? Truth::yes : DimProver(dims, factsHere()).isZero(left);
  if (whole == Truth::no) {
    error(DiagCode::dim_mismatch, range,
          fmt::format("{}: `{}` is not `{}` for any `{}`", what, text(size), text(pattern), symbol), origin);
    return std::nullopt;
  }
  if (whole == Truth::open) {
    Value fits = emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Eq, dimValue(left),
                                     intConstant(0).leaf());
    emit<dl::CheckOp>(
        range, fits,
        fmt::format("{}: the size is {{0}}, which is not `{}` for any `{}`", what, text(pattern), symbol),
        "FACT", mlir::ValueRange{dimValue(size)});
    env->facts.push_back({left, true, {}});
  }
  return solved(dims.quotient(multiple, factor));
}

static bool isPack(const TypeArg &arg) { return arg.kind == TypeArg::Kind::pack; }

// Each size in the brackets of a type, beside what it is in the value.
std::vector<std::pair<const Expr *, Dim>> Checker::statedSizes(const NamedType &type, const TypeRef &actual,
                                                               const ModuleScope &in) {
  std::vector<std::pair<const Expr *, Dim>> result;
  auto add = [&](const TypeArg &arg, const Dim *size) {
    if (arg.kind == TypeArg::Kind::dim && size)
      result.push_back({arg.dim.get(), *size});
  };
  auto [decl, declScope] = findDecl(type.path, in);
  if (llvm::ArrayRef<Ident> params = decl ? typeParamsOf(*decl) : llvm::ArrayRef<Ident>(); decl) {
    TypeEnv own;
    if (auto *alias = decl->as<TypeAliasDecl>())
      bindType(*alias->type, actual, own, *declScope, "%");
    for (size_t k = 0; k < params.size() && k < type.args.size(); ++k) {
      auto known = own.dims.find(params[k].text);
      add(type.args[k], known != own.dims.end() ? &known->second : actual->dim(params[k].text));
    }
    return result;
  }
  size_t packs = llvm::count_if(type.args, isPack), axis = 0;
  if (!actual->isTensor() || packs > 1 || type.args.size() > actual->shape.size() + packs)
    return result;
  for (const TypeArg &arg : type.args) {
    size_t count = isPack(arg) ? actual->shape.size() + packs - type.args.size() : 1;
    add(arg, axis < actual->shape.size() ? &actual->shape[axis] : nullptr);
    axis += count;
  }
  return result;
}

// The symbols of a parameter's type that no bare occurrence has bound.
bool Checker::solveSizes(const TypeExpr &pattern, const TypeRef &actual, TypeEnv &types,
                         const ModuleScope &in, SourceRange range, const std::string &what) {
  if (auto *tuple = pattern.as<TupleType>())
    for (size_t k = 0; k < tuple->elements.size() && k < actual->members.size(); ++k)
      if (!solveSizes(*tuple->elements[k], actual->members[k].type, types, in, range, what))
        return false;
  auto *named = pattern.as<NamedType>();
  if (!named)
    return true;
  for (auto &[expr, actualSize] : statedSizes(*named, actual, in)) {
    std::set<std::string> names;
    collectNames(*expr, names);
    std::vector<std::string> unbound;
    for (const std::string &name : names)
      if (isupper(name[0]) && !types.dims.count(name))
        unbound.push_back(name);
    if (unbound.size() != 1)
      continue;
    TypeEnv probe = types;
    Dim size = evalDim(*expr, probe, in, true);
    int atom = probe.dims.at(unbound.front()).bareAtom();
    auto value = size.isUnknown() ? std::nullopt : solveSize(size, atom, actualSize, range, what);
    if (!value)
      return false;
    types.dims[unbound.front()] = *value;
  }
  return true;
}

} // namespace dual::check
