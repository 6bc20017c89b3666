// Enums: their types, how their values are made and shown. A value is a tag and the fields of all variants.
#include "frontend/check/checker.h"
#include "frontend/check/named_symbols.h"
#include "frontend/check/nodes.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// ---- types

TypeRef Checker::fieldType(const Param &field, TypeEnv &args, const ModuleScope &in) {
  TypeRef type = evalType(*field.type, args, in, field.name.text, false);
  if (type->kind != Type::Kind::graph && type->kind != Type::Kind::function)
    return type;
  notBuilt(field.type->range,
           type->kind == Type::Kind::graph ? "a graph in an enum" : "a function in an enum");
  return errorType();
}

// The tag, then the fields of each variant.
std::vector<Member> Checker::enumMembers(const EnumDecl &decl, const ModuleScope &in, TypeEnv args) {
  auto outerEnv = std::exchange(env, std::make_shared<Env>());
  std::vector<Member> members = {{"tag", tensorType(builder.getI64Type())}};
  for (const Variant &variant : decl.variants) {
    auto fields = std::make_shared<Type>();
    fields->kind = Type::Kind::tuple;
    for (const Param &field : variant.fields)
      fields->members.push_back({field.name.text, fieldType(field, args, in)});
    members.push_back({variant.name.text, fields});
  }
  env = outerEnv;
  return members;
}

TypeRef Checker::enumType(const EnumDecl &decl, const ModuleScope &in, TypeEnv args) {
  size_t before = diags.errorCount();
  auto type = std::make_shared<Type>();
  type->kind = Type::Kind::enumeration;
  type->decl = &decl;
  type->scope = &in;
  for (const Ident &param : decl.typeParams) {
    if (auto dim = args.dims.find(param.text); dim != args.dims.end())
      type->dims.push_back({param.text, dim->second});
    else if (auto arg = args.types.find(param.text); arg != args.types.end())
      type->typeArgs[param.text] = arg->second;
  }
  if (containsItself(decl, in))
    return nodeType(type);
  type->members = enumMembers(decl, in, args);
  for (auto &[place, dim] : args.places)
    type->dims.push_back({place, dim});
  return diags.errorCount() == before ? type : errorType();
}

// ---- values

// The fields are given; those of all other variants are zeros.
Val Emitter::variantValue(const TypeRef &type, size_t index, llvm::ArrayRef<Val> fields) {
  if (type->isNode())
    return nodeValue(type, index, fields);
  Val result = make(type, {intConstant(static_cast<int64_t>(index)).leaf()});
  for (size_t k = 0; k + 1 < type->members.size(); ++k) {
    if (k != index)
      result.leaves.append(zeroOf(type->members[k + 1].type).leaves);
    else
      for (const Val &field : fields)
        result.leaves.append(field.leaves);
  }
  return result;
}

// The type of a variant's value: what its fields do not say of the parameters, the place says that it stands
// in.
TypeRef Checker::enumOf(const VariantRef &variant, TypeEnv args, const TypeRef &expected, SourceRange range) {
  bool same = expected && expected->kind == Type::Kind::enumeration && expected->decl == variant.decl;
  for (const Ident &param : variant.decl->typeParams) {
    const std::string &name = param.text;
    if (args.dims.count(name) || args.types.count(name))
      continue;
    const Dim *dim = same ? expected->dim(name) : nullptr;
    auto type = same ? expected->typeArgs.find(name) : decltype(expected->typeArgs.find(name))();
    if (dim) {
      args.dims.emplace(name, *dim);
    } else if (same && type != expected->typeArgs.end()) {
      args.types.emplace(name, type->second);
    } else {
      const std::string &owner = variant.decl->name.text;
      diags
          .error(DiagCode::cannot_infer, range,
                 fmt::format("nothing here says what `{}` of `{}` is", name, owner))
          .help(fmt::format("name the type: `let x: {}[...] = {}`", owner, sources.text(range)));
      return errorType();
    }
  }
  return enumType(*variant.decl, *variant.scope, std::move(args));
}

// `None` is a value; `Leaf` waits for its fields.
Val Checker::variantNamed(const VariantRef &variant, SourceRange range, const TypeRef &expected) {
  if (variant.variant().fields.empty()) {
    TypeRef type = enumOf(variant, {}, expected, range);
    return type->isError() ? make(type, {}) : variantValue(type, variant.index, {});
  }
  Val result = make(functionType(), {});
  result.fn = std::make_shared<FnValue>();
  result.fn->kind = FnValue::Kind::variant;
  result.fn->name = variant.variant().name.text;
  result.fn->decl = variant.decl;
  result.fn->scope = variant.scope;
  return result;
}

static bool isBare(const TypeExpr &type, llvm::ArrayRef<Ident> params) {
  auto *named = type.as<NamedType>();
  return named && !named->hasArgs && named->path.parts.size() == 1 &&
         llvm::any_of(params, [&](const Ident &param) { return param.text == named->path.last().text; });
}

// Whether a value's type is known before its parameters are.
static bool isClosed(const TypeExpr &type, llvm::ArrayRef<Ident> params) {
  std::set<std::string> symbols;
  collectSymbols(type, symbols);
  return !isBare(type, params) &&
         llvm::none_of(params, [&](const Ident &param) { return symbols.count(param.text); });
}

Val Checker::callVariant(const FnValue &fn, const CallExpr &given, const TypeRef &expected) {
  const EnumDecl &decl = *fn.decl->as<EnumDecl>();
  VariantRef variant{&decl, fn.scope, *variantIndex(decl, fn.name)};
  const std::vector<Param> &fields = variant.variant().fields;
  size_t before = diags.errorCount();
  std::vector<const Argument *> symbols;
  auto matched = matchArguments(fields, given, 0, fn.name, symbols);
  TypeEnv args;
  if (diags.errorCount() != before ||
      !NamedSymbols(*this, fn.name, fields, symbols, *fn.scope).bind(decl, decl.typeParams, args))
    return make(errorType(), {});
  for (const Ident &param : decl.typeParams)
    args.classed.insert(param.text);
  bool same = expected && expected->kind == Type::Kind::enumeration && expected->decl == &decl;
  std::vector<Member> wanted = same ? expected->parts() : std::vector<Member>();
  std::map<std::string, Val> earlier;
  std::vector<Val> parts;
  std::vector<SourceRange> places;
  for (size_t k = 0; k < fields.size(); ++k) {
    const Param &field = fields[k];
    places.push_back(matched[k] ? matched[k]->value->range : given.range);
    TypeRef want = same ? wanted[variant.index + 1].type->members[k].type : nullptr;
    bool known = llvm::all_of(decl.typeParams, [&](const Ident &param) {
      return args.dims.count(param.text) || args.types.count(param.text);
    });
    if (!want && (known || isClosed(*field.type, decl.typeParams)))
      want = fieldType(field, args, *fn.scope);
    if (!want)
      want = expectedBy(field.type.get(), field.name.text, *fn.scope, args,
                        matched[k] ? matched[k]->value.get() : field.defaultValue.get());
    Val part = matched[k] ? expr(*matched[k]->value, want)
                          : defaultValue(*field.defaultValue, *fn.scope, earlier, args, want);
    if (part.fn && !part.isError())
      return error(DiagCode::type_mismatch, places[k],
                   fmt::format("field `{}` is a function; expected `{}`", field.name.text,
                               sources.text(field.type->range)));
    if (part.isError() && !part.literal)
      return part;
    if (!part.literal && !bindType(*field.type, part.type, args, *fn.scope, field.name.text))
      return error(DiagCode::type_mismatch, places[k],
                   fmt::format("field `{}` is `{}`; expected `{}`", field.name.text, text(part.type),
                               sources.text(field.type->range)));
    if (part.literal && !want && isBare(*field.type, decl.typeParams))
      args.types.emplace(field.type->as<NamedType>()->path.last().text, settle(part, places[k]).type);
    earlier[field.name.text] = asDeclared(part, field.type.get(), places[k]);
    parts.push_back(part);
  }
  if (same) // sizes that are each part's own are not those of one part
    for (auto &[name, arg] : expected->typeArgs)
      if (holdsUnknown(arg))
        args.types[name] = arg;
  TypeRef type = enumOf(variant, std::move(args), expected, given.range);
  if (type->isError())
    return make(type, {});
  const TypeRef own = type->parts()[variant.index + 1].type;
  const std::vector<Member> &members = own->members;
  for (size_t k = 0; k < parts.size(); ++k) {
    parts[k] = coerce(parts[k], members[k].type, places[k], fmt::format("field `{}`", fields[k].name.text));
    if (parts[k].isError())
      return parts[k];
  }
  return variantValue(type, variant.index, parts);
}

Value Emitter::tagIs(const Val &value, size_t index, SourceRange range) {
  Value number = value.leaf();
  if (value.type->isNode())
    number = emit<dl::VariantOp>(range, builder.getI64Type(), number);
  return emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Eq, number,
                             intConstant(static_cast<int64_t>(index)).leaf());
}

// `Leaf(word: 3)`, `None`: which variant it is, only the running program knows.
Val Emitter::enumText(const Val &value, const std::string &spec, size_t index) {
  auto own = [&]() -> Val {
    const Member &variant = value.type->members[index + 1];
    std::vector<std::string> pieces = {variant.name}, specs;
    llvm::SmallVector<Value> values;
    Val fields = member(value, index + 1);
    for (size_t k = 0; k < variant.type->members.size(); ++k) {
      pieces.back() += (k ? ", " : "(") + variant.type->members[k].name + ": ";
      appendText(member(fields, k), spec, pieces, specs, values, /*inside=*/true);
    }
    pieces.back() += variant.type->members.empty() ? "" : ")";
    return formatted(pieces, specs, values, {});
  };
  if (index + 2 == value.type->members.size())
    return own();
  return branches(tagIs(value, index, {}), own, [&] { return enumText(value, spec, index + 1); }, {},
                  strType(), {});
}

} // namespace dual::check
