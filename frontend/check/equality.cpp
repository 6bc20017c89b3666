// `==` and `<` of what is no number: texts, tuples, structs, enums, lists. The answer is one `bool`.
#include "frontend/check/list.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

static constexpr dl::CompareKind kinds[] = {dl::CompareKind::Eq, dl::CompareKind::Ne, dl::CompareKind::Lt,
                                            dl::CompareKind::Le, dl::CompareKind::Gt, dl::CompareKind::Ge};

static bool holds(CompareOp op, int order) {
  const bool all[] = {order == 0, order != 0, order < 0, order <= 0, order > 0, order >= 0};
  return all[static_cast<int>(op)];
}

// Byte by byte, which is also the order of the code points.
Val Emitter::compareTexts(CompareOp op, const Val &lhs, const Val &rhs, SourceRange range) {
  if (lhs.constant && rhs.constant)
    return boolConstant(
        holds(op, std::get<std::string>(*lhs.constant).compare(std::get<std::string>(*rhs.constant))));
  Value order = emit<dl::CompareTextsOp>(range, builder.getI64Type(), lhs.leaf(), rhs.leaf());
  return scalar(emit<dl::CompareOp>(range, builder.getI1Type(), kinds[static_cast<int>(op)], order,
                                    intConstant(0).leaf()));
}

// Equal in sizes and elements.
Val Emitter::equalTensors(const Val &a, const Val &b, SourceRange range) {
  mlir::Type flag = builder.getI1Type();
  if (mlir::isa<mlir::RankedTensorType>(a.leaf().getType())) {
    Columns columns(*this, range);
    Value sizes = boolConstant(true).leaf();
    llvm::SmallVector<int64_t> axes;
    for (size_t axis = 0; axis < a.type->shape.size(); ++axis) {
      axes.push_back(static_cast<int64_t>(axis));
      Value same =
          emit<dl::CompareOp>(range, flag, dl::CompareKind::Eq, emit<dl::DimOp>(range, a.leaf(), axis),
                              emit<dl::DimOp>(range, b.leaf(), axis));
      sizes = emit<dl::BinaryOp>(range, flag, dl::BinaryKind::And, sizes, same);
    }
    TypeRef flags = tensorType(flag, a.type->shape);
    auto elements = [&]() -> Columns::Tensors {
      Value theirs = castTo(b.leaf(), a.leaf().getType(), range);
      Value same = emit<dl::CompareOp>(range, mlirType(flags), dl::CompareKind::Eq, a.leaf(), theirs);
      return {emit<dl::ReduceOp>(range, flag, dl::ReduceKind::All, same, axes)};
    };
    return scalar(columns.choose(sizes, elements,
                                 [&]() -> Columns::Tensors { return {boolConstant(false).leaf()}; })[0]);
  }
  return scalar(emit<dl::CompareOp>(range, flag, dl::CompareKind::Eq, a.leaf(), b.leaf()));
}

Val Emitter::equalLists(const Val &a, const Val &b, SourceRange range) {
  Columns columns(*this, range);
  Lists lists(*this, range);
  mlir::Type flag = builder.getI1Type();
  Value same = emit<dl::CompareOp>(range, flag, dl::CompareKind::Eq, a.leaf(), b.leaf());
  Value count = emit<dl::SelectOp>(range, builder.getI64Type(), same, a.leaf(), intConstant(0).leaf());
  auto all = columns.repeated(count, {same}, [&](Value at, const Columns::Tensors &so) -> Columns::Tensors {
    auto next = [&]() -> Columns::Tensors {
      return {equal(lists.element(a, at), lists.element(b, at), range).leaf()};
    };
    return columns.choose(so[0], next, [&]() -> Columns::Tensors { return {so[0]}; });
  });
  return scalar(all[0]);
}

// ---- nodes, by a function for each type of them, that calls itself

Val Emitter::equalNodes(const Val &a, const Val &b, SourceRange range) {
  std::string function = nodeEquality(a.type);
  auto call = emit<mlir::func::CallOp>(range, function, mlir::TypeRange(builder.getI1Type()),
                                       mlir::ValueRange{a.leaf(), b.leaf()});
  return scalar(call.getResult(0));
}

std::string Emitter::nodeEquality(const TypeRef &type) {
  std::string &symbol = nodeEqualities[structureKey(type) + text(type)];
  if (symbol.empty())
    symbol = fmt::format("{}.==.{}", type->decl->name.text, nodeEqualities.size());
  if (module.lookupSymbol(symbol))
    return symbol;
  mlir::OpBuilder::InsertionGuard guard(builder);
  mlir::Type node = mlirType(type);
  SourceRange range = type->decl->name.range;
  mlir::Block *body = openFunction(symbol, builder.getFunctionType({node, node}, builder.getI1Type()), range);
  Value same = sameNode(make(type, {body->getArgument(0)}), make(type, {body->getArgument(1)}));
  emit<mlir::func::ReturnOp>(range, same);
  return symbol;
}

// There is no node where a plain enum's value has not the field.
Value Emitter::sameNode(const Val &a, const Val &b) {
  Columns columns(*this, {});
  mlir::Type flag = builder.getI1Type();
  Value first = emit<dl::HasNodeOp>({}, flag, a.leaf()), second = emit<dl::HasNodeOp>({}, flag, b.leaf());
  Value both = emit<dl::BinaryOp>({}, flag, dl::BinaryKind::And, first, second);
  auto neither = [&]() -> Columns::Tensors {
    return {emit<dl::CompareOp>({}, flag, dl::CompareKind::Eq, first, second)};
  };
  return columns.choose(both, [&]() -> Columns::Tensors { return {sameVariant(a, b, 0)}; }, neither)[0];
}

Value Emitter::sameVariant(const Val &a, const Val &b, size_t index) {
  Columns columns(*this, {});
  auto no = [&]() -> Columns::Tensors { return {boolConstant(false).leaf()}; };
  auto sameFields = [&]() -> Columns::Tensors {
    Val mine = variantFields(a, index, {}), theirs = variantFields(b, index, {});
    Value so = boolConstant(true).leaf();
    for (size_t k = 0; k < mine.type->members.size(); ++k) {
      auto field = [&]() -> Columns::Tensors {
        return {equal(member(mine, k), member(theirs, k), {}).leaf()};
      };
      so = columns.choose(so, field, no)[0];
    }
    return {so};
  };
  auto ofThis = [&]() -> Columns::Tensors { return columns.choose(tagIs(b, index, {}), sameFields, no); };
  auto ofOthers = [&]() -> Columns::Tensors { return {sameVariant(a, b, index + 1)}; };
  bool isLast = index + 2 == a.type->parts().size();
  return isLast ? ofThis()[0] : columns.choose(tagIs(a, index, {}), ofThis, ofOthers)[0];
}

// Two values of the same structure. Fields of variants that an enum's value has not are zeros in both.
Val Emitter::equal(const Val &a, const Val &b, SourceRange range) {
  if (a.type->isTensor())
    return equalTensors(a, b, range);
  if (a.type->kind == Type::Kind::str)
    return compareTexts(CompareOp::eq, a, b, range);
  if (a.type->kind == Type::Kind::list)
    return equalLists(a, b, range);
  if (a.type->isNode())
    return equalNodes(a, b, range);
  Val all = boolConstant(true);
  for (size_t k = 0; k < a.type->members.size(); ++k)
    all = bothHold(all, equal(member(a, k), member(b, k), range), range);
  return all;
}

// Nothing where both sides are numbers or tensors.
std::optional<Val> Emitter::compareWhole(CompareOp op, const Val &lhs, const Val &rhs, SourceRange range) {
  auto isWhole = [](const Val &side) {
    static constexpr Type::Kind kinds[] = {Type::Kind::str, Type::Kind::tuple, Type::Kind::structure,
                                           Type::Kind::enumeration, Type::Kind::list};
    return !side.literal && !side.fn && llvm::is_contained(kinds, side.type->kind);
  };
  if (!isWhole(lhs) || !isWhole(rhs) || !sameStructure(lhs.type, rhs.type))
    return std::nullopt;
  if (lhs.type->kind == Type::Kind::str)
    return compareTexts(op, lhs, rhs, range);
  bool isEqual = op == CompareOp::eq;
  if (!isEqual && op != CompareOp::ne)
    return error(DiagCode::type_mismatch, range,
                 fmt::format("`{}` does not apply to `{}`", spelling(op), text(lhs.type)));
  if (holdsGraph(lhs.type))
    return notBuilt(range, fmt::format("comparing `{}`", text(lhs.type)));
  Val same = equal(lhs, rhs, range);
  if (isEqual)
    return same;
  if (same.constant)
    return boolConstant(!std::get<bool>(*same.constant));
  return scalar(emit<dl::UnaryOp>(range, builder.getI1Type(), dl::UnaryKind::Not, same.leaf()));
}

} // namespace dual::check
