// The rules that `@vjp` gives: which function has one, and the function of dl that calls it.
#include "frontend/check/derivatives.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Attributes.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// Nodes of recursive data may hold floats.
static bool mayVary(mlir::Type type) {
  return mlir::isa<mlir::FloatType>(dl::elementType(type)) || mlir::isa<dl::DataType>(type);
}

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

// What a function gives: its result, then the parameters marked `var`.
static std::vector<TypeRef> outputsOf(const Instance &instance) {
  std::vector<TypeRef> outputs;
  if (!instance.result->isUnit())
    outputs.push_back(instance.result);
  for (size_t k : instance.varParams)
    outputs.push_back(instance.params[k]);
  return outputs;
}

static bool holdsFixedFloats(const TypeRef &type) {
  return llvm::any_of(leavesOf(type), [](const Leaf &leaf) {
    return !leaf.trainable && leaf.type->isTensor() && mlir::isa<mlir::FloatType>(leaf.type->element);
  });
}

// The function of dl that derivatives call. It takes the arguments, the results and their cotangents, as far
// as they may vary, and gives the cotangents of the arguments but of what function arguments have captured.
class Derivatives::RuleWriter {
public:
  RuleWriter(Checker &check, const FnDecl &decl, const FnDecl &rule, const BoundCall &bound,
             const Instance &instance)
      : check(check), decl(decl), rule(rule), bound(bound), instance(instance) {}

  void write(const ModuleScope &in, const std::string &symbol) {
    auto callee = check.module.lookupSymbol<mlir::func::FuncOp>(instance.symbol);
    function = declare(callee, symbol);
    callee->setAttr(dl::ruleAttr, mlir::FlatSymbolRefAttr::get(function.getSymNameAttr()));
    callee->setAttr(dl::ruleCapturesAttr, check.builder.getI64ArrayAttr(captures));
    check.builder.setInsertionPointToStart(function.addEntryBlock());
    Instance own;
    Frame outerFrame = std::exchange(check.frame, Frame());
    auto outerEnv = std::exchange(check.env, std::make_shared<Env>());
    auto outerScope = std::exchange(check.scope, &in);
    check.frame.instance = &own;
    check.frame.types = instance.types;
    takeArguments(in);
    takeOutputs();
    FnValue called;
    called.kind = FnValue::Kind::function;
    called.decl = &rule;
    called.scope = &in;
    give(check.applyValues(called, args, rule.name.range));
    check.frame = std::move(outerFrame);
    check.env = outerEnv;
    check.scope = outerScope;
  }

private:
  mlir::func::FuncOp declare(mlir::func::FuncOp callee, const std::string &symbol) {
    llvm::SmallVector<mlir::Type> takes(callee.getArgumentTypes()), gives;
    takes.append(callee.getResultTypes().begin(), callee.getResultTypes().end());
    llvm::copy_if(callee.getResultTypes(), std::back_inserter(takes), mayVary);
    size_t captured = instance.dimAtoms.size();
    for (const Val &given : bound.args) {
      if (!given.fn)
        continue;
      Captures found;
      check.captureFunction(*given.fn, found);
      captured += found.atoms.size() + found.leaves.size();
    }
    for (auto [number, type] : llvm::enumerate(callee.getArgumentTypes()))
      if (mayVary(type) && number < captured)
        captures.push_back(number);
      else if (mayVary(type))
        gives.push_back(type);
    check.builder.setInsertionPointToEnd(check.module.getBody());
    auto made = mlir::func::FuncOp::create(check.builder, check.loc(rule.name.range), symbol,
                                           check.builder.getFunctionType(takes, gives));
    made.setPrivate();
    return made;
  }

  Val take(const TypeRef &type) {
    llvm::SmallVector<Value> leaves;
    for (size_t k = leafCount(type); k > 0; --k)
      leaves.push_back(function.getArgument(next++));
    return check.make(type, leaves);
  }

  void takeArguments(const ModuleScope &in) {
    for (int atom : instance.dimAtoms)
      check.frame.dimValues[atom] = function.getArgument(next++);
    std::map<size_t, Val> functions;
    for (auto [k, given] : llvm::enumerate(bound.args))
      if (given.fn)
        functions[k] = check.ownFunction(given, function.getBody().front(), next);
    size_t runTime = 0;
    for (auto [k, given] : llvm::enumerate(bound.args)) {
      if (auto found = functions.find(k); found != functions.end()) {
        args.push_back(found->second);
      } else if (runTime < instance.sources.size() && instance.sources[runTime] == k) {
        args.push_back(take(instance.params[runTime++]));
        next += given.running && given.running->seed;
      } else {
        args.push_back(constantArgument(k, in));
      }
    }
  }

  Val constantArgument(size_t k, const ModuleScope &in) {
    const Val &given = bound.args[k];
    TypeRef type =
        check.evalType(*decl.params[k].type, check.frame.types, in, decl.params[k].name.text, false);
    Val value =
        given.constant ? check.constantOf(*given.constant, type) : check.intConstant(given.dim->constant());
    return check.coerce(value, type, decl.params[k].range, decl.params[k].name.text);
  }

  void takeOutputs() {
    std::vector<Val> cotangents;
    for (const TypeRef &type : outputsOf(instance))
      args.push_back(take(type));
    llvm::ArrayRef<Val> outputs = llvm::ArrayRef(args).take_back(outputsOf(instance).size());
    for (const Val &output : outputs) {
      Val cotangent = check.make(derivatives.gradientType(output.type), {});
      for (auto [leaf, value] : llvm::zip_equal(leavesOf(output.type), output.leaves)) {
        if (!mayVary(value.getType()))
          continue;
        Value given = function.getArgument(next++);
        if (leaf.trainable)
          cotangent.leaves.push_back(derivatives.filled(given, value, rule.name.range));
      }
      if (hasFloats(output.type))
        cotangents.push_back(cotangent);
    }
    args.insert(args.end(), cotangents.begin(), cotangents.end());
  }

  // The rule's result, taken apart.
  void give(Val result) {
    std::vector<TypeRef> gradients;
    for (const TypeRef &type : instance.params)
      if (hasFloats(type))
        gradients.push_back(derivatives.gradientType(type));
    TypeRef expected = gradients.size() == 1 ? gradients.front() : tupleType(gradients);
    if (!result.isError())
      result =
          check.coerce(result, expected, rule.name.range, fmt::format("the result of `{}`", rule.name.text));
    if (result.isError())
      result = check.zeroOf(expected);
    llvm::ArrayRef<Value> rest = result.leaves;
    llvm::SmallVector<Value> given;
    for (auto [param, source] : llvm::zip_equal(instance.params, instance.sources))
      for (auto [k, leaf] : llvm::enumerate(leavesOf(param))) {
        if (!mayVary(check.mlirType(leaf.type)))
          continue;
        Value part = leaf.trainable ? rest.front() : check.zeroOf(leaf.type).leaf();
        rest = rest.drop_front(leaf.trainable ? 1 : 0);
        if (leaf.trainable)
          derivatives.requireSameNodes(part, args[source].leaves[k], rule.name.range,
                                       fmt::format("what `{}` gives for `{}` has other nodes than `{}`",
                                                   rule.name.text, decl.params[source].name.text,
                                                   decl.params[source].name.text));
        given.push_back(check.castTo(part, function.getResultTypes()[given.size()], rule.name.range));
      }
    mlir::func::ReturnOp::create(check.builder, check.loc(rule.name.range), given);
  }

  Checker &check;
  const FnDecl &decl, &rule;
  const BoundCall &bound;
  const Instance &instance;
  Derivatives derivatives{check};
  mlir::func::FuncOp function;
  llvm::SmallVector<int64_t> captures; // numbers of the callee's arguments
  size_t next = 0;                     // argument of the function
  std::vector<Val> args;               // of the rule
};

void Derivatives::linkRule(const FnDecl &decl, const ModuleScope &in, const BoundCall &bound,
                           const Instance &instance) {
  const FnDecl *rule = ruleOf(decl, in);
  if (!rule)
    return;
  if (llvm::any_of(outputsOf(instance), holdsFixedFloats)) {
    check.notBuilt(rule->name.range, "a rule for a function that gives states or frozen parts");
    return;
  }
  mlir::OpBuilder::InsertionGuard guard(check.builder);
  RuleWriter(check, decl, *rule, bound, instance).write(in, check.declName(in, decl.name.text + ".vjp"));
}

} // namespace dual::check
