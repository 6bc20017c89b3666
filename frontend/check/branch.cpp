// `if` and what follows a possible exit, as structured control flow: what a block may change goes in and
// comes out.
#include "frontend/check/bare_numbers.h"
#include "frontend/check/checker.h"
#include "frontend/check/control.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

Val Checker::condition(const Expr &given) {
  Val result = settle(expr(given), given.range);
  if (result.isError())
    return make(errorType(), {});
  if (result.type->isScalar() && result.type->element.isInteger(1))
    return result;
  auto report = diags.error(DiagCode::bad_condition, given.range,
                            fmt::format("the condition is `{}`; expected one `bool`", text(result.type)));
  if (result.type->isTensor() && result.type->element.isInteger(1))
    report.help("say `all(...)` or `any(...)`");
  else if (result.type->isScalar())
    report.help(fmt::format("write a comparison, such as `{} != 0`", sources.text(given.range)));
  return make(errorType(), {});
}

// The variables around that the names reach, each once.
std::vector<Binding *> Emitter::carried(const std::set<std::string> &names) {
  std::vector<Binding *> result;
  for (const std::string &name : names)
    if (Binding *binding = env->find(name); binding && binding->isVar && !binding->value.isError())
      result.push_back(binding);
  if (Binding *states = frame.graphCall ? env->find("%state") : nullptr)
    result.push_back(states);
  return result;
}

llvm::SmallVector<Value> leavesOfAll(llvm::ArrayRef<Binding *> variables) {
  llvm::SmallVector<Value> leaves;
  for (Binding *variable : variables)
    leaves.append(variable->value.leaves.begin(), variable->value.leaves.end());
  return leaves;
}

void setLeaves(llvm::ArrayRef<Binding *> variables, mlir::ValueRange leaves) {
  size_t next = 0;
  for (Binding *variable : variables) {
    for (Value &leaf : variable->value.leaves)
      leaf = leaves[next++];
    variable->value.dim.reset();
    variable->value.constant.reset();
  }
}

// Whether a side may be brought to the type that the context expects.
static bool fits(const Val &side, const TypeRef &expected) {
  if (side.literal || !expected->isTensor() || !side.type->isTensor())
    return true;
  if (side.type->isScalar() || !sameStructure(side.type, expected))
    return side.type->element == expected->element && side.type->isScalar();
  for (size_t axis = 0; axis < side.type->shape.size(); ++axis) {
    Dim difference = side.type->shape[axis] - expected->shape[axis];
    if (!difference.isUnknown() && difference.isConstant() && difference.constant() != 0)
      return false;
  }
  return true;
}

// The context's type helps literals; two sides of another type, which agree, keep it: `f64(if c { n } else {
// m })`.
static bool keepTheirs(const Val &a, const Val &b, const TypeRef &expected) {
  if (fits(a, expected) && fits(b, expected))
    return false;
  if (a.literal || b.literal) {
    const Val &literal = a.literal ? a : b, &typed = a.literal ? b : a;
    return !literal.literal->isFloat || mlir::isa<mlir::FloatType>(typed.type->element);
  }
  return sameStructure(a.type, b.type);
}

// Whether the annotation of a `let` binds a symbol in it, to what the branches give.
bool Emitter::waitsForValue(const Dim &size) {
  return llvm::any_of(dims.symbolsIn(size), [&](int symbol) {
    return frame.unboundSymbols.count(symbol) && !frame.dimValues.count(symbol);
  });
}

// Which leaves one of the sides changes. The others stay what they are: what is written as a draft, or inside
// of a loop that index notation opens, must leave no value of its own behind.
static llvm::SmallVector<size_t> changedLeaves(mlir::ValueRange before, mlir::ValueRange onTrue,
                                               mlir::ValueRange onFalse) {
  llvm::SmallVector<size_t> places;
  for (size_t k = 0; k < before.size(); ++k)
    if (onTrue[k] != before[k] || onFalse[k] != before[k])
      places.push_back(k);
  return places;
}

// A block whose last statement is `fail(...)`: what follows never sees a value of it.
static bool endsInFailure(mlir::Block &block) {
  auto check = block.empty() ? dl::CheckOp() : mlir::dyn_cast<dl::CheckOp>(block.back());
  return check && check.getCode() == "FAIL";
}

// Writes the two sides of an `if`. Each side gives its value; both are brought to one type. Besides the names
// that they store, whether a side has left the function or a loop is handed on.
Val Emitter::branches(Value condition, llvm::function_ref<Val()> onTrue, llvm::function_ref<Val()> onFalse,
                      std::set<std::string> names, const TypeRef &expected, SourceRange range) {
  names.merge(exitNames());
  std::vector<Binding *> variables = carried(names);
  llvm::SmallVector<Value> before = leavesOfAll(variables);
  auto known = frame.dimValues;
  auto draft =
      mlir::scf::IfOp::create(builder, loc(range), mlir::TypeRange{}, condition, /*withElseRegion=*/true);
  Val sides[2];
  llvm::SmallVector<Value> changed[2];
  mlir::Block *blocks[2] = {draft.thenBlock(), draft.elseBlock()};
  TypeRef type = expected;
  for (int side : {0, 1}) {
    mlir::OpBuilder::InsertionGuard guard(builder);
    blocks[side]->clear();
    builder.setInsertionPointToStart(blocks[side]);
    sides[side] = side == 0 ? onTrue() : onFalse();
    changed[side] = leavesOfAll(variables);
    setLeaves(variables, before);
  }
  bool failed = (sides[0].isError() && !sides[0].literal) || (sides[1].isError() && !sides[1].literal);
  if (failed || (!type && sides[0].fn)) {
    if (!failed)
      error(DiagCode::type_mismatch, range, "a function cannot be chosen when the program runs");
    draft.erase();
    return make(errorType(), {});
  }
  if (type && keepTheirs(sides[0], sides[1], type))
    type = nullptr;
  if (type)
    type = mapDims(type, [&](const Dim &dim) { return waitsForValue(dim) ? Dim::unknown() : dim; });
  for (int side : {0, 1}) {
    Val &other = sides[1 - side];
    bool ends = !type && !sides[side].literal && sides[side].type->isUnit() && endsInFailure(*blocks[side]);
    if (!ends || (!other.literal && other.type->isUnit()))
      continue;
    mlir::OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(blocks[1 - side]);
    other = settle(other, range);
    builder.setInsertionPointToEnd(blocks[side]);
    sides[side] = zeroOf(typeOutside(other.type, known));
  }
  auto isEmpty = [](const Val &side) { return !side.literal && side.type->isUnit(); };
  if (!type && isEmpty(sides[0]) != isEmpty(sides[1])) {
    diags.error(DiagCode::type_mismatch, range, "only one branch has a value")
        .help(
            "where a value is used, each branch ends with one; `continue`, `break` and `return` stand in an "
            "`if` of their own");
    draft.erase();
    return make(errorType(), {});
  }
  if (!type) {
    type = sides[0].literal ? sides[1].literal ? nullptr : sides[1].type : sides[0].type;
    type = type ? typeOutside(type, known) : settleTogether(sides[0], sides[1]);
  }
  llvm::SmallVector<size_t> passed = changedLeaves(before, changed[0], changed[1]);
  for (int side : {0, 1}) {
    mlir::OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToEnd(blocks[side]);
    sides[side] = coerce(sides[side], type, range, "the value of this branch");
    if (sides[side].isError()) {
      draft.erase();
      return make(errorType(), {});
    }
    llvm::SmallVector<Value> yielded(sides[side].leaves.begin(), sides[side].leaves.end());
    for (size_t place : passed)
      yielded.push_back(changed[side][place]);
    mlir::scf::YieldOp::create(builder, loc(range), yielded);
  }
  llvm::SmallVector<mlir::Type> types;
  for (Value leaf : sides[0].leaves)
    types.push_back(leaf.getType());
  for (size_t place : passed)
    types.push_back(before[place].getType());
  auto choice = mlir::scf::IfOp::create(builder, loc(range), types, condition, true);
  choice.getThenRegion().takeBody(draft.getThenRegion());
  choice.getElseRegion().takeBody(draft.getElseRegion());
  draft.erase();
  size_t count = sides[0].leaves.size();
  for (size_t k = 0; k < passed.size(); ++k)
    before[passed[k]] = choice.getResult(count + k);
  setLeaves(variables, before);
  llvm::SmallVector<Value> leaves(choice.getResults().begin(), choice.getResults().begin() + count);
  return refresh(make(type, leaves), range);
}

TypeRef Emitter::settleTogether(const Val &a, const Val &b) {
  bool isFloat = a.literal->isFloat || b.literal->isFloat;
  return tensorType(isFloat ? mlir::Type(builder.getF32Type()) : mlir::Type(builder.getI64Type()));
}

// Whether a branch ends with a bare float. The value of an `if` of bare numbers is a float then, whichever
// branch is taken.
static bool givesFloat(const IfExpr &choice, size_t branch) {
  auto ends = [](const Block *body) {
    auto *last = body && !body->stmts.empty() ? body->stmts.back()->as<ExprStmt>() : nullptr;
    auto *inner = last ? last->value->as<IfExpr>() : nullptr;
    return inner ? givesFloat(*inner, 0) : last && bareFloat(*last->value).value_or(false);
  };
  bool found = ends(choice.elseBody.get());
  for (size_t k = branch; k < choice.branches.size(); ++k)
    found |= ends(choice.branches[k].body.get());
  return found;
}

// Of what the condition leaves out that holds.
void Checker::requireNamesAfter(const IfExpr &choice, size_t branch) {
  for (const IfBranch &later : llvm::drop_begin(choice.branches, branch + 1)) {
    requireNames(*later.condition);
    requireNames(*later.body);
  }
  if (choice.elseBody)
    requireNames(*choice.elseBody);
}

Val Checker::ifExpr(const IfExpr &given, size_t branch, const TypeRef &expected, bool valueWanted,
                    bool ends) {
  auto body = [&](const Block &taken) {
    Val value = block(taken, valueWanted || ends ? expected : nullptr, valueWanted, ends);
    return valueWanted ? value : unit();
  };
  auto rest = [&]() -> Val {
    if (branch + 1 < given.branches.size())
      return ifExpr(given, branch + 1, expected, valueWanted, ends);
    return given.elseBody ? body(*given.elseBody) : unit();
  };
  const IfBranch &first = given.branches[branch];
  Val decision = condition(*first.condition);
  if (decision.isError()) {
    mlir::OpBuilder::InsertionGuard guard(builder);
    body(*first.body); // for the errors inside
    rest();
    return decision;
  }
  if (decision.constant) {
    bool holds = std::get<bool>(*decision.constant);
    if (holds)
      requireNamesAfter(given, branch);
    else
      requireNames(*first.body);
    Val value = holds ? body(*first.body) : rest();
    if (value.literal && !value.literal->isFloat && givesFloat(given, branch))
      value.literal = Literal{true, 0, double(value.literal->integer)};
    return value;
  }
  std::set<std::string> names;
  for (const IfBranch &each : given.branches)
    collectStores(*each.body, names);
  if (given.elseBody)
    collectStores(*given.elseBody, names);
  TypeRef type = valueWanted ? expected : unitType();
  return branches(decision.leaf(), [&] { return body(*first.body); }, rest, names, type, given.range);
}

// The rest of a block, run only while nothing has left it.
void Checker::guarded(Value running, llvm::ArrayRef<const Stmt *> rest, const TypeRef &expected,
                      bool valueWanted, SourceRange range) {
  std::set<std::string> names;
  for (const Stmt *stmt : rest)
    collectStores(*stmt, names);
  bool finishes = isFunctionLevel();
  branches(
      running,
      [&] {
        enter();
        if (finishes)
          env->names["%level"] = {unit(), false, {}};
        auto sizes = frame.types.dims;
        statements(rest, expected, valueWanted);
        frame.types.dims = std::move(sizes);
        leave();
        return unit();
      },
      [&] { return unit(); }, names, unitType(), range);
}

} // namespace dual::check
