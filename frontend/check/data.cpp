// Effects, files and the family of functions on rows: npz, split, batches, save, load.
#include "frontend/check/checker.h"
#include "frontend/check/static_size.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

Val Checker::effect(const std::string &name, const CallExpr &given, const Val *piped,
                    const TypeRef &expected) {
  if (name == "fails")
    return failsCall(given);
  if (frame.pure && name != "fail")
    return error(effectCode(frame.pure), given.range,
                 fmt::format("`{}` has an effect, which {} cannot have", name, frame.pure));
  if (frame.instance && name != "fail" && name != "progress")
    frame.instance->effects = true;
  if (name == "clock")
    return scalar(emit<dl::ClockOp>(given.range, builder.getF64Type()));
  if (name == "print")
    return printCall(given, piped);
  auto args = exactly(1, name, given, piped, nullptr);
  if (!args)
    return make(errorType(), {});
  Val arg = args->front();
  if (name == "progress") {
    if (!arg.rows)
      return error(DiagCode::type_mismatch, given.range,
                   fmt::format("`progress` takes a list of batches; this is `{}`", text(arg.type)));
    arg.rows = std::make_shared<Rows>(*arg.rows);
    arg.rows->progress = true;
    return arg;
  }
  if (arg.type->kind != Type::Kind::str)
    return error(DiagCode::type_mismatch, given.range,
                 fmt::format("`{}` takes a text; this is `{}`", name, text(arg.type)));
  if (name == "exists")
    return scalar(emit<dl::ExistsOp>(given.range, builder.getI1Type(), arg.leaf()));
  emit<dl::CheckOp>(given.range, boolConstant(false).leaf(), "{0}", "FAIL", mlir::ValueRange{arg.leaf()});
  return expected && !expected->isError() ? zeroOf(expected)
                                          : unit(); // never reached: it fits wherever a value is wanted
}

// One blank between the values.
Val Checker::printCall(const CallExpr &given, const Val *piped) {
  std::vector<std::string> pieces = {""}, specs;
  llvm::SmallVector<Value> values;
  std::vector<Val> args = positional(given, piped);
  for (size_t k = 0; k < args.size(); ++k) {
    Val arg = settle(args[k], given.range);
    if (arg.isError())
      return arg;
    if (arg.fn || arg.parts)
      return error(DiagCode::type_mismatch, given.range,
                   fmt::format("a {} cannot be printed",
                               arg.fn && arg.fn->kind == FnValue::Kind::module ? "module" : "function"));
    if (k)
      pieces.back() += " ";
    if (args.size() == 1 && arg.type->kind == Type::Kind::str) {
      emit<dl::PrintOp>(given.range, arg.leaf());
      return unit();
    }
    appendText(arg, "", pieces, specs, values);
  }
  emit<dl::PrintOp>(given.range, formatted(pieces, specs, values, given.range).leaf());
  return unit();
}

Val Checker::fileCall(const std::string &name, const CallExpr &given, const TypeRef &expected) {
  if (name == "data.split")
    return dataSplit(given);
  if (name == "data.batches")
    return dataBatches(given);
  if (frame.pure)
    return error(effectCode(frame.pure), given.range,
                 fmt::format("`{}` has an effect, which {} cannot have", name, frame.pure));
  if (frame.instance)
    frame.instance->effects = true;
  if (name == "data.npz")
    return dataNpz(given, expected);
  if (name == "data.csv")
    return dataCsv(given, expected);
  return name == "save" ? saveCall(given) : loadCall(given);
}

// The annotation is the promise: dtype, rank and every size is checked against the file.
Val Checker::dataNpz(const CallExpr &given, const TypeRef &expected) {
  std::vector<Val> args = positional(given, nullptr);
  if (args.empty() || args[0].isError() || args[0].type->kind != Type::Kind::str)
    return args.empty() || !args[0].isError()
               ? error(DiagCode::wrong_arguments, given.range, "`data.npz` takes a path, then names")
               : args[0];
  std::vector<std::string> names;
  for (size_t k = 1; k < args.size(); ++k)
    if (args[k].constant && std::holds_alternative<std::string>(*args[k].constant))
      names.push_back(std::get<std::string>(*args[k].constant));
  return readArrays(given, expected, args[0].leaf(), names, "arrays");
}

// Columns from left to right: one for a tensor of rank 1, as many as a tensor of rank 2 has.
Val Checker::dataCsv(const CallExpr &given, const TypeRef &expected) {
  std::vector<Val> args = positional(given, nullptr);
  if (args.size() != 1 || args[0].isError() || args[0].type->kind != Type::Kind::str)
    return args.size() != 1 || !args[0].isError()
               ? error(DiagCode::wrong_arguments, given.range, "`data.csv` takes a path")
               : args[0];
  bool header = false;
  if (const Argument *option = named(given, "header")) {
    Val value = expr(*option->value);
    if (!value.constant || !std::holds_alternative<bool>(*value.constant))
      return error(DiagCode::wrong_arguments, option->range, "`header` is `true` or `false`");
    header = std::get<bool>(*value.constant);
  }
  for (const Leaf &leaf : expected && !expected->isError() ? leavesOf(expected) : std::vector<Leaf>()) {
    size_t rank = leaf.type->isTensor() ? leaf.type->shape.size() : 0;
    if (rank < 1 || rank > 2 || (rank == 2 && !leaf.type->shape[1].isConstant()))
      return error(
          DiagCode::type_mismatch, given.range,
          fmt::format(
              "`{}` is not columns of a table; expected `T[N]`, or `T[N, 4]` with a number of columns",
              text(leaf.type)));
  }
  return readArrays(given, expected, args[0].leaf(), {}, header ? "csv header" : "csv");
}

// What no file holds yet of the type; null: all can be written.
static const char *notInFiles(const TypeRef &type) {
  return holdsEnum(type) ? "an enum" : holdsList(type) ? "a list" : nullptr;
}

// Without names those of the leaves.
Val Checker::readArrays(const CallExpr &given, const TypeRef &expected, Value path,
                        std::vector<std::string> names, const char *format) {
  if (!expected || expected->isError())
    return error(DiagCode::cannot_infer, given.range,
                 fmt::format("what is in a file needs a type: `let d: Digits[N] = {}(...)`",
                             sources.text(given.callee->range)));
  if (const char *part = notInFiles(expected))
    return notBuilt(given.range, fmt::format("{} in a file", part));
  auto leaves = leavesOf(expected);
  if (names.empty())
    for (const Leaf &leaf : leaves)
      names.push_back(leaf.path);
  if (names.size() != leaves.size())
    return error(DiagCode::wrong_arguments, given.range,
                 fmt::format("{} names for {} arrays", names.size(), leaves.size()));
  llvm::SmallVector<llvm::StringRef> nameRefs(names.begin(), names.end());
  llvm::SmallVector<mlir::Type> types;
  for (const Leaf &leaf : leaves)
    types.push_back(mlirType(leaf.type));
  auto read = emit<dl::ReadArraysOp>(given.range, types, path, builder.getStrArrayAttr(nameRefs),
                                     builder.getStringAttr(format));
  for (size_t k = 0; k < leaves.size(); ++k)
    fixSizes(given, read.getResult(k), leaves[k].type, names[k]);
  return make(expected, llvm::SmallVector<Value>(read.getResults()));
}

// A symbol that has no value yet gets the first size it stands for; the others must equal it.
void Checker::fixSizes(const CallExpr &given, Value array, const TypeRef &type, const std::string &name) {
  for (size_t axis = 0; axis < type->shape.size(); ++axis) {
    const Dim &dim = type->shape[axis];
    if (isStaticSize(dim))
      continue;
    Value size = emit<dl::DimOp>(given.range, array, axis);
    int atom = dim.bareAtom();
    if (atom >= 0 && !frame.dimValues.count(atom)) {
      frame.dimValues[atom] = size;
      continue;
    }
    Value same =
        emit<dl::CompareOp>(given.range, builder.getI1Type(), dl::CompareKind::Eq, size, dimValue(dim));
    emit<dl::CheckOp>(given.range, same,
                      fmt::format("`{}` has size {{0}} along axis {}; `{}` is {{1}}", name, axis, text(dim)),
                      "DIM", mlir::ValueRange{size, dimValue(dim)});
  }
}

// The number of rows: all leaves share the first size.
std::optional<Dim> Emitter::rowCount(const Val &given, SourceRange range) {
  std::optional<Dim> rows;
  if (given.literal || given.fn) {
    error(DiagCode::type_mismatch, range, fmt::format("a {} has no rows", given.fn ? "function" : "number"));
    return std::nullopt;
  }
  for (const Leaf &leaf : leavesOf(given.type)) {
    if (!leaf.type->isTensor() || leaf.type->shape.empty() ||
        (rows && !(*rows == leaf.type->shape.front()))) {
      error(DiagCode::type_mismatch, range,
            fmt::format("`{}` has no rows: its tensors must share their first size", text(given.type)));
      return std::nullopt;
    }
    rows = leaf.type->shape.front();
  }
  return rows;
}

// The same structure with other rows: the first size of every leaf is replaced.
Val Emitter::takeRows(const Val &given, Value order, const Dim &count, SourceRange range) {
  auto rows = rowCount(given, range);
  Val result;
  result.type = mapDims(given.type, [&](const Dim &dim) { return dim == *rows ? count : dim; });
  Val index = make(tensorType(builder.getI64Type(), {count}), {order});
  for (size_t k = 0; k < given.leaves.size(); ++k) {
    Val leaf = make(leavesOf(given.type)[k].type, {given.leaves[k]});
    std::vector<Dim> shape = leaf.type->shape;
    shape.front() = count;
    llvm::SmallVector<int64_t> from = {-1}, axes = {0};
    for (size_t axis = 1; axis < shape.size(); ++axis)
      from.push_back(axis);
    Value spread = index.leaf();
    if (shape.size() > 1)
      spread = emit<dl::BroadcastOp>(range, mlirType(tensorType(builder.getI64Type(), shape)), spread,
                                     dynamicSizes(shape), axes);
    TypeRef type = tensorType(leaf.type->element, shape);
    result.leaves.push_back(
        emit<dl::GatherOp>(range, mlirType(type), leaf.leaf(), mlir::ValueRange{spread}, from));
  }
  return result;
}

Value Emitter::permutation(const Dim &count, Value seed, SourceRange range) {
  return emit<dl::PermutationOp>(range, mlirType(tensorType(builder.getI64Type(), {count})), dimValue(count),
                                 seed);
}

Value Emitter::sliceRows(Value order, Value begin, const Dim &count, SourceRange range) {
  return emit<dl::SliceOp>(range, mlirType(tensorType(builder.getI64Type(), {count})), order,
                           mlir::ValueRange{begin}, mlir::ValueRange{dimValue(count)},
                           llvm::ArrayRef<int64_t>{1});
}

// data.split(d, 0.8, seed: 1): floor(0.8 * N) shuffled rows, and the others.
Val Checker::dataSplit(const CallExpr &given) {
  auto args = exactly(2, "data.split", given, nullptr, tensorType(builder.getF64Type()));
  Value seed = args ? seedArgument(given) : Value();
  if (!args || !seed)
    return make(errorType(), {});
  Val source = (*args)[0], fraction = (*args)[1];
  fraction = coerce(fraction, tensorType(builder.getF64Type()), given.args[1].range, "the fraction");
  auto rows = rowCount(source, given.range);
  if (fraction.isError() || !rows)
    return make(errorType(), {});
  Value total = emit<dl::CastOp>(given.range, builder.getF64Type(), dimValue(*rows));
  Value product =
      emit<dl::BinaryOp>(given.range, builder.getF64Type(), dl::BinaryKind::Mul, total, fraction.leaf());
  Value whole = emit<dl::CastOp>(given.range, builder.getI64Type(), product);
  Dim first = freshDim("?", whole, given.range);
  requireInside(Dim(0), first, *rows, given.args[1].range);
  Dim second = freshDim("?", dimValue(*rows - first), given.range);
  Value order = permutation(*rows, seed, given.range);
  Val parts[2] = {
      takeRows(source, sliceRows(order, intConstant(0).leaf(), first, given.range), first, given.range),
      takeRows(source, sliceRows(order, dimValue(first), second, given.range), second, given.range)};
  Val result = make(tupleType({parts[0].type, parts[1].type}), {});
  for (const Val &part : parts)
    result.leaves.append(part.leaves.begin(), part.leaves.end());
  return result;
}

// data.batches(d, 64, seed: 1): shuffled rows, 64 at a time; the last batch may be smaller.
Val Checker::dataBatches(const CallExpr &given) {
  auto args = exactly(2, "data.batches", given, nullptr, tensorType(builder.getI64Type()));
  Value seed = args ? seedArgument(given) : Value();
  if (!args || !seed)
    return make(errorType(), {});
  Val size = coerce((*args)[1], tensorType(builder.getI64Type()), given.args[1].range, "the size of a batch");
  auto rows = rowCount((*args)[0], given.range);
  if (size.isError() || !rows)
    return make(errorType(), {});
  Value positive = emit<dl::CompareOp>(given.range, builder.getI1Type(), dl::CompareKind::Gt, size.leaf(),
                                       intConstant(0).leaf());
  emit<dl::CheckOp>(given.args[1].range, positive, "the size of a batch is {0}; it must be at least 1",
                    "VALUE", mlir::ValueRange{size.leaf()});
  auto type = std::make_shared<Type>();
  type->kind = Type::Kind::rows;
  type->inner = mapDims((*args)[0].type, [&](const Dim &dim) { return dim == *rows ? Dim::unknown() : dim; });
  Val result = make(type, {});
  result.rows = std::make_shared<Rows>();
  result.rows->source = std::make_shared<Val>((*args)[0]);
  result.rows->order = permutation(*rows, seed, given.range);
  result.rows->size = size.leaf();
  return result;
}

// The rows from `begin` on, as many as a batch has, or as are left.
Val Emitter::batchAt(const Rows &rows, Value begin, SourceRange range) {
  Value total = dimValue(*rowCount(*rows.source, range));
  Value left = emit<dl::BinaryOp>(range, total.getType(), dl::BinaryKind::Sub, total, begin);
  Value size = emit<dl::BinaryOp>(range, total.getType(), dl::BinaryKind::Min, left, rows.size);
  Dim here = freshDim("?", size, range);
  Val batch = takeRows(*rows.source, sliceRows(rows.order, begin, here, range), here, range);
  if (rows.progress)
    emit<dl::ProgressOp>(range, emit<dl::BinaryOp>(range, total.getType(), dl::BinaryKind::Add, begin, size),
                         total);
  return batch;
}

void Checker::forRows(const ForStmt &stmt, const Val &given) {
  SourceRange range = stmt.iterable->range;
  Value total = dimValue(*rowCount(*given.rows->source, range));
  countedLoop(stmt, *stmt.body, intConstant(0).leaf(), total, given.rows->size,
              [&](Value at) { bindPattern(*stmt.pattern, batchAt(*given.rows, at, range), false); });
}

} // namespace dual::check
