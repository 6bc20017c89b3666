// Arguments: matching them to parameters, and what they say of a signature's symbols.
#include "frontend/check/bare_numbers.h"
#include "frontend/check/checker.h"
#include "frontend/check/given_types.h"
#include "frontend/check/habits.h"
#include "frontend/check/named_symbols.h"
#include "frontend/check/nodes.h"
#include "frontend/check/type_arguments.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

void Checker::unknownParameter(const std::string &callee, const Ident &name, llvm::ArrayRef<Param> params,
                               std::vector<std::string> known) {
  for (const Param &param : params)
    known.push_back(param.name.text);
  auto report = diags.error(DiagCode::wrong_arguments, name.range,
                            fmt::format("`{}` has no parameter `{}`", callee, name.text));
  std::string habit = argumentHabit(name.text);
  if (llvm::is_contained(known, habit))
    report.help(fmt::format("this parameter is called `{}`", habit));
  else if (auto near = suggestion(name.text, known))
    report.help(fmt::format("did you mean `{}`?", *near));
}

bool takesNumber(const TypeExpr &type, const TypeEnv &types) {
  auto *named = type.as<NamedType>();
  return !named || llvm::all_of(named->args, [&](const TypeArg &arg) {
    return arg.kind != TypeArg::Kind::name || !isupper(arg.name.text[0]) || types.dims.count(arg.name.text);
  });
}

// For every parameter after the first `filled` the argument that is its own, or null for the default.
static bool isNamedIn(llvm::ArrayRef<const Argument *> symbols, const Argument &given) {
  return llvm::any_of(symbols, [&](const Argument *known) { return known->name->text == given.name->text; });
}

std::vector<const Argument *> Checker::matchArguments(llvm::ArrayRef<Param> params, const CallExpr &expr,
                                                      size_t filled, const std::string &name,
                                                      std::vector<const Argument *> &symbols) {
  std::vector<const Argument *> matched(params.size(), nullptr);
  size_t next = filled;
  bool anyNamed = false;
  for (const Argument &arg : expr.args) {
    if (!arg.name && anyNamed) {
      diags.error(DiagCode::wrong_arguments, arg.range,
                  "an argument without a name stands before those with names");
      return matched;
    }
    anyNamed |= arg.name.has_value();
    if (!arg.name) {
      if (next >= params.size()) {
        diags.error(DiagCode::wrong_arguments, arg.range,
                    fmt::format("`{}` takes {}; here is one more", name, counted(params.size(), "argument")));
        break;
      }
      matched[next++] = &arg;
      continue;
    }
    size_t k = 0;
    while (k < params.size() && params[k].name.text != arg.name->text)
      ++k;
    if (k < params.size() && k >= filled && !matched[k])
      matched[k] = &arg;
    else if (k < params.size() || isNamedIn(symbols, arg))
      diags.error(DiagCode::wrong_arguments, arg.range, fmt::format("`{}` is given twice", arg.name->text));
    else if (isupper(arg.name->text[0]))
      symbols.push_back(&arg);
    else
      unknownParameter(name, *arg.name, params, {});
  }
  for (size_t k = filled; k < params.size(); ++k)
    if (!matched[k] && !params[k].defaultValue)
      diags
          .error(DiagCode::wrong_arguments, expr.range,
                 fmt::format("`{}` needs an argument for `{}`", name, params[k].name.text))
          .note(params[k].range, "the parameter is declared here");
  return matched;
}

bool isIntParameter(const Param &param) {
  auto *type = param.type ? param.type->as<NamedType>() : nullptr;
  return type && !type->hasArgs && (type->path.last().text == "int" || type->path.last().text == "i64");
}

// Evaluates one argument, or the default among the earlier arguments in the callee's module.
bool Checker::bindArgument(const Param &param, const Argument *arg, const ModuleScope &in, BoundCall &bound) {
  Val value;
  if (arg) {
    TypeRef wanted = expectedBy(param.type.get(), param.name.text, in, bound.types, arg->value.get());
    if (!wanted && isBareBrackets(*arg->value) && hasOpenDtype(param, in, bound.types) &&
        bound.floats.count(param.type->as<NamedType>()->path.last().text))
      wanted = tensorType(builder.getF32Type());
    value = expr(*arg->value, wanted);
  } else {
    std::map<std::string, Val> earlier;
    if (bound.self && !bound.args.empty())
      earlier["self"] = bound.args.front();
    for (size_t k = 0; k < bound.args.size(); ++k)
      earlier[currentParams[k].name.text] =
          asDeclared(bound.args[k], currentParams[k].type.get(), param.range);
    const Expr &source = *param.defaultValue;
    value = defaultValue(source, in, earlier, bound.types,
                         expectedBy(param.type.get(), param.name.text, in, bound.types, &source));
  }
  if (value.isError() && !value.literal && !value.fn)
    return false;
  if (arg && arg->isVar && !param.isVar) {
    error(DiagCode::wrong_arguments, arg->range,
          fmt::format("`var` hands in what a call changes; `{}` is not changed", param.name.text),
          {param.range, "the parameter is declared here"});
    return false;
  }
  return takeArgument(param, value, arg ? arg->value->range : param.range, in, bound);
}

// What is an argument's value binds the symbols in the parameter's type.
bool Checker::takeArgument(const Param &param, const Val &value, SourceRange range, const ModuleScope &in,
                           BoundCall &bound) {
  if (param.isConst && !value.constant && !value.literal && !(value.dim && value.dim->isConstant())) {
    error(DiagCode::wrong_arguments, range,
          fmt::format("`{}` must be known at compile time", param.name.text));
    return false;
  }
  auto *signature = param.type ? param.type->as<FnType>() : nullptr;
  if (signature && (value.fn || value.type->kind == Type::Kind::graph)) {
    auto function = asFunction(value, *signature, in, std::string(sources.text(range)), range);
    if (function)
      bound.args.push_back(*function);
    return function.has_value();
  }
  if (value.literal && (signature || (param.type && !takesNumber(*param.type, bound.types)))) {
    error(DiagCode::type_mismatch, range,
          fmt::format("`{}` is a number; expected `{}`", param.name.text, sources.text(param.type->range)),
          {param.range, "the parameter is declared here"});
    return false;
  }
  if (value.fn) {
    error(DiagCode::type_mismatch, range,
          fmt::format("`{}` is a function; expected `{}`", param.name.text,
                      param.type ? sources.text(param.type->range) : "a value"),
          {param.range, "the parameter is declared here"});
    return false;
  }
  if (param.type && !value.literal && !bindType(*param.type, value.type, bound.types, in, param.name.text)) {
    auto report = diags.error(DiagCode::type_mismatch, range,
                              fmt::format("`{}` is `{}`; expected `{}`", param.name.text, text(value.type),
                                          sources.text(param.type->range)));
    report.note(param.range, "the parameter is declared here");
    return false;
  }
  bound.args.push_back(value);
  return true;
}

// A bare number says of a type parameter what it is by itself, a float if the class asks for one.
void Checker::bindNumber(const NamedType &type, const Val &number, const Param &param, const ModuleScope &in,
                         BoundCall &bound) {
  if (bound.types.types.count(type.path.last().text))
    return;
  bool isFloat = number.literal->isFloat || bound.floats.count(type.path.last().text);
  mlir::Type element = isFloat ? mlir::Type(builder.getF32Type()) : mlir::Type(builder.getI64Type());
  bindType(type, tensorType(element), bound.types, in, param.name.text);
}

// Brackets of bare floats say more of a type parameter than bare integers do, and these more than a name or
// empty brackets.
enum class Waiting { floats, integers, others };

static Waiting waitingAs(const Expr &given) {
  auto *list = given.as<ListExpr>();
  std::optional<bool> isFloat = list && !list->elements.empty() ? bareFloats(*list) : std::nullopt;
  return !isFloat ? Waiting::others : *isFloat ? Waiting::floats : Waiting::integers;
}

// Whether nothing is given and the default may read the arguments before it.
static bool readsEarlier(const Param &param, const Argument *given) {
  return !given && !bareFloat(*param.defaultValue);
}

// In their order, but for those that wait for what others say of their types; defaults may read them all.
bool Checker::bindArguments(llvm::ArrayRef<Param> params, llvm::ArrayRef<const Argument *> matched,
                            size_t filled, const ModuleScope &in, BoundCall &bound) {
  std::vector<size_t> waiting;
  auto bind = [&](size_t k) {
    auto known = bound.types.dims;
    if (!bindArgument(params[k], matched[k], in, bound))
      return false;
    for (auto &[name, dim] : bound.types.dims)
      if (!known.count(name) && matched[k])
        bound.origins[name] = {k, matched[k]->value->range};
    return true;
  };
  // A bare number says of a type parameter what it is by itself, if nothing else does.
  auto bindNumbers = [&] {
    for (size_t k = filled; k < bound.args.size(); ++k)
      if (auto *type = bound.args[k].literal && params[k].type ? params[k].type->as<NamedType>() : nullptr;
          type && isTypeParameter(*type, in, bound.types))
        bindNumber(*type, bound.args[k], params[k], in, bound);
  };
  auto bindWaiting = [&] {
    std::vector<size_t> places = std::exchange(waiting, {});
    for (Waiting turn : {Waiting::floats, Waiting::integers, Waiting::others}) {
      if (turn == Waiting::integers && !places.empty())
        bindNumbers();
      for (size_t k : places) {
        if (waitingAs(*matched[k]->value) != turn)
          continue;
        if (!bind(k))
          return false;
        bound.args[k] = bound.args.back();
        bound.args.pop_back();
      }
    }
    return true;
  };
  for (size_t k = filled; k < params.size(); ++k) {
    if (matched[k] && mayWait(params[k], *matched[k]->value, in, bound.types)) {
      waiting.push_back(k);
      bound.args.push_back(make(errorType(), {}));
    } else if ((readsEarlier(params[k], matched[k]) && !bindWaiting()) || !bind(k)) {
      return false;
    }
  }
  return bindWaiting();
}

// To an error of argument `k`: what was promised, and which arguments gave the symbols in it their values.
void Checker::noteParameter(const FnDecl &decl, size_t k, const BoundCall &bound) {
  auto report = diags.last();
  report.note(decl.params[k].range, "the parameter is declared here");
  if (diags.all().back().code != DiagCode::dim_mismatch)
    return;
  std::set<std::string> symbols;
  collectSymbols(*decl.params[k].type, symbols);
  for (const std::string &symbol : symbols)
    if (auto origin = bound.origins.find(symbol); origin != bound.origins.end() && origin->second.first != k)
      report.note(origin->second.second,
                  fmt::format("`{}` is `{}` by `{}`", symbol, text(bound.types.dims.at(symbol)),
                              decl.params[origin->second.first].name.text));
}

bool Checker::bindCall(const FnDecl &decl, const ModuleScope &in, const CallExpr &expr, const Val *piped,
                       const Val *self, BoundCall &bound) {
  size_t before = diags.errorCount();
  declareClasses(decl.where, bound.types);
  for (const WhereFact &fact : decl.where)
    if (!fact.condition && fact.className.text == "Float")
      bound.floats.insert(fact.typeName.text);
  for (size_t k = self ? 1 : 0; k < decl.params.size(); ++k)
    if (!decl.params[k].type)
      error(DiagCode::cannot_infer, decl.params[k].range,
            fmt::format("the parameter `{}` has no type", decl.params[k].name.text));
  size_t filled = (self ? 1 : 0) + (piped ? 1 : 0);
  std::vector<const Argument *> symbols;
  auto matched = matchArguments(decl.params, expr, filled, decl.name.text, symbols);
  if (diags.errorCount() != before ||
      !NamedSymbols(*this, decl.name.text, decl.params, symbols, in).bind(decl, bound))
    return false;
  auto outerParams = std::exchange(currentParams, llvm::ArrayRef<Param>(decl.params));
  if (self) {
    bound.self = self->type;
    bound.types.types["Self"] = self->type;
    for (const NamedDim &named : self->type->dims)
      if (!isPlace(named.name))
        bound.types.dims[named.name] = named.dim;
    bindPlaces(self->type, "self", bound.types);
    for (auto &[name, arg] : self->type->typeArgs)
      bound.types.types[name] = arg;
    bound.args.push_back(*self);
  }
  bool ok = !piped || takeArgument(decl.params[self ? 1 : 0], *piped, expr.range, in, bound);
  ok = ok && bindArguments(decl.params, matched, filled, in, bound);
  currentParams = outerParams;
  if (!ok)
    return false;
  std::vector<SourceRange> places;
  for (size_t k = 0; k < decl.params.size(); ++k)
    places.push_back(k < matched.size() && matched[k] ? matched[k]->value->range : expr.range);
  // A symbol without a bare occurrence, such as the `N` of `f32[2 * N]`.
  for (size_t k = self ? 1 : 0; k < decl.params.size(); ++k) {
    if (const Val &arg = bound.args[k]; decl.params[k].type && !arg.fn && !arg.literal)
      if (!solveSizes(*decl.params[k].type, arg.type, bound.types, in, places[k],
                      fmt::format("`{}`", decl.params[k].name.text)))
        return false;
  }
  // Now that the symbols are bound: literals find their dtypes, ints become sizes, the rest is checked.
  for (size_t k = 0; k < decl.params.size(); ++k) {
    const Param &param = decl.params[k];
    Val &arg = bound.args[k];
    SourceRange range = places[k];
    if (!param.type || arg.fn)
      continue;
    if (isIntParameter(param) && !param.isVar)
      bound.types.dims[param.name.text] = dimOf(settle(arg, range), range);
    if (arg.literal)
      if (auto *named = param.type->as<NamedType>(); named && isTypeParameter(*named, in, bound.types))
        bindNumber(*named, arg, param, in, bound);
    auto outerEnv = std::exchange(env, std::make_shared<Env>()); // the caller's names mean nothing here
    TypeRef want = evalType(*param.type, bound.types, in, param.name.text, false);
    env = outerEnv;
    size_t known = diags.errorCount();
    arg = coerce(arg, want, range, fmt::format("`{}`", param.name.text));
    if (arg.isError() && diags.errorCount() != known)
      noteParameter(decl, k, bound);
    if (arg.isError())
      return false;
  }
  if (!GivenTypes(*this, decl, in, bound).bind(places))
    return false;
  bindOtherDtypes(decl, bound);
  return checkFacts(decl.where, bound.types, in, expr.range, true);
}

// Facts of a `where`: classes of dtypes now, conditions on sizes now or when it runs.
bool Checker::checkFacts(llvm::ArrayRef<WhereFact> facts, TypeEnv &types, const ModuleScope &in,
                         SourceRange range, bool emitChecks) {
  bool ok = true;
  for (const WhereFact &fact : facts) {
    if (fact.condition) {
      auto outer = std::exchange(frame.types, types);
      auto outerEnv = std::exchange(env, std::make_shared<Env>());
      auto outerScope = std::exchange(scope, &in);
      Val holds = condition(*fact.condition);
      scope = outerScope;
      env = outerEnv;
      frame.types = outer;
      if (holds.isError() && !holds.literal)
        return false;
      Truth truth = decided(holds);
      if (truth == Truth::yes)
        continue;
      std::string demanded(sources.text(fact.condition->range));
      if (truth == Truth::no) {
        auto report = diags.error(DiagCode::dim_mismatch, range, fmt::format("`{}` does not hold", demanded));
        report.note(fact.condition->range, "it is demanded here");
        noteFacts(report, holds);
        ok = false;
      } else if (emitChecks) {
        emit<dl::CheckOp>(fact.condition->range, holds.leaf(), fmt::format("`{}` does not hold", demanded),
                          "FACT", mlir::ValueRange{});
      }
      continue;
    }
    auto bound = types.types.find(fact.typeName.text);
    if (bound == types.types.end() || bound->second->isError())
      continue;
    mlir::Type element = bound->second->element;
    bool isFloat = element && mlir::isa<mlir::FloatType>(element);
    bool isInt = element && !isFloat && !element.isInteger(1);
    const std::string &wanted = fact.className.text;
    if ((wanted == "Float" && !isFloat) || (wanted == "Int" && !isInt) ||
        (wanted == "Num" && !isFloat && !isInt)) {
      diags
          .error(DiagCode::type_mismatch, range,
                 fmt::format("`{}` is `{}`, which is not `{}`", fact.typeName.text,
                             element ? dtypeText(element) : text(bound->second), wanted))
          .note(fact.typeName.range, "it is demanded here");
      ok = false;
    }
  }
  return ok;
}

} // namespace dual::check
