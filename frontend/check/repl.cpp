// Statements of the REPL: variables go into a function as arguments and come out as results.
#include "frontend/check/repl.h"

#include "frontend/check/repl_values.h"

#include "mlir/dl/Dl.h"

namespace dual::check {

using mlir::Value;

static const char *const stepName = "statement";

ReplChecker::ReplChecker(mlir::ModuleOp module, SourceManager &sources, Diagnostics &diags, Modules &modules,
                         std::function<bool()> differentiate)
    : checker(module, sources, diags), module(module), sources(sources), diags(diags), modules(modules),
      differentiate(std::move(differentiate)), scope(modules.add("", std::make_unique<Module>(), "")) {
  checker.usedNames[stepName] = 1;
}

const Module &ReplChecker::own(std::unique_ptr<Module> syntax) {
  inputs.push_back(std::move(syntax));
  return *inputs.back();
}

template <typename Map> static std::set<std::string> keysOf(const Map &map) {
  std::set<std::string> keys;
  for (auto &[key, value] : map)
    keys.insert(key);
  return keys;
}

template <typename Map> static void keepOnly(Map &map, const std::set<std::string> &keys) {
  for (auto entry = map.begin(); entry != map.end();)
    entry = keys.count(entry->first) ? std::next(entry) : map.erase(entry);
}

ReplChecker::Mark ReplChecker::mark() {
  mlir::Block &body = *module.getBody();
  return {body.empty() ? nullptr : &body.back(), keysOf(checker.instances), keysOf(checker.templates)};
}

// Functions are only ever added at the end of the module.
void ReplChecker::backTo(const Mark &mark) {
  mlir::Block &body = *module.getBody();
  while (!body.empty() && &body.back() != mark.last)
    body.back().erase();
  keepOnly(checker.instances, mark.instances);
  keepOnly(checker.templates, mark.templates);
}

// Opens the function of a statement: first the sizes that the variables' types mention, then the variables.
mlir::func::FuncOp ReplChecker::open(const std::set<std::string> &binders) {
  mlir::OpBuilder &builder = checker.builder;
  llvm::SmallVector<mlir::Type> types(atoms.size(), builder.getI64Type());
  for (auto &[name, kept] : variables)
    types.append(kept.types.begin(), kept.types.end());
  builder.setInsertionPointToEnd(module.getBody());
  auto fn = mlir::func::FuncOp::create(builder, builder.getUnknownLoc(), stepName,
                                       builder.getFunctionType(types, {}));
  fn.setPrivate();
  mlir::Block *entry = fn.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  size_t next = 0;
  checker.frame = Frame();
  for (auto &[atom, slot] : atoms)
    checker.frame.dimValues[atom] = entry->getArgument(next++);
  checker.env = std::make_shared<Env>();
  checker.scope = scope;
  for (auto &[name, kept] : variables) {
    Binding &binding = checker.env->names[name] = kept.binding;
    renew(binding.value, [&](Value &value) { value = entry->getArgument(next++); });
  }
  // A `let` that runs again binds its sizes anew.
  for (auto &[name, symbol] : named)
    if (llvm::none_of(symbol.second, [&](const std::string &binder) { return binders.count(binder); }))
      checker.frame.types.dims[name] = symbol.first;
  return fn;
}

void ReplChecker::close() {
  checker.frame = Frame();
  checker.env = nullptr;
  checker.builder.clearInsertionPoint();
}

// The value of an expression is printed as `print` does, and is `_` from then on.
void ReplChecker::show(const Expr &expr) {
  auto *choice = expr.as<IfExpr>();
  Val value = choice ? checker.ifExpr(*choice, 0, nullptr, choice->elseBody != nullptr) : checker.expr(expr);
  value = checker.settle(value, expr.range);
  if (diags.hasErrors() || (value.type->isUnit() && !value.fn))
    return;
  std::vector<std::string> pieces = {""}, specs;
  llvm::SmallVector<Value> parts;
  if (value.fn) {
    pieces.back() = describe(value);
  } else {
    value = checker.refresh(value, expr.range);
    checker.appendText(value, "", pieces, specs, parts);
  }
  checker.emit<dl::PrintOp>(expr.range, checker.formatted(pieces, specs, parts, expr.range).leaf());
  checker.env->names["_"] = {value, false, expr.range};
}

// Variables that the statement defined or changed leave the function as results.
void ReplChecker::collectChanges(Step &step, llvm::SmallVectorImpl<Value> &results) {
  size_t next = atoms.size();
  for (auto &[name, binding] : checker.env->names) {
    auto known = variables.find(name);
    bool same = known != variables.end() && known->second.binding.isVar == binding.isVar &&
                known->second.binding.value.type == binding.value.type;
    llvm::SmallVector<Value> leaves;
    prune(binding.value, sources);
    renew(binding.value, [&](Value &value) { leaves.push_back(value); });
    if (known != variables.end()) {
      auto before = step.function.getArguments().slice(next, known->second.slots.size());
      next += before.size();
      if (same && llvm::equal(leaves, before))
        continue;
    }
    Kept &kept = step.changed[name];
    kept.binding = binding;
    for (Value leaf : leaves) {
      kept.slots.push_back(nextSlot);
      kept.types.push_back(leaf.getType());
      step.results.push_back(nextSlot++);
      results.push_back(leaf);
    }
  }
}

// Sizes that the types of these variables mention for the first time.
void ReplChecker::collectAtoms(Step &step, llvm::SmallVectorImpl<Value> &results) {
  std::set<int> used;
  for (auto &[name, kept] : step.changed)
    symbolsOf(kept.binding.value, checker.dims, used);
  for (auto &[name, dim] : checker.frame.types.dims)
    if (isupper(name[0]) && name.find('.') == std::string::npos) {
      step.named[name] = dim;
      symbolsOf(dim, checker.dims, used);
    }
  for (int atom : used)
    if (!atoms.count(atom)) {
      results.push_back(checker.dimValue(Dim::atom(atom)));
      step.results.push_back(step.atoms[atom] = nextSlot++);
    }
}

std::optional<Step> ReplChecker::write(const Stmt &stmt) {
  Mark before = mark();
  Step step;
  step.binders = binderNames(stmt);
  step.function = open(step.binders);
  for (auto &[atom, slot] : atoms)
    step.arguments.push_back(slot);
  for (auto &[name, kept] : variables)
    step.arguments.insert(step.arguments.end(), kept.slots.begin(), kept.slots.end());
  if (auto *plain = stmt.as<ExprStmt>())
    show(*plain->value);
  else if (stmt.is<ReturnStmt>())
    checker.error(DiagCode::syntax_error, stmt.range, "there is no function here to return from");
  else
    checker.statement(stmt);
  llvm::SmallVector<Value> results;
  if (!diags.hasErrors()) {
    collectChanges(step, results);
    collectAtoms(step, results);
    mlir::func::ReturnOp::create(checker.builder, checker.loc(stmt.range), results);
    mlir::ValueRange values(results);
    step.function.setFunctionType(
        checker.builder.getFunctionType(step.function.getArgumentTypes(), values.getTypes()));
  }
  close();
  if (!diags.hasErrors() && differentiate())
    return step;
  backTo(before);
  return std::nullopt;
}

void ReplChecker::keep(Step &step) {
  for (auto &[name, kept] : step.changed)
    variables[name] = std::move(kept);
  for (auto symbol = named.begin(); symbol != named.end();)
    symbol = step.named.count(symbol->first) ? std::next(symbol) : named.erase(symbol);
  for (auto &[name, dim] : step.named)
    if (!named.count(name) || !(named[name].first == dim))
      named[name] = {dim, step.binders};
  atoms.insert(step.atoms.begin(), step.atoms.end());
  std::set<int> used;
  for (auto &[name, kept] : variables)
    symbolsOf(kept.binding.value, checker.dims, used);
  for (auto &[name, symbol] : named)
    symbolsOf(symbol.first, checker.dims, used);
  for (auto atom = atoms.begin(); atom != atoms.end();)
    atom = used.count(atom->first) ? std::next(atom) : atoms.erase(atom);
  drop(step);
}

void ReplChecker::drop(Step &step) { step.function.erase(); }

llvm::DenseSet<size_t> ReplChecker::liveSlots() const {
  llvm::DenseSet<size_t> live;
  for (auto &[atom, slot] : atoms)
    live.insert(slot);
  for (auto &[name, kept] : variables)
    live.insert(kept.slots.begin(), kept.slots.end());
  return live;
}

} // namespace dual::check
