#include "frontend/check/captures.h"

#include "frontend/check/nodes.h"

#include <fmt/format.h>

namespace dual::check {

TypeEnv mentionedSymbols(const FnValue &fn) {
  std::set<std::string> names;
  collectNames(*fn.lambda, names);
  TypeEnv own;
  for (auto &[symbol, dim] : fn.types->dims)
    if (names.count(symbol))
      own.dims[symbol] = dim;
  for (auto &[symbol, type] : fn.types->types)
    if (names.count(symbol))
      own.types[symbol] = type;
  return own;
}

static void appendCaptured(const FnValue &fn, const TypeRef &i64, std::vector<Member> &members);

static void appendCaptured(const std::string &name, const Val &value, const TypeRef &i64,
                           std::vector<Member> &members) {
  if (value.fn) {
    auto inner = std::make_shared<Type>();
    inner->kind = Type::Kind::tuple;
    appendCaptured(*value.fn, i64, inner->members);
    if (!inner->members.empty())
      members.push_back({name, inner});
  }
  if (value.type->kind == Type::Kind::function)
    return;
  if (!value.literal)
    members.push_back({name, value.type});
  if (value.running && value.running->seed)
    members.push_back({name + "%seed", i64});
}

static void appendCaptured(const FnValue &fn, const TypeRef &i64, std::vector<Member> &members) {
  if (fn.inner)
    appendCaptured(*fn.inner, i64, members);
  if (fn.instance)
    appendCaptured("of", *fn.instance, i64, members);
  if (fn.captured)
    for (auto &[name, binding] : fn.captured->names)
      appendCaptured(name, binding.value, i64, members);
}

TypeRef capturedType(const FnValue &fn, const TypeRef &i64) {
  auto type = std::make_shared<Type>();
  type->kind = Type::Kind::tuple;
  appendCaptured(fn, i64, type->members);
  return type;
}

std::vector<NamedDim> capturedSizes(const std::string &param, llvm::ArrayRef<int> atoms,
                                    const DimTable &dims) {
  std::map<std::string, int> count;
  std::vector<NamedDim> result;
  for (int atom : atoms) {
    std::string name = fmt::format("{}.{}", param, dims[atom].name);
    int number = ++count[name];
    result.push_back({number == 1 ? name : fmt::format("{}{}", name, number), Dim::atom(atom)});
  }
  return result;
}

static void mapSizes(Val &value, const std::function<Dim(const Dim &)> &map) {
  if (value.fn)
    value.fn = std::make_shared<FnValue>(mapSizes(*value.fn, map));
  value.type = mapDims(value.type, map);
  if (value.dim)
    value.dim = map(*value.dim);
}

FnValue mapSizes(const FnValue &fn, const std::function<Dim(const Dim &)> &map) {
  FnValue result = fn;
  if (fn.inner)
    result.inner = std::make_shared<FnValue>(mapSizes(*fn.inner, map));
  if (fn.instance) {
    result.instance = std::make_shared<Val>(*fn.instance);
    mapSizes(*result.instance, map);
  }
  if (fn.captured) {
    result.captured = std::make_shared<Env>(*fn.captured);
    for (auto &[name, binding] : result.captured->names)
      mapSizes(binding.value, map);
  }
  if (fn.types) {
    result.types = std::make_shared<TypeEnv>(*fn.types);
    for (auto &[name, dim] : result.types->dims)
      dim = map(dim);
    for (auto &[name, type] : result.types->types)
      type = mapDims(type, map);
    for (auto &[name, pack] : result.types->packs)
      for (Dim &dim : pack)
        dim = map(dim);
  }
  return result;
}

} // namespace dual::check
