#include "frontend/check/given_types.h"
#include "frontend/check/graph.h"
#include "frontend/check/nodes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

#include <fmt/format.h>

namespace dual::check {

// Whether a type mentions a type parameter that nothing has bound.
bool GivenTypes::mentionsUnbound(const TypeExpr &type) const {
  const std::map<std::string, TypeRef> &known = bound.types.types;
  if (auto *tuple = type.as<TupleType>())
    return llvm::any_of(tuple->elements, [&](const TypePtr &element) { return mentionsUnbound(*element); });
  auto *named = type.as<NamedType>();
  if (!named)
    return false;
  if (check.isTypeParameter(*named, in, bound.types) && !known.count(named->path.last().text))
    return true;
  return llvm::any_of(named->args, [&](const TypeArg &arg) {
    bool isName = arg.kind == TypeArg::Kind::name && check.takesType(*named, arg, in);
    return arg.kind == TypeArg::Kind::type
               ? mentionsUnbound(*arg.type)
               : isName && isupper(arg.name.text[0]) && !known.count(arg.name.text) &&
                     !check.findDecl(arg.name.text, in).first;
  });
}

// What a call that is thrown away must not change: variables, among them the states of the graph that runs.
class WalkState {
public:
  WalkState(Env *env, Frame &frame) : env(env), frame(frame), before(frame) {
    if (frame.graphCall)
      graphCall = *frame.graphCall;
    for (Env *each = env; each; each = each->parent.get())
      names.push_back(each->names);
  }

  void restore() {
    frame = before;
    if (frame.graphCall)
      *frame.graphCall = graphCall;
    size_t k = 0;
    for (Env *each = env; each; each = each->parent.get())
      each->names = names[k++];
  }

  const std::map<int, mlir::Value> &dimValues() const { return before.dimValues; }

private:
  Env *env;
  Frame &frame;
  Frame before;
  GraphCall graphCall;
  std::vector<std::map<std::string, Binding>> names;
};

// The type of what a function gives for values of these types: it is called where nothing runs.
TypeRef GivenTypes::given(const FnValue &fn, llvm::ArrayRef<TypeRef> params, SourceRange range) {
  WalkState before(check.env.get(), check.frame);
  mlir::OpBuilder &builder = check.builder;
  auto never = mlir::scf::IfOp::create(builder, check.loc(range), mlir::TypeRange(),
                                       check.boolConstant(false).leaf(), true);
  TypeRef type;
  {
    mlir::OpBuilder::InsertionGuard guard(builder);
    never.thenBlock()->clear();
    builder.setInsertionPointToStart(never.thenBlock());
    std::vector<Val> values;
    for (const TypeRef &param : params)
      values.push_back(check.zeroOf(param));
    FnValue plain = fn;
    plain.signature = nullptr;
    Val result = check.applyValues(plain, values, range);
    result = result.fn ? check.error(DiagCode::cannot_infer, range,
                                     "this gives a function; expected one that gives a value")
                       : check.settle(result, range);
    type = result.isError() ? errorType() : check.typeOutside(result.type, before.dimValues());
  }
  never.erase();
  before.restore();
  return type;
}

// The type of a function argument, while something in it is not known.
const FnType *GivenTypes::asking(size_t param) const {
  auto *signature = decl.params[param].type ? decl.params[param].type->as<FnType>() : nullptr;
  const Val &arg = bound.args[param];
  bool isGiven = signature && arg.fn && arg.fn->kind != FnValue::Kind::opaque;
  return isGiven && (hasOpenResult(*signature) || hasOpenParams(*signature)) ? signature : nullptr;
}

bool GivenTypes::hasOpenResult(const FnType &signature) const {
  return signature.result && mentionsUnbound(*signature.result);
}

bool GivenTypes::hasOpenParams(const FnType &signature) const {
  return llvm::any_of(signature.params, [&](const TypePtr &type) { return mentionsUnbound(*type); });
}

static llvm::ArrayRef<Param> declaredParams(const FnValue &fn) {
  if (fn.kind == FnValue::Kind::function)
    return fn.decl->as<FnDecl>()->params;
  return fn.kind == FnValue::Kind::lambda ? llvm::ArrayRef(fn.lambda->params) : llvm::ArrayRef<Param>();
}

// Whether the type of a parameter says all of itself where its function stands.
bool GivenTypes::isClosed(const TypeExpr &type, const ModuleScope &scope, const TypeEnv &types) const {
  auto isKnown = [&](const std::string &name) {
    return !isupper(name[0]) || types.dims.count(name) || types.types.count(name) ||
           check.findDecl(name, scope).first;
  };
  std::set<std::string> symbols;
  collectSymbols(type, symbols);
  auto *named = type.as<NamedType>();
  bool isDtype = named && types.types.count(named->path.last().text);
  return !type.is<FnType>() && llvm::all_of(symbols, isKnown) &&
         (isDtype || !check.isOpen(type, scope, types));
}

// What a function declares of its own parameters, if nothing in it is open: `A` of `f: fn(A) -> B` for
// `fn(x: f32) => x * 2.0`.
void GivenTypes::bindDeclared(size_t param, const FnType &signature) {
  const FnValue &fn = *bound.args[param].fn;
  llvm::ArrayRef<Param> declared = declaredParams(fn);
  if (declared.size() < signature.params.size())
    return;
  TypeEnv types = fn.types ? *fn.types : TypeEnv();
  auto outer = std::exchange(check.env, std::make_shared<Env>(Env{fn.captured, {}, {}}));
  for (auto [theirs, wanted] : llvm::zip(declared, signature.params)) {
    if (!theirs.type || !mentionsUnbound(*wanted) || !isClosed(*theirs.type, *fn.scope, types))
      continue;
    TypeRef type = check.evalType(*theirs.type, types, *fn.scope, theirs.name.text, false);
    if (!type->isError())
      check.bindType(*wanted, type, bound.types, in, theirs.name.text);
  }
  check.env = outer;
}

bool GivenTypes::bind(llvm::ArrayRef<SourceRange> places) {
  for (bool more = true; more;) {
    more = false;
    for (size_t k = 0; k < decl.params.size(); ++k) {
      const FnType *signature = asking(k);
      if (signature)
        bindDeclared(k, *signature);
      if (!signature || hasOpenParams(*signature))
        continue;
      if (hasOpenResult(*signature) && !bindOne(k, *signature, places[k]))
        return false;
      more = true;
    }
  }
  for (size_t k = 0; k < decl.params.size(); ++k)
    if (const FnType *signature = asking(k)) {
      check.error(DiagCode::cannot_infer, places[k],
                  fmt::format("nothing here says what `{}` {}: `{}`", decl.params[k].name.text,
                              hasOpenResult(*signature) ? "gives" : "takes",
                              check.sources.text(signature->range)),
                  {decl.params[k].range, "the parameter is declared here"});
      return false;
    }
  return true;
}

bool GivenTypes::bindOne(size_t param, const FnType &signature, SourceRange range) {
  const std::string &name = decl.params[param].name.text;
  std::vector<TypeRef> params;
  for (const TypePtr &type : signature.params) {
    params.push_back(check.evalType(*type, bound.types, in, name, false));
    if (params.back()->isError())
      return false;
  }
  TypeRef type = given(*bound.args[param].fn, params, range);
  if (type->isError())
    return false;
  if (check.bindType(*signature.result, type, bound.types, in, name))
    return true;
  check.error(DiagCode::type_mismatch, range,
              fmt::format("`{}` gives `{}`; expected `{}`", name, check.text(type),
                          check.sources.text(signature.result->range)),
              {decl.params[param].range, "the parameter is declared here"});
  return false;
}

} // namespace dual::check
