// Sizes that only a value itself knows (`?`): when it is read, each becomes a symbol.
#include "frontend/check/unknown.h"

#include "frontend/check/checker.h"
#include "frontend/check/type_arguments.h"

#include "mlir/dl/Dl.h"

namespace dual::check {

using mlir::Value;

// An enum's fields are seen one by one, through `match`, and a list's elements through subscripts.
static bool isClosed(const Type &type) {
  return type.kind == Type::Kind::enumeration || type.kind == Type::Kind::list;
}

// A struct with a symbol for each parameter that is `?`. Its value is the size of the first tensor that has
// it as a size.
TypeRef Emitter::withParameters(const TypeRef &type, llvm::ArrayRef<Value> leaves, SourceRange range) {
  TypeEnv args = typeArgumentsOf(*type);
  for (const NamedDim &named : type->dims)
    if (named.dim.isUnknown())
      args.dims[named.name] = dims.symbol("?", range);
  auto outer = std::exchange(env, std::make_shared<Env>());
  TypeRef named = structType(*type->decl->as<StructDecl>(), *type->scope, std::move(args));
  env = outer;
  for (auto [leaf, value] : llvm::zip(leavesOf(named), leaves))
    for (auto [axis, dim] : llvm::enumerate(leaf.type->shape))
      if (int atom = dim.isUnknown() ? -1 : dim.bareAtom(); atom >= 0 && !frame.dimValues.count(atom))
        frame.dimValues[atom] = emit<dl::DimOp>(range, value, axis);
  return named;
}

TypeRef Emitter::renewed(const TypeRef &given, llvm::ArrayRef<Value> leaves, SourceRange range) {
  if (isClosed(*given) || !holdsUnknown(given))
    return given;
  bool isOpen = given->kind == Type::Kind::structure &&
                llvm::any_of(given->dims, [](const NamedDim &named) { return named.dim.isUnknown(); });
  auto type = std::make_shared<Type>(isOpen ? *withParameters(given, leaves, range) : *given);
  for (auto [axis, dim] : llvm::enumerate(type->shape))
    if (dim.isUnknown())
      dim = freshDim("?", emit<dl::DimOp>(range, leaves.front(), axis), range);
  for (Member &part : type->members) {
    size_t count = leafCount(part.type);
    part.type = renewed(part.type, leaves.take_front(count), range);
    leaves = leaves.drop_front(count);
  }
  return type;
}

TypeRef reopened(const DimTable &dims, const TypeRef &type, const std::map<std::string, Dim> &named) {
  std::set<int> known;
  for (auto &[name, dim] : named)
    known.insert(dim.bareAtom());
  return mapDims(type, [&](const Dim &dim) {
    bool isOpen =
        llvm::any_of(dims.symbolsIn(dim), [&](int id) { return dims[id].name == "?" && !known.count(id); });
    return isOpen ? Dim::unknown() : dim;
  });
}

// Gives every `?` of a value a symbol of its own, taken from the tensors.
Val Emitter::refresh(const Val &value, SourceRange range) {
  Val result = value;
  if (!value.isError())
    result.type = renewed(value.type, value.leaves, range);
  return result;
}

} // namespace dual::check
