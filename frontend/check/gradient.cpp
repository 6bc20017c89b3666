#include "frontend/check/gradient.h"
#include "frontend/check/checker.h"

#include <fmt/format.h>

namespace dual::check {

const Type &structureOf(const TypeRef &type) { return type->kind == Type::Kind::grad ? *type->inner : *type; }

bool isGradientOfTuple(const TypeRef &type) {
  return type->kind == Type::Kind::grad && type->inner->kind == Type::Kind::tuple;
}

// Of a tuple, struct or graph without floats the gradient is one without parts.
static bool isEmpty(const Type &structure, const TypeRef &gradient) {
  bool hasMembers = structure.kind == Type::Kind::tuple || structure.kind == Type::Kind::structure ||
                    structure.kind == Type::Kind::graph;
  return hasMembers && leafCount(gradient) == 0;
}

Val asParts(const Val &gradient) {
  const TypeRef &of = gradient.type->inner;
  auto type = std::make_shared<Type>();
  type->kind = Type::Kind::tuple;
  std::vector<Leaf> leaves = leavesOf(of);
  llvm::ArrayRef<Leaf> rest = leaves;
  for (const Member &member : of->members) {
    size_t count = leafCount(member.type);
    bool varies = llvm::any_of(rest.take_front(count), [](const Leaf &leaf) { return leaf.trainable; });
    TypeRef part = gradType(member.type);
    type->members.push_back({member.name, varies || isEmpty(*member.type, part) ? part : unitType()});
    rest = rest.drop_front(count);
  }
  Val parts = gradient;
  parts.type = type;
  return parts;
}

// A gradient has the structure of what it is of: `g.h.bias`.
Val Checker::gradientMember(const Val &gradient, const Ident &name) {
  Val parts = asParts(gradient);
  Val part = member(parts, parts.type->memberIndex(name.text));
  return part.type->isUnit() ? error(DiagCode::unknown_member, name.range,
                                     fmt::format("`{}` has no derivative: it is no float, or frozen",
                                                 sources.text(name.range)))
                             : part;
}

// The gradient with a part replaced.
Val Checker::gradientWith(const Val &gradient, const Ident &name, const Val &given, SourceRange range) {
  Val old = gradientMember(gradient, name);
  Val part = old.isError() ? old : coerce(given, old.type, range, fmt::format("`{}`", sources.text(range)));
  if (part.isError())
    return part;
  Val parts = asParts(gradient);
  setMember(parts, parts.type->memberIndex(name.text), part);
  return make(gradient.type, parts.leaves);
}

// A part of a tuple, or of the gradient of one.
Val Checker::partOf(const Val &whole, size_t index, SourceRange range) {
  return whole.type->kind == Type::Kind::grad
             ? gradientMember(whole, {structureOf(whole.type).members[index].name, range})
             : member(whole, index);
}

} // namespace dual::check
