#include "frontend/check/file_nodes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/dl/Endless.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;
using Tensors = Columns::Tensors;

bool holdsNode(const TypeRef &type) {
  return llvm::any_of(leavesOf(type), [](const Leaf &leaf) { return leaf.type->isNode(); });
}

// ---- the types

FileNodes::FileNodes(Emitter &check, SourceRange range, TypeRef given)
    : check(check), range(range), lists(check, range), columns(check, range), type(std::move(given)),
      plainType(type) {
  if (!holdsNode(type))
    return;
  collect(type);
  if (endless)
    return;
  TypeRef number = tensorType(check.builder.getI64Type());
  queueType = listType(*check.builder.getContext(), tupleType({number, kinds.front().type}));
  rowsType = listType(*check.builder.getContext(), rowType());
  rowsName = kinds.front().type->decl->name.text;
  auto whole = std::make_shared<Type>();
  whole->kind = Type::Kind::tuple;
  whole->members = {{"", mapped(type)}, {rowsName, rowsType}};
  plainType = whole;
}

static std::string kindKey(const TypeRef &node, Emitter &check) {
  return structureKey(node) + check.text(node);
}

constexpr size_t mostKinds = 64, longestKey = 10000;

void FileNodes::collect(const TypeRef &given) {
  endless |= kinds.size() > mostKinds;
  if (endless)
    return;
  for (const Leaf &leaf : leavesOf(given)) {
    if (!leaf.type->isNode())
      continue;
    std::string key = kindKey(leaf.type, check);
    endless |= key.size() > longestKey;
    if (endless || !known.try_emplace(key, kinds.size()).second)
      continue;
    std::vector<Member> parts = leaf.type->parts();
    size_t first = kinds.empty() ? 0 : kinds.back().firstVariant + kinds.back().type->parts().size() - 1;
    kinds.push_back({leaf.type, first});
    for (const Member &variant : llvm::drop_begin(parts))
      collect(variant.type);
  }
}

const FileNodes::Kind &FileNodes::kindOf(const TypeRef &node) const {
  return kinds[known.at(kindKey(node, check))];
}

const FileNodes::Kind &FileNodes::kindOfVariant(size_t number) const {
  auto after = llvm::find_if(kinds, [&](const Kind &kind) { return kind.firstVariant > number; });
  return *std::prev(after);
}

// A node is the number of its row.
TypeRef FileNodes::mapped(const TypeRef &given) {
  if (given->isNode())
    return tensorType(check.builder.getI64Type());
  if (!holdsNode(given))
    return given;
  if (given->kind == Type::Kind::list)
    return listType(*check.builder.getContext(), mapped(given->inner));
  auto made = std::make_shared<Type>(*given);
  for (Member &member : made->members)
    member.type = mapped(member.type);
  return made;
}

// The variants of all the enums.
TypeRef FileNodes::rowType() {
  auto row = std::make_shared<Type>();
  row->kind = Type::Kind::enumeration;
  row->decl = kinds.front().type->decl;
  row->members = {{"tag", tensorType(check.builder.getI64Type())}};
  for (const Kind &kind : kinds) {
    std::vector<Member> parts = kind.type->parts();
    for (const Member &variant : llvm::drop_begin(parts)) {
      std::string name = kinds.size() == 1 ? "" : kind.type->decl->name.text + ".";
      row->members.push_back({name + variant.name, mapped(variant.type)});
    }
  }
  return row;
}

// ---- values into rows

Tensors FileNodes::andQueue(const Val &value) {
  Tensors all(llvm::ArrayRef(value.leaves));
  all.append(queue.leaves);
  return all;
}

Val FileNodes::withQueue(const TypeRef &made, Tensors all) {
  size_t own = leafCount(made);
  queue = check.make(queueType, llvm::ArrayRef(all).drop_front(own));
  return check.make(made, llvm::ArrayRef(all).take_front(own));
}

Val FileNodes::written(const Val &value) {
  if (kinds.empty())
    return lists.packed(value);
  queue = lists.empty(queueType);
  Val result = check.make(plainType, lists.packed(numbered(value)).leaves);
  Val rows = allRows();
  result.leaves.append(lists.part(rows, columns.number(0), rows.leaf()).leaves);
  return result;
}

Val FileNodes::numbered(const Val &value) {
  if (value.type->isNode())
    return numberedNode(value);
  if (!holdsNode(value.type))
    return value;
  if (value.type->kind == Type::Kind::list)
    return numberedList(value);
  return eachMember(value, mapped(value.type), [&](const Val &part, size_t) { return numbered(part); }, true);
}

Val FileNodes::numberedNode(const Val &node) {
  Val number = lists.length(queue);
  Value first = columns.number(static_cast<int64_t>(kindOf(node.type).firstVariant));
  queue = lists.pushed(queue, check.make(queueType->inner, {first, node.leaf()}));
  return number;
}

Val FileNodes::numberedList(const Val &list) {
  TypeRef made = mapped(list.type);
  return withQueue(
      made, columns.repeated(list.leaf(), andQueue(lists.empty(made)), [&](Value turn, const Tensors &so) {
        Val before = withQueue(made, so);
        Val number = numbered(lists.element(list, turn));
        return andQueue(lists.pushed(before, lists.packed(number)));
      }));
}

// Row after row of what the queue has, which the rows make longer.
Val FileNodes::allRows() {
  Tensors initial = {columns.number(0)};
  initial.append(andQueue(lists.empty(rowsType)));
  llvm::SmallVector<mlir::Type> types(mlir::ValueRange(initial).getTypes());
  llvm::SmallVector<mlir::Location> places(types.size(), check.loc(range));
  auto loop = mlir::scf::WhileOp::create(check.builder, check.loc(range), types, initial);
  loop->setAttr(dl::endsAttr, check.builder.getUnitAttr());
  mlir::OpBuilder::InsertionGuard guard(check.builder);
  mlir::Block *before = check.builder.createBlock(&loop.getBefore(), {}, types, places);
  withQueue(rowsType, Tensors(llvm::drop_begin(before->getArguments())));
  Value goesOn = is(dl::CompareKind::Lt, before->getArgument(0), queue.leaf());
  mlir::scf::ConditionOp::create(check.builder, check.loc(range), goesOn, before->getArguments());
  mlir::Block *after = check.builder.createBlock(&loop.getAfter(), {}, types, places);
  Value turn = after->getArgument(0);
  Val rows = withQueue(rowsType, Tensors(llvm::drop_begin(after->getArguments())));
  Val entry = lists.element(queue, turn);
  Value variant = check.emit<dl::VariantOp>(range, turn.getType(), entry.leaves[1]);
  Val row = rowOf(columns.plus(entry.leaves[0], variant), entry.leaves[1], 0);
  Tensors next = {columns.plus(turn, columns.number(1))};
  next.append(andQueue(lists.pushed(rows, row)));
  mlir::scf::YieldOp::create(check.builder, check.loc(range), next);
  return withQueue(rowsType, Tensors(llvm::drop_begin(loop.getResults())));
}

// `number`: the first variant that it still may be of.
Val FileNodes::rowOf(Value variant, Value node, size_t number) {
  if (number + 2 == rowsType->inner->members.size())
    return rowOfVariant(node, number);
  Val before = queue;
  auto side = [&](llvm::function_ref<Val()> make) {
    queue = before;
    return andQueue(make());
  };
  Value isThis = is(dl::CompareKind::Eq, variant, columns.number(static_cast<int64_t>(number)));
  return withQueue(rowsType->inner,
                   columns.choose(
                       isThis, [&] { return side([&] { return rowOfVariant(node, number); }); },
                       [&] { return side([&] { return rowOf(variant, node, number + 1); }); }));
}

Val FileNodes::rowOfVariant(Value node, size_t number) {
  const Kind &kind = kindOfVariant(number);
  Val fields = check.variantFields(check.make(kind.type, {node}), number - kind.firstVariant, range);
  return check.variantValue(rowsType->inner, number, {lists.packed(numbered(fields))});
}

// ---- and back

Val FileNodes::like(const Val &value) {
  if (kinds.empty())
    return value;
  Val result = check.make(plainType, {});
  std::function<void(const Val &)> add = [&](const Val &part) {
    if (part.type->isNode())
      result.leaves.push_back(columns.number(0));
    else if (!holdsNode(part.type))
      result.leaves.append(part.leaves);
    else if (part.type->kind == Type::Kind::list)
      result.leaves.append(lists.empty(mapped(part.type)).leaves);
    else
      for (size_t k = 0; k < part.type->members.size(); ++k)
        add(check.member(part, k));
  };
  add(value);
  result.leaves.append(lists.empty(rowsType).leaves);
  return result;
}

Val FileNodes::read(const Val &plain) {
  if (kinds.empty())
    return plain;
  Val rows = check.member(plain, 1);
  count = rows.leaf();
  Tensors made =
      columns.repeated(count, Tensors(lists.empty(queueType).leaves), [&](Value k, const Tensors &so) {
        queue = check.make(queueType, so);
        at = columns.minus(columns.minus(count, columns.number(1)), k);
        Tensors node = nodeOf(lists.element(rows, at), 0);
        return Tensors(lists.pushed(queue, check.make(queueType->inner, node)).leaves);
      });
  queue = check.make(queueType, made);
  at = columns.number(-1);
  return check.refresh(restored(check.member(plain, 0), type), range);
}

Tensors FileNodes::nodeOf(const Val &row, size_t number) {
  auto own = [&]() -> Tensors {
    const Kind &kind = kindOfVariant(number);
    size_t variant = number - kind.firstVariant;
    Val fields = restored(check.member(row, number + 1), kind.type->parts()[variant + 1].type);
    std::vector<Val> parts;
    for (size_t k = 0; k < fields.type->members.size(); ++k)
      parts.push_back(check.member(fields, k));
    return {columns.number(static_cast<int64_t>(kind.firstVariant)),
            check.nodeValue(kind.type, variant, parts).leaf()};
  };
  if (number + 2 == row.type->members.size())
    return own();
  return columns.choose(check.tagIs(row, number, range), own, [&] { return nodeOf(row, number + 1); });
}

Val FileNodes::restored(const Val &plain, const TypeRef &made) {
  if (made->isNode())
    return restoredNode(plain.leaf(), made);
  if (!holdsNode(made))
    return check.make(made, plain.leaves);
  if (made->kind == Type::Kind::list)
    return restoredList(plain, made);
  return eachMember(
      plain, made, [&](const Val &part, size_t k) { return restored(part, made->members[k].type); }, false);
}

Val FileNodes::restoredNode(Value row, const TypeRef &made) {
  for (auto [kind, limit] : {std::pair(dl::CompareKind::Ge, columns.number(0)), {dl::CompareKind::Lt, count}})
    require(kind, row, limit, "has no row {0}; there are {1}", {row, count});
  require(dl::CompareKind::Gt, row, at, "has row {0} as a part of row {1}; parts stand in later rows",
          {row, at});
  Value back = columns.minus(columns.minus(count, columns.number(1)), row);
  Val node = lists.element(queue, back);
  const Kind &kind = kindOf(made);
  require(dl::CompareKind::Eq, node.leaves[0], columns.number(static_cast<int64_t>(kind.firstVariant)),
          fmt::format("has row {{0}} in the place of a `{}`", check.text(made)), {row});
  return check.make(made, {node.leaves[1]});
}

Val FileNodes::restoredList(const Val &plain, const TypeRef &made) {
  return lists.collected(made, plain.leaf(), [&](Value turn, const Val &so) {
    return lists.pushed(so, lists.packed(restored(lists.element(plain, turn), made->inner)));
  });
}

// ---- both ways

Val FileNodes::eachMember(const Val &value, const TypeRef &made,
                          llvm::function_ref<Val(const Val &, size_t)> make, bool carriesQueue) {
  Val result = check.make(made, {});
  for (size_t k = 0; k < made->members.size(); ++k) {
    const TypeRef &own = made->members[k].type;
    Val part = check.member(value, k);
    bool chosen = made->kind == Type::Kind::enumeration && k > 0;
    if (!chosen || !holdsNode(carriesQueue ? part.type : own)) {
      result.leaves.append(make(part, k).leaves);
      continue;
    }
    Val before = queue;
    auto side = [&](const Val &taken) {
      return carriesQueue ? andQueue(taken) : Tensors(llvm::ArrayRef(taken.leaves));
    };
    Tensors all = columns.choose(
        check.tagIs(value, k - 1, range), [&] { return side(make(part, k)); },
        [&] {
          queue = before;
          return side(check.zeroOf(own));
        });
    result.leaves.append(carriesQueue ? withQueue(own, all).leaves : check.make(own, all).leaves);
  }
  return result;
}

Value FileNodes::is(dl::CompareKind kind, Value a, Value b) {
  return check.emit<dl::CompareOp>(range, check.builder.getI1Type(), kind, a, b);
}

void FileNodes::require(dl::CompareKind kind, Value a, Value b, const std::string &message,
                        llvm::ArrayRef<Value> values) {
  check.emit<dl::CheckOp>(range, is(kind, a, b), fmt::format("`{}` in the file {}", rowsName, message),
                          "VALUE", mlir::ValueRange(values));
}

} // namespace dual::check
