#include "frontend/check/type_arguments.h"

namespace dual::check {

bool isResultPlace(llvm::StringRef place) { return place == "result" || place.starts_with("result."); }

void copyPlaces(const TypeEnv &from, TypeEnv &to) {
  for (auto &[name, dim] : from.dims)
    if (isPlace(name))
      to.dims.emplace(name, dim);
  for (auto &[place, graph] : from.graphs)
    to.graphs.emplace(place, graph);
}

void copyInside(const TypeEnv &from, const std::string &place, TypeEnv &to) {
  std::string prefix = place + ".";
  auto copy = [&](const auto &all, auto &inside) {
    for (auto &[name, each] : all)
      if (llvm::StringRef rest = name; rest.consume_front(prefix))
        inside.emplace(rest.str(), each);
  };
  copy(from.dims, to.dims);
  copy(from.graphs, to.graphs);
}

static std::string inside(const std::string &place, const std::string &name) { return place + "." + name; }

// How the graphs in the fields were made; the sizes of those are the struct's own.
static void bindMembers(const Type &type, const std::string &prefix, TypeEnv &to) {
  for (const Member &member : type.members) {
    if (member.type->kind == Type::Kind::graph)
      to.graphs.emplace(prefix + member.name, member.type);
    if (member.type->kind == Type::Kind::structure)
      bindMembers(*member.type, prefix + member.name + ".", to);
  }
}

TypeEnv typeArgumentsOf(const Type &type) {
  TypeEnv args;
  for (const NamedDim &named : type.dims)
    args.dims[named.name] = named.dim;
  args.types = type.typeArgs;
  bindMembers(type, "", args);
  return args;
}

void bindPlaces(const TypeRef &type, const std::string &place, TypeEnv &to) {
  switch (type->kind) {
  case Type::Kind::graph:
    to.graphs.emplace(place, type);
    for (const NamedDim &named : type->dims)
      to.dims.emplace(inside(place, named.name), named.dim);
    return;
  case Type::Kind::structure:
  case Type::Kind::enumeration:
    for (const NamedDim &named : type->dims)
      if (isPlace(named.name))
        to.dims.emplace(inside(place, named.name), named.dim);
    for (auto &[param, arg] : type->typeArgs)
      bindPlaces(arg, inside(place, param), to);
    if (type->kind == Type::Kind::structure)
      bindMembers(*type, place + ".", to);
    return;
  case Type::Kind::tuple:
    for (auto [k, member] : llvm::enumerate(type->members))
      bindPlaces(member.type, inside(place, std::to_string(k)), to);
    return;
  case Type::Kind::grad:
  case Type::Kind::list:
    bindPlaces(type->inner, place, to);
    return;
  default:
    return;
  }
}

} // namespace dual::check
