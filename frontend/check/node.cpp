// Enums that contain themselves, directly or through others. Their values are nodes: one leaf, whose variant
// and fields are read when they are asked for. A node holds a text as its bytes, a list as its columns,
// without room for more.
#include "frontend/check/list.h"

#include "mlir/dl/Dl.h"
#include "llvm/ADT/StringExtras.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// ---- which enums these are

namespace {

using DeclIn = std::pair<const Decl *, const ModuleScope *>;

// All declarations that the fields of one mention, in any depth.
class Mentions {
public:
  using Find = std::function<DeclIn(const Path &, const ModuleScope &)>;
  explicit Mentions(Find find) : find(std::move(find)) {}

  void fieldsOf(const DeclIn &owner) {
    if (auto *choice = owner.first->as<EnumDecl>())
      for (const Variant &variant : choice->variants)
        for (const Param &field : variant.fields)
          type(*field.type, *owner.second);
    if (auto *structure = owner.first->as<StructDecl>())
      for (const Field &field : structure->fields)
        type(*field.type, *owner.second);
    if (auto *alias = owner.first->as<TypeAliasDecl>())
      type(*alias->type, *owner.second);
  }

  std::set<const Decl *> seen;

private:
  void type(const TypeExpr &given, const ModuleScope &in) {
    if (auto *tuple = given.as<TupleType>())
      for (const TypePtr &element : tuple->elements)
        type(*element, in);
    auto *named = given.as<NamedType>();
    if (!named)
      return;
    path(named->path, in);
    for (const TypeArg &arg : named->args) {
      if (arg.kind == TypeArg::Kind::type)
        type(*arg.type, in);
      if (arg.kind == TypeArg::Kind::name) {
        Path bare;
        bare.parts = {arg.name};
        path(bare, in);
      }
    }
  }

  void path(const Path &name, const ModuleScope &in) {
    DeclIn found = find(name, in);
    if (found.first && seen.insert(found.first).second)
      fieldsOf(found);
  }

  Find find;
};

} // namespace

bool Checker::containsItself(const EnumDecl &decl, const ModuleScope &in) {
  auto known = recursive.find(&decl);
  if (known != recursive.end())
    return known->second;
  Mentions mentions([this](const Path &path, const ModuleScope &where) { return findDecl(path, where); });
  mentions.fieldsOf({&decl, &in});
  return recursive[&decl] = mentions.seen.count(&decl);
}

// A type that takes ever larger ones as its own argument has no end.
constexpr size_t mostStructures = 100, longestStructure = 5000;

static bool holdsFloats(const TypeRef &type, std::set<std::string> &seen) {
  if (type->isTensor())
    return mlir::isa<mlir::FloatType>(type->element);
  if (type->isNode()) {
    std::string key = structureKey(type);
    if (key.size() > longestStructure || seen.size() > mostStructures)
      return true;
    if (!seen.insert(key).second)
      return false;
  }
  return llvm::any_of(type->parts(), [&](const Member &part) { return holdsFloats(part.type, seen); });
}

bool NodeFloats::of(const TypeRef &type) {
  if (asking)
    return false;
  auto [answer, isNew] = known.try_emplace(structureKey(type), false);
  std::set<std::string> seen;
  asking = true;
  if (isNew)
    answer->second = holdsFloats(type, seen);
  asking = false;
  return answer->second;
}

// The fields' types are read when they are asked for, or they would have no end; once here, for their errors.
TypeRef Checker::nodeType(const std::shared_ptr<Type> &type) {
  type->unfold = [this](const Type &self) {
    TypeEnv args;
    for (const NamedDim &named : self.dims)
      args.dims.emplace(named.name, named.dim);
    args.types = self.typeArgs;
    auto outerStructs = std::exchange(openStructs, {});
    auto outerAliases = std::exchange(openAliases, {});
    std::vector<Member> members = enumMembers(*self.decl->as<EnumDecl>(), *self.scope, args);
    openStructs = outerStructs;
    openAliases = outerAliases;
    return members;
  };
  auto [good, isNew] = nodeEnums.try_emplace(type->decl, true);
  if (!isNew) {
    type->floats = good->second && nodeFloats.of(type);
    return good->second ? type : errorType();
  }
  size_t before = diags.errorCount();
  type->parts();
  nodeEnums[type->decl] = diags.errorCount() == before;
  if (!nodeEnums[type->decl])
    return errorType();
  type->floats = nodeFloats.of(type);
  return type;
}

// ---- values

static char columnLetter(const Column &column) {
  return column.isNodes() ? 'N' : column.count == 3 ? 's' : column.count == 2 ? 'r' : 'f';
}

// The remainder of a size, `N % 2`, is no slot.
static std::string literally(const std::string &text) {
  return fmt::format("{}", fmt::join(llvm::split(text, '%'), "\\%"));
}

// How a field is shown, in the terms of host::NodeLayout.
static std::string shownAs(const DimTable &dims, const TypeRef &type) {
  if (type->isLeaf())
    return type->kind == Type::Kind::str ? "\"" : "%";
  if (type->kind == Type::Kind::list) {
    std::string letters;
    for (const Column &column : columnsOf(type))
      letters += columnLetter(column);
    return fmt::format("<{};{}>", letters, shownAs(dims, type->inner));
  }
  if (type->kind == Type::Kind::grad) {
    std::vector<std::string> leaves;
    for (const Leaf &leaf : leavesOf(type))
      leaves.push_back(leaf.path + ": %");
    return fmt::format("{}({})", literally(typeText(dims, type)), fmt::join(leaves, ", "));
  }
  std::string text, separator;
  if (type->kind == Type::Kind::enumeration) {
    std::vector<std::string> cases;
    for (const Member &taken : llvm::drop_begin(type->members)) {
      cases.push_back("");
      for (const Member &variant : llvm::drop_begin(type->members))
        if (variant.name != taken.name)
          cases.back() += std::string(leafCount(variant.type), '~');
        else
          cases.back() += taken.name + (taken.type->members.empty() ? "" : shownAs(dims, taken.type));
    }
    return fmt::format("{{{}}}", fmt::join(cases, "|"));
  }
  bool isNamed =
      type->decl || llvm::any_of(type->members, [](const Member &part) { return !isdigit(part.name[0]); });
  text = type->decl ? type->decl->name.text : "";
  for (const Member &part : type->members) {
    text += separator.empty() ? "(" : ", ";
    text += (isNamed ? part.name + ": " : "") + shownAs(dims, part.type);
    separator = ", ";
  }
  return text + (type->members.empty() ? "()" : ")");
}

Val Emitter::nodeValue(const TypeRef &type, size_t index, llvm::ArrayRef<Val> fields) {
  llvm::SmallVector<Value> leaves;
  for (const Val &field : fields)
    for (auto [leaf, value] : llvm::zip(leavesOf(field.type), Lists(*this, {}).packed(field).leaves))
      leaves.push_back(leaf.type->kind == Type::Kind::str ? bytes(make(leaf.type, {value}), {}).leaf()
                                                          : value);
  Member variant = type->parts()[index + 1];
  std::string shown = variant.name + (variant.type->members.empty() ? "" : shownAs(dims, variant.type));
  return make(type, {emit<dl::NodeOp>({}, mlirType(type), builder.getI64IntegerAttr(index),
                                      builder.getStringAttr(shown), leaves)});
}

// The fields of a variant that the value is known to be of, as a tuple.
Val Emitter::variantFields(const Val &value, size_t index, SourceRange range) {
  if (!value.type->isNode())
    return member(value, index + 1);
  Val fields = make(value.type->parts()[index + 1].type, {});
  for (const Leaf &leaf : leavesOf(fields.type)) {
    bool isText = leaf.type->kind == Type::Kind::str;
    Value field = emit<dl::FieldOp>(range, mlirType(isText ? bytesType() : leaf.type), value.leaf(),
                                    builder.getI64IntegerAttr(fields.leaves.size()));
    fields.leaves.push_back(isText ? emit<dl::TextOp>(range, mlirType(leaf.type), field) : field);
  }
  return fields;
}

} // namespace dual::check
