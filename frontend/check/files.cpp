// `save` and `load`: any value as named tensors. A text is its bytes; a list has a tensor for each leaf of
// its elements, or the numbers of all one after the other, and beside them where each one ends.
#include "frontend/check/list.h"
#include "frontend/check/static_size.h"
#include "frontend/check/unknown.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

class Files {
public:
  Files(Emitter &check, SourceRange range) : check(check), range(range) {}

  // What no file holds; null: all can be written.
  static const char *missing(const TypeRef &type);
  static std::vector<std::string> names(const TypeRef &type);
  void written(const Val &value, llvm::SmallVectorImpl<Value> &tensors);
  Val read(const TypeRef &type, Value path, const Val &like);

private:
  void types(const TypeRef &type, std::vector<TypeRef> &result);
  llvm::SmallVector<Value> opened(const TypeRef &type, Value path, llvm::ArrayRef<std::string> names,
                                  llvm::SmallVector<Value> like);
  Val made(const TypeRef &type);
  Val madeList(const TypeRef &type);
  void checkElement(const Column &column, Value at);
  Value size(Value tensor) { return check.emit<dl::DimOp>(range, tensor, 0); }
  Value number(int64_t value) { return check.intConstant(value).leaf(); }
  void require(dl::CompareKind kind, Value a, Value b, const std::string &what);
  Value next();

  Emitter &check;
  SourceRange range;
  // While a value is made: what the file gave, and how it is called there.
  llvm::ArrayRef<Value> given;
  llvm::ArrayRef<std::string> called;
};

const char *Files::missing(const TypeRef &type) {
  bool isNested = type->kind == Type::Kind::list && holdsList(type->inner);
  bool isBare = type->kind == Type::Kind::list && leafCount(type->inner) == 0;
  if (type->isNode())
    return "an enum that contains itself";
  if (isNested || isBare)
    return isNested ? "a list in a list" : "a list of `()`";
  const char *inner = type->inner ? missing(type->inner) : nullptr;
  for (const Member &part : type->members)
    inner = inner || type->kind == Type::Kind::list ? inner : missing(part.type);
  return inner;
}

// ---- how it stands in a file

// The leaves' paths, without the length of a list, which its tensors have; of a list without names `value`.
std::vector<std::string> Files::names(const TypeRef &type) {
  std::vector<std::string> result;
  std::function<void(const TypeRef &, const std::string &)> visit = [&](const TypeRef &part,
                                                                        const std::string &path) {
    if (part->isLeaf() || part->kind == Type::Kind::grad) {
      for (const Leaf &leaf : leavesOf(part))
        result.push_back(path.empty() ? leaf.path : leaf.path.empty() ? path : path + "." + leaf.path);
      if (result.back().empty())
        result.back() = "value";
      return;
    }
    for (const Member &member : llvm::drop_begin(part->members, part->kind == Type::Kind::list)) {
      std::string inner = path.empty() || member.name.empty() || member.name[0] == '.'
                              ? path + member.name
                              : path + "." + member.name;
      visit(member.type, inner);
    }
  };
  visit(type, "");
  for (std::string &name : result)
    name = name[0] == '.' ? "value" + name : name;
  return result;
}

void Files::types(const TypeRef &type, std::vector<TypeRef> &result) {
  if (type->kind == Type::Kind::str)
    result.push_back(check.bytesType());
  else if (type->isLeaf())
    result.push_back(type);
  else if (type->kind == Type::Kind::grad)
    for (const Leaf &leaf : leavesOf(type))
      result.push_back(leaf.type);
  else
    for (const Member &member : llvm::drop_begin(type->members, type->kind == Type::Kind::list))
      types(member.type, result);
}

void Files::written(const Val &value, llvm::SmallVectorImpl<Value> &tensors) {
  if (value.type->kind == Type::Kind::str)
    tensors.push_back(check.bytes(value, range).leaf());
  else if (value.type->isLeaf() || value.type->kind == Type::Kind::grad)
    tensors.append(value.leaves.begin(), value.leaves.end());
  else if (value.type->kind == Type::Kind::list)
    llvm::append_range(
        tensors,
        llvm::drop_begin(Lists(check, range).part(value, check.intConstant(0).leaf(), value.leaf()).leaves));
  else
    for (size_t k = 0; k < value.type->members.size(); ++k)
      written(check.member(value, k), tensors);
}

// ---- and back

// What the file has of the sizes that the type leaves open; the others are checked.
llvm::SmallVector<Value> Files::opened(const TypeRef &type, Value path, llvm::ArrayRef<std::string> names,
                                       llvm::SmallVector<Value> like) {
  std::vector<TypeRef> all;
  types(type, all);
  llvm::SmallVector<llvm::StringRef> open;
  llvm::SmallVector<mlir::Type> promised;
  for (auto [name, each] : llvm::zip_equal(names, all))
    if (holdsUnknown(each)) {
      open.push_back(name);
      promised.push_back(check.mlirType(each));
    }
  if (open.empty())
    return like;
  auto read = check.emit<dl::ReadArraysOp>(range, promised, path, check.builder.getStrArrayAttr(open),
                                           check.builder.getStringAttr("arrays"));
  size_t next = 0;
  for (auto [k, each] : llvm::enumerate(all))
    if (holdsUnknown(each)) {
      called = names.drop_front(k);
      like[k] = read.getResult(next++);
      for (auto [axis, dim] : llvm::enumerate(each->shape))
        if (!dim.isUnknown() && !isStaticSize(dim))
          require(dl::CompareKind::Eq, check.emit<dl::DimOp>(range, like[k], axis), check.dimValue(dim),
                  fmt::format("has {{0}} places along axis {}; it must have {{1}}", axis));
    }
  return like;
}

void Files::require(dl::CompareKind kind, Value a, Value b, const std::string &what) {
  Value holds = check.emit<dl::CompareOp>(range, check.builder.getI1Type(), kind, a, b);
  check.emit<dl::CheckOp>(range, holds, fmt::format("`{}` in the file {}", called.front(), what), "VALUE",
                          mlir::ValueRange{a, b});
}

Value Files::next() {
  Value result = given.front();
  given = given.drop_front();
  called = called.drop_front();
  return result;
}

Val Files::made(const TypeRef &type) {
  if (type->kind == Type::Kind::str) {
    std::string name = called.front();
    TypeRef bytes = check.bytesType();
    return check.asText(check.make(bytes, {next()}), range, fmt::format("`{}` in the file", name));
  }
  if (type->kind == Type::Kind::list)
    return madeList(type);
  Val result = check.make(type, {});
  if (type->isLeaf() || type->kind == Type::Kind::grad) {
    for (size_t k = leafCount(type); k > 0; --k)
      result.leaves.push_back(next());
    return result;
  }
  if (type->kind == Type::Kind::enumeration) {
    require(dl::CompareKind::Ge, given.front(), number(0), "is {0}, which is no variant");
    require(dl::CompareKind::Lt, given.front(), number(type->members.size() - 1),
            "is {0}; there are {1} variants");
  }
  for (const Member &part : type->members)
    result.leaves.append(made(part.type).leaves);
  return result;
}

// Where element `at` of a column lies, and what it is.
void Files::checkElement(const Column &column, Value at) {
  if (!column.isRagged())
    return;
  Columns columns(check, range);
  Value begin = columns.numberAt(given[1], at), end = columns.numberAt(given[1], columns.plus(at, number(1)));
  require(dl::CompareKind::Ge, begin, number(0), "has an element that begins at {0}");
  require(dl::CompareKind::Le, begin, end, "has an element that begins at {0} and ends at {1}");
  require(dl::CompareKind::Le, end, size(given[0]), "has an element that ends at {0} of {1}");
  Value count = columns.minus(end, begin);
  if (column.leaf->kind == Type::Kind::str)
    check.asText(check.make(column.data, {columns.rows(given[0], begin, count)}), range,
                 fmt::format("an element of `{}` in the file", called.front()));
  if (column.count < 3)
    return;
  TypeRef i64 = tensorType(check.builder.getI64Type());
  Val sizes = check.elementAt(
      check.make(tensorType(i64->element, {Dim::unknown(), Dim(int64_t(column.leaf->shape.size()))}),
                 {given[2]}),
      at, range);
  Value product = number(1);
  for (size_t axis = 0; axis < column.leaf->shape.size(); ++axis) {
    Value own = columns.numberAt(sizes.leaf(), number(axis));
    require(dl::CompareKind::Ge, own, number(0), "has an element with {0} places along an axis");
    product = check.emit<dl::BinaryOp>(range, own.getType(), dl::BinaryKind::Mul, product, own);
  }
  require(dl::CompareKind::Eq, count, product, "has an element of {0} numbers with sizes for {1}");
}

Val Files::madeList(const TypeRef &type) {
  Columns columns(check, range);
  Val result = check.make(type, {});
  for (const Column &column : columnsOf(type)) {
    Value count = size(given[column.isRagged() ? 1 : 0]);
    if (column.isRagged()) {
      require(dl::CompareKind::Ge, count, number(1), "does not say where its first element begins");
      count = columns.minus(count, number(1));
    }
    if (result.leaves.empty())
      result.leaves.push_back(count);
    require(dl::CompareKind::Eq, count, result.leaves.front(), "has {0} elements in a list of {1}");
    if (column.count == 3)
      require(dl::CompareKind::Eq, size(given[2]), count, "has sizes of {0} elements, not of {1}");
    if (column.isRagged())
      columns.repeated(count, {}, [&](Value at, const Columns::Tensors &) {
        checkElement(column, at);
        return Columns::Tensors();
      });
    for (size_t k = 0; k < column.count; ++k)
      result.leaves.push_back(next());
  }
  return result;
}

Val Files::read(const TypeRef &type, Value path, const Val &like) {
  std::vector<std::string> own = names(type);
  llvm::SmallVector<Value> likes;
  written(like, likes);
  likes = opened(type, path, own, likes);
  llvm::SmallVector<llvm::StringRef> refs(own.begin(), own.end());
  llvm::SmallVector<mlir::Type> promised;
  for (Value each : likes)
    promised.push_back(each.getType());
  auto loaded = check.emit<dl::LoadOp>(range, promised, path, likes, check.builder.getStrArrayAttr(refs));
  llvm::SmallVector<Value> results(loaded.getResults());
  given = results;
  called = own;
  Val value = made(type);
  auto leaves = leavesOf(type);
  for (size_t k = 0; k < leaves.size(); ++k)
    value.leaves[k] = check.castTo(value.leaves[k], check.mlirType(leaves[k].type), range);
  return check.refresh(value, range);
}

// ---- the calls

Val Checker::saveCall(const CallExpr &given) {
  auto args = exactly(2, "save", given, nullptr, nullptr);
  if (!args)
    return make(errorType(), {});
  Val what = settle((*args)[0], given.range);
  if (what.isError())
    return what;
  if (const char *part = Files::missing(what.type))
    return notBuilt(given.range, fmt::format("{} in a file", part));
  if ((*args)[1].type->kind != Type::Kind::str)
    return error(DiagCode::type_mismatch, given.range, "`save` takes a value, then a path");
  std::vector<std::string> names = Files::names(what.type);
  llvm::SmallVector<llvm::StringRef> refs(names.begin(), names.end());
  llvm::SmallVector<Value> tensors;
  Files(*this, given.range).written(what, tensors);
  emit<dl::SaveOp>(given.range, (*args)[1].leaf(), tensors, builder.getStrArrayAttr(refs));
  return unit();
}

// A value of the first argument's type, with its sizes where the type has not `?`.
Val Checker::loadCall(const CallExpr &given) {
  auto args = exactly(2, "load", given, nullptr, nullptr);
  if (!args)
    return make(errorType(), {});
  Val like = settle((*args)[0], given.range);
  if (like.isError() && !like.fn)
    return like;
  if (like.fn || (*args)[1].type->kind != Type::Kind::str)
    return error(DiagCode::type_mismatch, given.range,
                 "`load` takes a value of the type to load, then a path");
  if (const char *part = Files::missing(like.type))
    return notBuilt(given.range, fmt::format("{} in a file", part));
  return Files(*this, given.range).read(reopened(dims, like.type, frame.types.dims), (*args)[1].leaf(), like);
}

} // namespace dual::check
