// `type Batch[B] = f32[B, 64]`: what a name for a type stands for, and what a value says of its parameters.
#include "frontend/check/checker.h"
#include "frontend/check/type_arguments.h"
#include "frontend/check/wording.h"

#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace dual::check {

static void nameType(const TypeArg &arg, NamedType &type) {
  type.path.parts = {arg.name};
  type.path.range = type.range = arg.range;
}

TypeRef Checker::evalAlias(const TypeAliasDecl &decl, const ModuleScope &declScope, const NamedType &type,
                           TypeEnv &env_, const ModuleScope &in, const std::string &prefix, bool open) {
  if (type.args.size() != decl.typeParams.size()) {
    diags
        .error(DiagCode::type_mismatch, type.range,
               fmt::format("`{}` has {}; {} given", decl.name.text,
                           counted(decl.typeParams.size(), "parameter"), type.args.size()))
        .note(decl.name.range, "it is declared here");
    return errorType();
  }
  if (decl.type->is<FnType>()) {
    notBuilt(type.range, "a name for the type of a function");
    return errorType();
  }
  if (!openAliases.insert(&decl).second) {
    error(DiagCode::cannot_infer, decl.name.range,
          fmt::format("the type `{}` contains itself", decl.name.text));
    return errorType();
  }
  TypeEnv own;
  copyPlaces(env_, own);
  own.isResult = env_.isResult;
  for (size_t k = 0; k < type.args.size(); ++k) {
    const TypeArg &arg = type.args[k];
    const std::string &param = decl.typeParams[k].text;
    if (arg.kind == TypeArg::Kind::unknown)
      own.dims[param] = Dim::unknown();
    else if (arg.kind == TypeArg::Kind::dim)
      own.dims[param] = evalDim(*arg.dim, env_, in, open);
    else if (arg.kind == TypeArg::Kind::type)
      own.types[param] = evalType(*arg.type, env_, in, prefix + "." + param, open);
    else if (isDimParameter(decl, declScope, param))
      own.dims[param] = dimNamed(arg.name, env_, in, open);
    else {
      NamedType inner;
      nameType(arg, inner);
      own.types[param] = evalNamed(inner, env_, in, prefix + "." + param, open);
    }
  }
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  size_t before = diags.errorCount();
  TypeRef result = evalType(*decl.type, own, declScope, prefix, false);
  env = outerEnv;
  copyPlaces(own, env_);
  env_.places.merge(own.places);
  openAliases.erase(&decl);
  return diags.errorCount() == before ? result : errorType();
}

// What nothing uses is checked too, with every size a symbol; a parameter that is a type waits for a use.
void Checker::draftAlias(const TypeAliasDecl &decl, const ModuleScope &in) {
  TypeEnv own;
  for (const Ident &param : decl.typeParams) {
    if (!isDimParameter(decl, in, param.text))
      return;
    own.dims[param.text] = dims.symbol(param.text, param.range);
  }
  evalType(*decl.type, own, in, decl.name.text, false);
}

// As `bindType`, by way of what the alias stands for.
bool Checker::bindAlias(const TypeAliasDecl &decl, const ModuleScope &declScope, const NamedType &pattern,
                        const TypeRef &actual, TypeEnv &env_, const ModuleScope &in,
                        const std::string &prefix) {
  if (pattern.args.size() != decl.typeParams.size() || !openAliases.insert(&decl).second)
    return true; // `evalAlias` reports it
  TypeEnv own;
  for (const Ident &param : decl.typeParams)
    own.classed.insert(param.text);
  bool fits = bindType(*decl.type, actual, own, declScope, prefix);
  openAliases.erase(&decl);
  copyPlaces(own, env_);
  for (size_t k = 0; fits && k < pattern.args.size(); ++k) {
    const TypeArg &arg = pattern.args[k];
    const std::string &param = decl.typeParams[k].text;
    auto dim = own.dims.find(param);
    auto type = own.types.find(param);
    if (dim != own.dims.end() && arg.kind == TypeArg::Kind::name && isupper(arg.name.text[0]) &&
        !findDecl(arg.name.text, in).first)
      env_.dims.emplace(arg.name.text, dim->second);
    NamedType plain;
    nameType(arg, plain);
    if (type != own.types.end() && arg.kind != TypeArg::Kind::dim)
      fits = bindType(arg.type ? *arg.type : plain, type->second, env_, in, prefix + "." + param);
  }
  return fits;
}

} // namespace dual::check
