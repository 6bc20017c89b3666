#include "frontend/check/type.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>

namespace dual::check {

int Type::memberIndex(const std::string &name) const {
  for (size_t k = 0; k < members.size() && kind != Kind::enumeration && kind != Kind::list; ++k)
    if (members[k].name == name && members[k].role != Role::capture)
      return static_cast<int>(k);
  return -1;
}

const Dim *Type::dim(const std::string &name) const {
  for (const NamedDim &named : dims)
    if (named.name == name)
      return &named.dim;
  return nullptr;
}

static TypeRef ofKind(Type::Kind kind) {
  auto type = std::make_shared<Type>();
  type->kind = kind;
  return type;
}

TypeRef errorType() { return ofKind(Type::Kind::error); }
TypeRef unitType() { return ofKind(Type::Kind::tuple); }
TypeRef strType() { return ofKind(Type::Kind::str); }
TypeRef functionType() { return ofKind(Type::Kind::function); }

TypeRef tensorType(mlir::Type element, std::vector<Dim> shape) {
  auto type = std::make_shared<Type>();
  type->kind = Type::Kind::tensor;
  type->element = element;
  type->shape = std::move(shape);
  return type;
}

TypeRef tupleType(std::vector<TypeRef> parts) {
  auto type = std::make_shared<Type>();
  type->kind = Type::Kind::tuple;
  for (TypeRef &part : parts)
    type->members.push_back({std::to_string(type->members.size()), std::move(part)});
  return type;
}

// The gradient of a tensor is a tensor like it, that of recursive data such data, and that of a gradient a
// gradient.
TypeRef gradType(TypeRef inner) {
  if (inner->isError() || inner->isNode() || inner->kind == Type::Kind::grad ||
      (inner->isTensor() && mlir::isa<mlir::FloatType>(inner->element)))
    return inner;
  auto type = std::make_shared<Type>();
  type->kind = Type::Kind::grad;
  type->inner = std::move(inner);
  return type;
}

// What each leaf of an element adds to the list is told in list_column.h.
TypeRef listType(mlir::MLIRContext &context, TypeRef element) {
  auto type = std::make_shared<Type>();
  type->kind = Type::Kind::list;
  mlir::Builder builder(&context);
  TypeRef numbers = tensorType(builder.getI64Type(), {Dim::unknown()});
  type->members.push_back({"len", tensorType(builder.getI64Type())});
  for (const Leaf &leaf : leavesOf(element)) {
    if (leaf.type->isNode()) {
      type->members.push_back({leaf.path, leaf.type});
      continue;
    }
    bool isText = leaf.type->kind == Type::Kind::str;
    std::vector<Dim> shape = {Dim::unknown()};
    if (!isText && !holdsUnknown(leaf.type)) {
      shape.insert(shape.end(), leaf.type->shape.begin(), leaf.type->shape.end());
      type->members.push_back({leaf.path, tensorType(leaf.type->element, shape)});
      continue;
    }
    mlir::Type dtype = isText ? builder.getIntegerType(8, /*isSigned=*/false) : leaf.type->element;
    type->members.push_back({leaf.path, tensorType(dtype, shape)});
    type->members.push_back({leaf.path + ".ends", numbers});
    shape.push_back(Dim(static_cast<int64_t>(leaf.type->shape.size())));
    if (leaf.type->shape.size() > 1)
      type->members.push_back({leaf.path + ".sizes", tensorType(builder.getI64Type(), shape)});
  }
  type->inner = std::move(element);
  return type;
}

bool isPlace(const std::string &name) { return name.find('.') != std::string::npos; }

mlir::Type dtypeNamed(mlir::MLIRContext &context, const std::string &name) {
  mlir::Builder builder(&context);
  static const std::map<std::string, int> integers = {{"bool", 1}, {"i8", 8},   {"i16", 16},
                                                      {"i32", 32}, {"i64", 64}, {"int", 64}};
  if (auto found = integers.find(name); found != integers.end())
    return builder.getIntegerType(found->second);
  if (name == "u8")
    return builder.getIntegerType(8, /*isSigned=*/false);
  if (name == "f16")
    return builder.getF16Type();
  if (name == "bf16")
    return builder.getBF16Type();
  if (name == "f32")
    return builder.getF32Type();
  return name == "f64" ? builder.getF64Type() : mlir::Type();
}

std::string dtypeText(mlir::Type element) {
  if (!element) // a literal that no context has typed
    return "number";
  if (element.isInteger(1))
    return "bool";
  if (element.isBF16())
    return "bf16";
  if (element.isUnsignedInteger())
    return fmt::format("u{}", element.getIntOrFloatBitWidth());
  return fmt::format("{}{}", mlir::isa<mlir::FloatType>(element) ? "f" : "i",
                     element.getIntOrFloatBitWidth());
}

TypeRef frozenType(const TypeRef &graph) {
  auto type = std::make_shared<Type>(*graph);
  type->frozen = true;
  return type;
}

static std::string commas(const std::vector<std::string> &texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

static std::string tensorText(const DimTable &dims, const Type &type) {
  std::vector<std::string> sizes;
  for (const Dim &dim : type.shape)
    sizes.push_back(dims.text(dim));
  return dtypeText(type.element) + (sizes.empty() ? "" : "[" + commas(sizes) + "]");
}

static std::string structText(const DimTable &dims, const Type &type) {
  std::vector<std::string> args;
  for (const NamedDim &named : type.dims)
    if (!isPlace(named.name))
      args.push_back(dims.text(named.dim));
  for (auto &[name, arg] : type.typeArgs)
    args.push_back(typeText(dims, arg));
  return type.decl->name.text + (args.empty() ? "" : "[" + commas(args) + "]");
}

static std::string graphText(const DimTable &dims, const Type &type) {
  std::vector<std::string> args;
  for (const NamedDim &named : type.dims)
    if (named.dim.isConstant())
      args.push_back(named.name + ": " + dims.text(named.dim));
  return (type.frozen ? "frozen " : "") + type.decl->name.text +
         (args.empty() ? "" : "[" + commas(args) + "]");
}

std::string typeText(const DimTable &dims, const TypeRef &type) {
  switch (type->kind) {
  case Type::Kind::error:
    return "?";
  case Type::Kind::tensor:
    return tensorText(dims, *type);
  case Type::Kind::str:
    return "str";
  case Type::Kind::structure:
  case Type::Kind::enumeration:
    return structText(dims, *type);
  case Type::Kind::graph:
    return graphText(dims, *type);
  case Type::Kind::grad:
    return "Grad[" + typeText(dims, type->inner) + "]";
  case Type::Kind::function:
    return "fn";
  case Type::Kind::rows:
  case Type::Kind::list:
    return "list[" + typeText(dims, type->inner) + "]";
  case Type::Kind::tuple:
    break;
  }
  std::vector<std::string> parts;
  for (const Member &member : type->members)
    parts.push_back(typeText(dims, member.type));
  return "(" + commas(parts) + ")";
}

std::string keyOf(const ConstValue &value) {
  if (auto *text = std::get_if<std::string>(&value))
    return fmt::format("{}:{}", text->size(), *text);
  return std::visit([](const auto &plain) { return fmt::format("{}", plain); }, value);
}

std::string joinedPath(const std::string &path, const std::string &name) {
  bool goesOn = name.empty() || name[0] == '.';
  return path.empty() || goesOn ? path + name : path + "." + name;
}

static void appendLeaves(const TypeRef &type, const std::string &path, bool trainable, bool state,
                         std::vector<Leaf> &leaves) {
  if (type->isLeaf()) {
    bool varies = type->isTensor() ? mlir::isa<mlir::FloatType>(type->element) : type->floats;
    leaves.push_back({path, type, trainable && varies && !state, state});
    return;
  }
  if (type->kind == Type::Kind::grad) {
    for (Leaf &leaf : leavesOf(type->inner))
      if (leaf.trainable)
        leaves.push_back({joinedPath(path, leaf.path), leaf.type, true});
    return;
  }
  for (const Member &member : type->members) {
    std::string inner = joinedPath(path, member.name);
    bool mayTrain =
        trainable && !type->frozen && type->kind != Type::Kind::list && member.role != Role::capture;
    appendLeaves(member.type, inner, mayTrain, state || member.role == Role::state, leaves);
  }
}

std::vector<Leaf> leavesOf(const TypeRef &type) {
  std::vector<Leaf> leaves;
  appendLeaves(type, "", true, false, leaves);
  return leaves;
}

size_t leafCount(const TypeRef &type) { return leavesOf(type).size(); }

static bool holds(const TypeRef &type, Type::Kind kind) {
  return type->kind == kind || (type->inner && holds(type->inner, kind)) ||
         llvm::any_of(type->members, [kind](const Member &member) { return holds(member.type, kind); });
}

bool holdsEnum(const TypeRef &type) { return holds(type, Type::Kind::enumeration); }
bool holdsGraph(const TypeRef &type) { return holds(type, Type::Kind::graph); }
bool holdsList(const TypeRef &type) { return holds(type, Type::Kind::list); }

bool holdsUnknown(const TypeRef &type) {
  std::vector<Dim> dims;
  collectDims(type, dims);
  return llvm::any_of(dims, [](const Dim &dim) { return dim.isUnknown(); });
}

TypeRef mapDims(const TypeRef &type, const std::function<Dim(const Dim &)> &map) {
  auto result = std::make_shared<Type>(*type);
  for (Dim &dim : result->shape)
    dim = map(dim);
  for (NamedDim &named : result->dims)
    named.dim = map(named.dim);
  for (auto &[name, arg] : result->typeArgs)
    arg = mapDims(arg, map);
  for (Member &member : result->members)
    member.type = mapDims(member.type, map);
  if (type->inner)
    result->inner = mapDims(type->inner, map);
  return result;
}

void collectDims(const TypeRef &type, std::vector<Dim> &dims) {
  dims.insert(dims.end(), type->shape.begin(), type->shape.end());
  for (const NamedDim &named : type->dims)
    dims.push_back(named.dim);
  for (auto &[name, arg] : type->typeArgs)
    collectDims(arg, dims);
  for (const Member &member : type->members)
    collectDims(member.type, dims);
  if (type->inner)
    collectDims(type->inner, dims);
}

static std::string constText(const ConstValue &value) {
  return std::visit([](const auto &plain) { return fmt::format("{}", plain); }, value);
}

std::string structureKey(const TypeRef &type) {
  std::string key = fmt::format("{}", static_cast<int>(type->kind));
  if (type->isTensor())
    return key + dtypeText(type->element) + std::to_string(type->shape.size());
  if (type->decl)
    key += fmt::format("@{}", static_cast<const void *>(type->decl));
  for (auto &[name, value] : type->constArgs)
    key += "," + name + "=" + constText(value);
  for (auto &[name, function] : type->functionArgs)
    key += "," + name + ":" + function.key;
  if (type->frozen)
    key += "!";
  if (type->isNode())
    for (auto &[name, arg] : type->typeArgs)
      key += "[" + structureKey(arg) + "]";
  for (const Member &member : type->members)
    key += "(" + structureKey(member.type) + ")";
  return type->inner ? key + "<" + structureKey(type->inner) + ">" : key;
}

bool sameStructure(const TypeRef &a, const TypeRef &b) { return structureKey(a) == structureKey(b); }

} // namespace dual::check
