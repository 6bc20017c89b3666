// `save` and `load`: any value as named tensors. A text is its bytes; a list has a tensor for each leaf of
// its elements, or the numbers of all one after the other, and beside them where each one ends.
#include "frontend/check/file_nodes.h"
#include "frontend/check/static_size.h"
#include "frontend/check/unknown.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

class Files {
public:
  Files(Emitter &check, SourceRange range) : check(check), range(range) {}

  // What no file holds; null: all can be written.
  static const char *missing(const FileNodes &nodes);
  static const char *missing(const TypeRef &plain);
  static std::vector<std::string> names(const TypeRef &type);
  void written(const Val &value, llvm::SmallVectorImpl<Value> &tensors);
  Val read(const TypeRef &type, Value path, const Val &like);

private:
  void types(const TypeRef &type, std::vector<TypeRef> &result);
  llvm::SmallVector<Value> opened(const TypeRef &type, Value path, llvm::ArrayRef<std::string> names,
                                  llvm::SmallVector<Value> like);
  Val made(const TypeRef &type);
  Val madeList(const TypeRef &type);
  void requireVariant(Value tag, const TypeRef &type);
  void requireList(const Val &list, const std::string &path);
  void requireElement(const Column &column, llvm::ArrayRef<Value> tensors, Value at);
  void requireSizes(const Column &column, Value sizes, Value at, Value numbers);
  void requireWithin(const Val &value, const std::string &path);
  Value size(Value tensor) { return check.emit<dl::DimOp>(range, tensor, 0); }
  Value number(int64_t value) { return check.intConstant(value).leaf(); }
  void require(dl::CompareKind kind, Value a, Value b, const std::string &what);
  Value arithmetic(dl::BinaryKind kind, Value a, Value b) {
    return check.emit<dl::BinaryOp>(range, a.getType(), kind, a, b);
  }
  Value next();

  Emitter &check;
  SourceRange range;
  // While a value is made: what the file gave, and how it is called there.
  llvm::ArrayRef<Value> given;
  llvm::ArrayRef<std::string> called;
  std::string at; // the path that is being checked
};

const char *Files::missing(const FileNodes &nodes) {
  return nodes.isEndless() ? "an enum that contains itself with ever other parameters"
                           : missing(nodes.plain());
}

const char *Files::missing(const TypeRef &type) {
  if (type->kind == Type::Kind::list && leafCount(type->inner) == 0)
    return "a list of `()`";
  if (type->kind == Type::Kind::grad)
    return holdsNode(type) ? "the derivative of an enum that contains itself" : nullptr;
  const char *inner = type->inner ? missing(type->inner) : nullptr;
  for (const Member &part : type->members)
    inner = inner || type->kind == Type::Kind::list ? inner : missing(part.type);
  return inner;
}

// ---- how it stands in a file

// What has no name of its own is `value`, and so are its parts.
static std::string named(const std::string &path) {
  return path.empty() || path[0] == '.' ? "value" + path : path;
}

// The leaves' paths, without the length of a list, which its tensors have; of a list without names `value`.
std::vector<std::string> Files::names(const TypeRef &type) {
  std::vector<std::string> result;
  std::function<void(const TypeRef &, const std::string &)> visit = [&](const TypeRef &part,
                                                                        const std::string &path) {
    if (part->isLeaf() || part->kind == Type::Kind::grad) {
      for (const Leaf &leaf : leavesOf(part))
        result.push_back(named(joinedPath(path, leaf.path)));
      return;
    }
    for (const Member &member : llvm::drop_begin(part->members, part->kind == Type::Kind::list))
      visit(member.type, joinedPath(path, member.name));
  };
  visit(type, "");
  std::map<std::string, int> uses;
  for (std::string &name : result)
    if (int use = ++uses[name]; use > 1) // where the texts of a list in a list end, and those lists
      name += fmt::format(".{}", use);
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
    llvm::append_range(tensors, llvm::drop_begin(value.leaves));
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
      at = names[k];
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
  check.emit<dl::CheckOp>(range, holds, fmt::format("`{}` in the file {}", at, what), "VALUE",
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
    at = called.front();
    requireVariant(given.front(), type);
  }
  for (const Member &part : type->members)
    result.leaves.append(made(part.type).leaves);
  return result;
}

// Of a list whose first column has this name.
static std::string pathOf(const TypeRef &list, llvm::StringRef firstColumn) {
  firstColumn.consume_back(list->members[1].name);
  firstColumn.consume_back(".");
  return firstColumn.str();
}

void Files::requireVariant(Value tag, const TypeRef &type) {
  require(dl::CompareKind::Ge, tag, number(0), "is {0}, which is no variant");
  require(dl::CompareKind::Lt, tag, number(static_cast<int64_t>(type->members.size()) - 1),
          "is {0}; there are {1} variants");
}

Val Files::madeList(const TypeRef &type) {
  Columns columns(check, range);
  at = called.front();
  Column first = columnsOf(type).front();
  Value length = size(given[first.isRagged() ? 1 : 0]);
  if (first.isRagged()) {
    require(dl::CompareKind::Ge, length, number(1), "does not say where its first element begins");
    length = columns.minus(length, number(1));
  }
  Val result = check.make(type, {length});
  std::string path = pathOf(type, at);
  for (size_t k = 1; k < type->members.size(); ++k)
    result.leaves.push_back(next());
  requireList(result, path);
  return result;
}

// That the columns fit to each other, and what the elements are.
void Files::requireList(const Val &list, const std::string &path) {
  Columns columns(check, range);
  for (const Column &column : columnsOf(list.type)) {
    at = named(joinedPath(path, list.type->members[column.first].name));
    llvm::ArrayRef<Value> tensors = llvm::ArrayRef(list.leaves).slice(column.first, column.count);
    Value count = size(tensors[column.isRagged() ? 1 : 0]);
    if (column.isRagged()) {
      require(dl::CompareKind::Ge, count, number(1), "does not say where its first element begins");
      count = columns.minus(count, number(1));
    }
    require(dl::CompareKind::Eq, count, list.leaf(), "has {0} elements in a list of {1}");
    if (column.isRagged())
      require(dl::CompareKind::Eq, columns.numberAt(tensors[1], number(0)), number(0),
              "has a first element that begins at {0}");
    if (column.count == 3)
      require(dl::CompareKind::Eq, size(tensors[2]), count, "has sizes of {0} elements, not of {1}");
    if (column.isRagged())
      columns.repeated(count, {}, [&](Value k, const Columns::Tensors &) {
        requireElement(column, tensors, k);
        return Columns::Tensors();
      });
  }
  if (holdsList(list.type->inner) || holdsEnum(list.type->inner))
    columns.repeated(list.leaf(), {}, [&](Value k, const Columns::Tensors &) {
      requireWithin(Lists(check, range).element(list, k), path);
      return Columns::Tensors();
    });
}

// Where element `k` of a column lies, and what it is.
void Files::requireElement(const Column &column, llvm::ArrayRef<Value> tensors, Value k) {
  Columns columns(check, range);
  Value begin = columns.numberAt(tensors[1], k),
        end = columns.numberAt(tensors[1], columns.plus(k, number(1)));
  require(dl::CompareKind::Le, begin, end, "has an element that begins at {0} and ends at {1}");
  require(dl::CompareKind::Le, end, size(tensors[0]), "has an element that ends at {0} of {1}");
  Value count = columns.minus(end, begin);
  if (column.leaf->kind == Type::Kind::str)
    check.asText(check.make(column.data, {columns.rows(tensors[0], begin, count)}), range,
                 fmt::format("an element of `{}` in the file", at));
  if (column.count == 3)
    requireSizes(column, tensors[2], k, count);
}

void Files::requireSizes(const Column &column, Value sizes, Value k, Value numbers) {
  Columns columns(check, range);
  TypeRef i64 = tensorType(check.builder.getI64Type());
  Val own = check.elementAt(
      check.make(tensorType(i64->element, {Dim::unknown(), Dim(int64_t(column.leaf->shape.size()))}),
                 {sizes}),
      k, range);
  llvm::SmallVector<Value> all;
  Value least = number(1);
  for (auto [axis, dim] : llvm::enumerate(column.leaf->shape)) {
    all.push_back(columns.numberAt(own.leaf(), number(static_cast<int64_t>(axis))));
    require(dl::CompareKind::Ge, all.back(), number(0), "has an element with {0} places along an axis");
    if (!dim.isUnknown())
      require(dl::CompareKind::Eq, all.back(), check.dimValue(dim),
              fmt::format("has an element with {{0}} places along axis {}; it must have {{1}}", axis));
    least = arithmetic(dl::BinaryKind::Min, least, all.back());
  }
  // As long as the product stays below the numbers that there are, it does not overflow. Of no places there
  // is nothing to multiply.
  Value product = least;
  for (Value size : all) {
    Value factor = arithmetic(dl::BinaryKind::Max, number(1), arithmetic(dl::BinaryKind::Mul, least, size));
    require(dl::CompareKind::Le, product, arithmetic(dl::BinaryKind::Div, numbers, factor),
            "has an element of less numbers than its sizes say");
    product = arithmetic(dl::BinaryKind::Mul, product, factor);
  }
  require(dl::CompareKind::Eq, numbers, product, "has an element of {0} numbers with sizes for {1}");
}

// What an element of a list is of: its lists and enums.
void Files::requireWithin(const Val &value, const std::string &path) {
  if (value.type->isLeaf() || value.type->kind == Type::Kind::grad || value.type->members.empty())
    return;
  if (value.type->kind == Type::Kind::list) {
    at = named(joinedPath(path, "len"));
    require(dl::CompareKind::Ge, value.leaf(), number(0), "is {0}, which is no length");
    return requireList(value, path);
  }
  at = named(joinedPath(path, value.type->members.front().name));
  if (value.type->kind == Type::Kind::enumeration)
    requireVariant(value.leaf(), value.type);
  for (auto [k, member] : llvm::enumerate(value.type->members))
    requireWithin(check.member(value, k), named(joinedPath(path, member.name)));
}

Val Files::read(const TypeRef &wanted, Value path, const Val &as) {
  FileNodes nodes(check, range, wanted);
  const TypeRef &type = nodes.plain();
  const Val like = nodes.like(as);
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
  return nodes.read(check.refresh(value, range));
}

// ---- the calls

Val Checker::saveCall(const CallExpr &given) {
  auto args = exactly(2, "save", given, nullptr, nullptr);
  if (!args)
    return make(errorType(), {});
  Val what = settle((*args)[0], given.range);
  if (what.isError() && !what.fn)
    return what;
  if (what.fn || what.parts)
    return error(DiagCode::type_mismatch, given.range,
                 "a function cannot be saved; `save` takes a value, then a path");
  FileNodes nodes(*this, given.range, what.type);
  if (const char *part = Files::missing(nodes))
    return notBuilt(given.range, fmt::format("{} in a file", part));
  if ((*args)[1].type->kind != Type::Kind::str)
    return error(DiagCode::type_mismatch, given.range, "`save` takes a value, then a path");
  std::vector<std::string> names = Files::names(nodes.plain());
  llvm::SmallVector<llvm::StringRef> refs(names.begin(), names.end());
  llvm::SmallVector<Value> tensors;
  Files(*this, given.range).written(nodes.written(what), tensors);
  emit<dl::SaveOp>(given.range, (*args)[1].leaf(), tensors, builder.getStrArrayAttr(refs));
  return unit();
}

// A value of the first argument's type, with its sizes where the type has not `?`.
Val Checker::loadCall(const CallExpr &given) {
  if (placesOf(given).size() == 1) {
    diags.error(DiagCode::wrong_arguments, given.range, "`load` takes 2 arguments; 1 given")
        .help("`load(m, path)` gives a value of the type of `m`, such as a network that was just made");
    return make(errorType(), {});
  }
  auto args = exactly(2, "load", given, nullptr, nullptr);
  if (!args)
    return make(errorType(), {});
  Val like = settle((*args)[0], given.range);
  if (like.isError() && !like.fn)
    return like;
  if (like.fn || (*args)[1].type->kind != Type::Kind::str)
    return error(DiagCode::type_mismatch, given.range,
                 "`load` takes a value of the type to load, then a path");
  FileNodes nodes(*this, given.range, like.type);
  if (const char *part = Files::missing(nodes))
    return notBuilt(given.range, fmt::format("{} in a file", part));
  return Files(*this, given.range).read(reopened(dims, like.type, frame.types.dims), (*args)[1].leaf(), like);
}

} // namespace dual::check
