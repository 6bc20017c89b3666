// The rules that `@vjp` gives: which function has one, and the function of dl that calls it.
#include "frontend/check/derivatives.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Attributes.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

static bool isFloat(mlir::Type type) { return mlir::isa<mlir::FloatType>(dl::elementType(type)); }

static const Expr *ruledFunction(const Decl &decl) {
  for (const Attribute &attr : decl.attrs)
    if (attr.name.text == "vjp")
      return attr.args.size() == 1 ? attr.args.front().value.get() : nullptr;
  return nullptr;
}

static const FnDecl *ruleOf(const FnDecl &decl, const ModuleScope &in) {
  for (auto &[name, other] : in.decls) {
    const Expr *of = ruledFunction(*other);
    if (auto *named = of ? of->as<NameExpr>() : nullptr; named && named->name == decl.name.text)
      return other->as<FnDecl>();
  }
  return nullptr;
}

void Derivatives::checkRule(const FnDecl &decl, const ModuleScope &in) {
  for (const Attribute &attr : decl.attrs) {
    if (attr.name.text != "vjp")
      continue;
    const Expr *of = ruledFunction(decl);
    auto *named = of ? of->as<NameExpr>() : nullptr;
    auto found = named ? in.decls.find(named->name) : in.decls.end();
    if (found == in.decls.end() || !found->second->as<FnDecl>())
      check.error(DiagCode::wrong_arguments, attr.range, "`@vjp` names a function of this file");
  }
}

void Derivatives::linkRule(const FnDecl &decl, const ModuleScope &in, const Instance &instance) {
  const FnDecl *rule = ruleOf(decl, in);
  if (!rule)
    return;
  if (!instance.varParams.empty() || instance.params.size() != decl.params.size()) {
    check.notBuilt(rule->name.range, "a rule for a function with `var`, `const` or function parameters");
    return;
  }
  auto callee = check.module.lookupSymbol<mlir::func::FuncOp>(instance.symbol);
  llvm::SmallVector<mlir::Type> takes(callee.getArgumentTypes()), gives;
  takes.append(callee.getResultTypes().begin(), callee.getResultTypes().end());
  llvm::copy_if(callee.getResultTypes(), std::back_inserter(takes), isFloat);
  if (size_t(llvm::count_if(callee.getResultTypes(), isFloat)) != leafCount(gradientType(instance.result))) {
    check.notBuilt(rule->name.range, "a rule for a function that gives states or frozen parts");
    return;
  }
  llvm::copy_if(callee.getArgumentTypes(), std::back_inserter(gives), isFloat);
  mlir::OpBuilder::InsertionGuard guard(check.builder);
  check.builder.setInsertionPointToEnd(check.module.getBody());
  std::string symbol = check.declName(in, decl.name.text + ".vjp");
  auto function = mlir::func::FuncOp::create(check.builder, check.loc(rule->name.range), symbol,
                                             check.builder.getFunctionType(takes, gives));
  function.setPrivate();
  callee->setAttr(dl::ruleAttr, mlir::FlatSymbolRefAttr::get(function.getSymNameAttr()));
  ruleBody(*rule, in, instance, function);
}

// Calls the rule with the arguments, the result and its cotangent.
void Derivatives::ruleBody(const FnDecl &rule, const ModuleScope &in, const Instance &instance,
                           mlir::func::FuncOp function) {
  mlir::Block *entry = function.addEntryBlock();
  check.builder.setInsertionPointToStart(entry);
  Instance own;
  Frame outerFrame = std::exchange(check.frame, Frame());
  auto outerEnv = std::exchange(check.env, std::make_shared<Env>());
  auto outerScope = std::exchange(check.scope, &in);
  check.frame.instance = &own;
  check.frame.types = instance.types;
  size_t next = 0;
  for (int atom : instance.dimAtoms)
    check.frame.dimValues[atom] = entry->getArgument(next++);
  auto take = [&](const TypeRef &type) {
    size_t count = leafCount(type);
    llvm::SmallVector<Value> leaves(entry->args_begin() + next, entry->args_begin() + next + count);
    next += count;
    return check.make(type, leaves);
  };
  std::vector<Val> args;
  std::vector<TypeRef> gradients;
  for (const TypeRef &type : instance.params) {
    args.push_back(take(type));
    if (hasFloats(type))
      gradients.push_back(gradientType(type));
  }
  args.push_back(take(instance.result));
  args.push_back(take(gradientType(instance.result)));
  FnValue callee;
  callee.kind = FnValue::Kind::function;
  callee.decl = &rule;
  callee.scope = &in;
  TypeRef expected = gradients.size() == 1 ? gradients.front() : tupleType(gradients);
  Val result = check.applyValues(callee, args, rule.name.range);
  if (!result.isError())
    result =
        check.coerce(result, expected, rule.name.range, fmt::format("the result of `{}`", rule.name.text));
  if (result.isError())
    result = check.zeroOf(expected);
  llvm::SmallVector<Value> given;
  llvm::ArrayRef<Value> rest = result.leaves;
  for (const TypeRef &type : instance.params)
    for (const Leaf &leaf : leavesOf(type)) {
      if (!isFloat(check.mlirType(leaf.type)))
        continue;
      Value part = leaf.trainable ? rest.front() : check.zeroOf(leaf.type).leaf();
      rest = rest.drop_front(leaf.trainable ? 1 : 0);
      given.push_back(check.castTo(part, function.getResultTypes()[given.size()], rule.name.range));
    }
  mlir::func::ReturnOp::create(check.builder, check.loc(rule.name.range), given);
  check.frame = std::move(outerFrame);
  check.env = outerEnv;
  check.scope = outerScope;
}

} // namespace dual::check
