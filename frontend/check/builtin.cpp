// Built-in functions: who handles which, arguments, elementwise functions, shapes, reductions, random draws.
#include "frontend/check/bare_numbers.h"
#include "frontend/check/builtins.h"
#include "frontend/check/checker.h"
#include "frontend/check/index.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

namespace {
enum class Group { Unary, Reduction, Shape, Text, Order, Random, Draw, Effect, File, Transform };
struct Entry {
  Group group;
  const char *named = ""; // the parameters that are given by name
  dl::UnaryKind unary = dl::UnaryKind::Neg;
};
const std::map<std::string, Entry> &table() {
  static const std::map<std::string, Entry> entries = {
#define UNARY(name, kind) {name, {Group::Unary, "", dl::UnaryKind::kind}},
#define BUILTIN(name, group, named) {name, {Group::group, named}},
#include "frontend/check/builtins.def"
#undef UNARY
#undef BUILTIN
  };
  return entries;
}
} // namespace

bool isBuiltin(const std::string &name) { return table().count(name) != 0; }

std::vector<std::string> builtinNames() {
  std::vector<std::string> names = {"true", "false", "inf", "nan", "pi"};
  for (auto &[name, entry] : table())
    names.push_back(name);
  return names;
}

std::vector<std::string> builtinsOf(const std::string &module) {
  std::vector<std::string> names;
  for (auto &[name, entry] : table())
    if (llvm::StringRef rest = name; rest.consume_front(module + "."))
      names.push_back(rest.str());
  return names;
}

const Argument *Checker::named(const CallExpr &given, const std::string &name) {
  for (const Argument &arg : given.args)
    if (arg.name && arg.name->text == name)
      return &arg;
  return nullptr;
}

std::vector<Val> Checker::positional(const CallExpr &given, const Val *piped, const TypeRef &expected) {
  return positionalExpecting(given, piped, [&](llvm::ArrayRef<Val>, const Expr &) { return expected; });
}

// `expecting`: what the place of an argument says of it, once those before it are known.
std::vector<Val> Checker::positionalExpecting(const CallExpr &given, const Val *piped, Expecting expecting) {
  std::vector<Val> values;
  if (piped)
    values.push_back(*piped);
  for (const Argument &arg : given.args)
    if (!arg.name)
      values.push_back(expr(*arg.value, expecting(values, *arg.value)));
  return values;
}

llvm::SmallVector<const Expr *> Checker::placesOf(const CallExpr &given) {
  llvm::SmallVector<const Expr *> places;
  for (const Argument &arg : given.args)
    if (!arg.name)
      places.push_back(arg.value.get());
  return places;
}

std::vector<Val> Checker::operandsOf(const CallExpr &given, const Val *piped, const TypeRef &wanted) {
  std::vector<Val> values = operands(placesOf(given), nullptr, wanted, piped);
  if (piped)
    values.insert(values.begin(), *piped);
  return values;
}

bool Checker::takesNamed(const CallExpr &given, const std::string &name, llvm::StringRef allowed) {
  llvm::SmallVector<llvm::StringRef> words;
  allowed.split(words, ' ', -1, /*KeepEmpty=*/false);
  for (const Argument &arg : given.args)
    if (arg.name && !llvm::is_contained(words, arg.name->text)) {
      unknownParameter(name, *arg.name, {}, {words.begin(), words.end()});
      return false;
    }
  return true;
}

// The arguments, when there are `count` of them and none is wrong already.
std::optional<std::vector<Val>> Checker::exactly(size_t count, const std::string &name, const CallExpr &given,
                                                 const Val *piped, const TypeRef &expected) {
  return exactly(count, name, given, positional(given, piped, expected));
}

std::optional<std::vector<Val>> Checker::exactly(size_t count, const std::string &name, const CallExpr &given,
                                                 std::vector<Val> values) {
  for (const Val &each : values)
    if (each.isError() && !each.literal && !each.fn)
      return std::nullopt;
  if (values.size() == count)
    return values;
  error(DiagCode::wrong_arguments, given.range,
        fmt::format("`{}` takes {}; {} given", name, counted(count, "argument"), values.size()));
  return std::nullopt;
}

Val Checker::builtin(const std::string &name, const CallExpr &given, const Val *piped,
                     const TypeRef &expected) {
  mlir::Type element = dtypeNamed(*builder.getContext(), name);
  if (!takesNamed(given, name, element ? "" : table().at(name).named))
    return make(errorType(), {});
  if (element)
    return convert(element, given, piped);
  const Entry &entry = table().at(name);
  bool takesSizes = entry.group == Group::Random || name == "zeros" || name == "ones" || name == "arange";
  if (piped && takesSizes)
    return error(DiagCode::wrong_arguments, given.range,
                 fmt::format("`{0}` takes sizes, and nothing from a pipe: write `{0}(...)`", name));
  switch (entry.group) {
  case Group::Unary:
    return elementwise(int(entry.unary), given, piped, expected);
  case Group::Reduction:
    return reduction(name, given, piped, expected);
  case Group::Shape:
    return shapeCall(name, given, piped, expected);
  case Group::Text:
    return textCall(name, given, piped);
  case Group::Order:
    return orderCall(name, given, piped);
  case Group::Random:
    return random(name == "uniform" ? int(dl::RandomKind::Uniform) : int(dl::RandomKind::Normal), given);
  case Group::Draw:
    return draw(name, given, piped);
  case Group::Effect:
    return effect(name, given, piped, expected);
  case Group::File:
    return fileCall(name, given, expected);
  case Group::Transform:
    return transform(name, given, piped);
  }
  return make(errorType(), {});
}

static bool isFloat(const TypeRef &type) {
  return type && type->isTensor() && mlir::isa_and_nonnull<mlir::FloatType>(type->element);
}

// A function of floats makes floats of bare integers: of which dtype, the place may say.
TypeRef Checker::floatAsked(const TypeRef &expected) {
  return tensorType(isFloat(expected) ? expected->element : mlir::Type(builder.getF32Type()));
}

Val Checker::elementwise(int kind, const CallExpr &given, const Val *piped, const TypeRef &expected) {
  auto unaryKind = static_cast<dl::UnaryKind>(kind);
  std::string name = dl::stringifyUnaryKind(unaryKind).str();
  bool anyNumber =
      unaryKind == dl::UnaryKind::Abs || unaryKind == dl::UnaryKind::Relu || unaryKind == dl::UnaryKind::Sign;
  TypeRef asked = anyNumber && !isFloat(expected) ? nullptr : floatAsked(expected);
  auto expecting = [&](llvm::ArrayRef<Val>, const Expr &arg) {
    return !anyNumber && (isBareBrackets(arg) || bareFloat(arg)) ? asked : expected;
  };
  auto args = exactly(1, name, given, positionalExpecting(given, piped, expecting));
  if (!args)
    return make(errorType(), {});
  Val x = args->front();
  if (x.literal)
    x = asked ? coerce(x, asked, given.range, "the number") : settle(x, given.range);
  if (x.isError() && !x.fn)
    return x;
  if (!x.type->isTensor() || x.type->element.isInteger(1) || (!isFloat(x.type) && !anyNumber)) {
    auto report = diags.error(DiagCode::type_mismatch, given.range,
                              fmt::format("`{}` does not apply to `{}`", name, text(x.type)));
    if (x.type->isTensor() && !x.type->element.isInteger(1))
      report.help("`f32(n)` makes a float of an integer");
    return make(errorType(), {});
  }
  return make(x.type, {emit<dl::UnaryOp>(given.range, x.leaf().getType(), unaryKind, x.leaf())});
}

Val Checker::convert(mlir::Type element, const CallExpr &given, const Val *piped) {
  auto args = exactly(1, dtypeText(element), given, piped, tensorType(element));
  if (!args)
    return make(errorType(), {});
  Val x = args->front();
  if (x.literal) // `i64(2.7)` of a literal is an error, `f64(0.1)` is exact
    return materialize(x, element, given.args.empty() ? given.range : given.args.front().value->range);
  if (!x.type->isTensor())
    return error(DiagCode::type_mismatch, given.range,
                 fmt::format("`{}` cannot be converted to `{}`", text(x.type), dtypeText(element)));
  if (element.isInteger(1) && !x.type->element.isInteger(1))
    return error(DiagCode::type_mismatch, given.range, "numbers become `bool` only by comparison");
  if (x.type->element == element)
    return x;
  TypeRef type = tensorType(element, x.type->shape);
  Val result = make(type, {emit<dl::CastOp>(given.range, mlirType(type), x.leaf())});
  if (element.isInteger(64))
    result.dim = x.dim;
  return result;
}

// ---- reductions

static ReductionOp reductionNamed(const std::string &name) {
  static const char *names[] = {"sum", "prod", "max", "min", "mean", "any", "all", "argmax", "argmin"};
  for (int k = 0; k < 9; ++k)
    if (name == names[k])
      return static_cast<ReductionOp>(k);
  return ReductionOp::sum;
}

// Axes known at compile time: `1`, `-1`, a `const`, or a tuple of them.
std::optional<std::vector<int64_t>> Checker::axes(const Expr &given, size_t rank) {
  std::vector<int64_t> result;
  auto one = [&](const Expr &axis) {
    Val at = settle(expr(axis), axis.range);
    bool known = !at.isError() && ((at.constant && std::holds_alternative<int64_t>(*at.constant)) ||
                                   (at.dim && at.dim->isConstant()));
    if (!known) {
      if (!at.isError())
        error(DiagCode::bad_axis, axis.range, "an axis must be known at compile time");
      return false;
    }
    int64_t value = at.constant ? std::get<int64_t>(*at.constant) : at.dim->constant();
    int64_t wrapped = value < 0 ? value + static_cast<int64_t>(rank) : value;
    if (wrapped < 0 || wrapped >= static_cast<int64_t>(rank)) {
      error(DiagCode::bad_axis, axis.range,
            fmt::format("there is no axis {} in a tensor of rank {}", value, rank));
      return false;
    }
    result.push_back(wrapped);
    return true;
  };
  if (auto *tuple = given.as<TupleExpr>()) {
    for (const ExprPtr &element : tuple->elements)
      if (!one(*element))
        return std::nullopt;
  } else if (!one(given)) {
    return std::nullopt;
  }
  std::sort(result.begin(), result.end());
  return result;
}

Val Checker::reduction(const std::string &name, const CallExpr &given, const Val *piped,
                       const TypeRef &expected) {
  bool extremum = name == "max" || name == "min";
  bool ofTwo = placesOf(given).size() + (piped ? 1 : 0) == 2;
  bool keepsDtype = isFloat(expected) && (extremum || name == "sum" || name == "prod");
  TypeRef asked = keepsDtype || name == "mean" ? floatAsked(expected) : nullptr;
  auto expecting = [&](llvm::ArrayRef<Val>, const Expr &arg) {
    auto *list = arg.as<ListExpr>();
    std::optional<bool> ofFloats = list ? bareFloats(*list) : std::nullopt;
    return ofFloats && (*ofFloats || name == "mean") ? asked : nullptr;
  };
  std::vector<Val> args =
      ofTwo ? operandsOf(given, piped, asked) : positionalExpecting(given, piped, expecting);
  for (const Val &each : args)
    if (each.isError() && !each.literal)
      return make(errorType(), {});
  if (extremum && args.size() == 2) {
    if (!takesNamed(given, name, ""))
      return make(errorType(), {});
    if (!agree(args[0], args[1], given.range, expected) || !broadcastTogether(args[0], args[1], given.range))
      return make(errorType(), {});
    auto kind = name == "max" ? dl::BinaryKind::Max : dl::BinaryKind::Min;
    return make(args[0].type, {emit<dl::BinaryOp>(given.range, args[0].leaf().getType(), kind, args[0].leaf(),
                                                  args[1].leaf())});
  }
  if (args.size() != 1 || args[0].literal || !args[0].type->isTensor() || args[0].type->shape.empty())
    return error(DiagCode::wrong_arguments, given.range,
                 fmt::format("`{}` takes one tensor{}", name, extremum ? ", or two values" : ""));
  std::vector<int64_t> over;
  if (const Argument *axis = named(given, "axis")) {
    auto known = axes(*axis->value, args[0].type->shape.size());
    if (!known)
      return make(errorType(), {});
    over = *known;
  } else {
    for (size_t k = 0; k < args[0].type->shape.size(); ++k)
      over.push_back(k);
  }
  bool keep = false;
  if (const Argument *given_ = named(given, "keep"))
    if (Val flag = expr(*given_->value); flag.constant && std::holds_alternative<bool>(*flag.constant))
      keep = std::get<bool>(*flag.constant);
  return reduce(reductionNamed(name), args[0], over, keep, given.range);
}

// The best of nothing does not exist, but for floats, where it is an infinity.
bool Emitter::requireElements(ReductionOp op, llvm::ArrayRef<Dim> shape, llvm::ArrayRef<int64_t> over,
                              SourceRange range) {
  Dim count = 1;
  for (int64_t axis : over)
    count = count * shape[axis];
  std::string message = fmt::format("`{}` of no elements", spelling(op));
  if (count.isConstant()) {
    if (count.constant() == 0)
      error(DiagCode::bad_size, range, message);
    return count.constant() != 0;
  }
  Value some = emit<dl::CompareOp>(range, builder.getI1Type(), dl::CompareKind::Ne, dimValue(count),
                                   intConstant(0).leaf());
  emit<dl::CheckOp>(range, some, message, "VALUE", mlir::ValueRange{});
  return true;
}

bool appliesTo(ReductionOp op, mlir::Type element) {
  bool flags = op == ReductionOp::any || op == ReductionOp::all;
  return flags == element.isInteger(1) && (op != ReductionOp::mean || mlir::isa<mlir::FloatType>(element));
}

Val Emitter::reduce(ReductionOp op, const Val &given, std::vector<int64_t> over, bool keep,
                    SourceRange range) {
  Val x = given;
  mlir::Type element = x.type->element;
  if (!appliesTo(op, element))
    return error(DiagCode::type_mismatch, range,
                 fmt::format("`{}` does not apply to `{}`", spelling(op), text(x.type)));
  bool position = op == ReductionOp::argmax || op == ReductionOp::argmin;
  if (x.type->shape.empty() || (position && over.size() > 1)) { // `all[s...]` where `s` has no axes
    if (x.type->shape.size() != over.size())
      return notBuilt(range, fmt::format("`{}` over several of the axes", spelling(op)));
    Dim count = 1;
    for (const Dim &dim : x.type->shape)
      count = count * dim;
    TypeRef flat = tensorType(element, {count});
    x = make(flat, {emit<dl::ReshapeOp>(range, mlirType(flat), x.leaf(), dynamicSizes(flat->shape))});
    over = {0};
  }
  bool isBest = position ||
                ((op == ReductionOp::max || op == ReductionOp::min) && !mlir::isa<mlir::FloatType>(element));
  if (isBest && !requireElements(op, x.type->shape, over, range))
    return make(errorType(), {});
  std::vector<Dim> shape, kept;
  for (size_t axis = 0; axis < x.type->shape.size(); ++axis) {
    bool reduced = llvm::is_contained(over, static_cast<int64_t>(axis));
    kept.push_back(reduced ? Dim(1) : x.type->shape[axis]);
    if (!reduced)
      shape.push_back(x.type->shape[axis]);
  }
  TypeRef type = tensorType(position ? mlir::Type(builder.getI64Type()) : element, shape);
  Val result = make(
      type, {emit<dl::ReduceOp>(range, mlirType(type), static_cast<dl::ReduceKind>(op), x.leaf(), over)});
  if (!keep)
    return result;
  type = tensorType(type->element, kept);
  return make(type, {emit<dl::ReshapeOp>(range, mlirType(type), result.leaf(), dynamicSizes(kept))});
}

// ---- random draws

// An int, or a tuple of them and texts, folded from the left.
Value Emitter::foldSeed(const Val &given, SourceRange range) {
  Val seed = settle(given, range);
  if (seed.isError())
    return {};
  if (seed.type->isScalar() && seed.type->element.isInteger(64))
    return seed.leaf();
  Value folded;
  for (size_t k = 0; seed.type->kind == Type::Kind::tuple && k < seed.type->members.size(); ++k) {
    Val part = member(seed, k);
    if (!part.type->isScalar() || !part.type->element.isInteger(64))
      break;
    folded =
        k == 0 ? part.leaf() : Value(emit<dl::FoldSeedOp>(range, builder.getI64Type(), folded, part.leaf()));
    if (k + 1 == seed.type->members.size())
      return folded;
  }
  error(DiagCode::type_mismatch, range,
        fmt::format("`seed` is `{}`; expected an `int` or a tuple of them", text(seed.type)));
  return {};
}

Value Checker::seedArgument(const CallExpr &given) {
  const Argument *seed = named(given, "seed");
  if (!seed) {
    error(DiagCode::wrong_arguments, given.range, "random draws are functions of a seed: say `seed: ...`");
    return {};
  }
  return foldSeed(expr(*seed->value), seed->value->range);
}

Val Checker::random(int kind, const CallExpr &given) {
  auto shape = shapeArguments(given, 0);
  Value seed = seedArgument(given);
  mlir::Type element = dtypeArgument(given, nullptr);
  if (!shape || !seed || !element)
    return make(errorType(), {});
  if (!mlir::isa<mlir::FloatType>(element))
    return error(DiagCode::type_mismatch, given.range,
                 fmt::format("random draws are floats; `T` is `{}`", dtypeText(element)));
  TypeRef type = tensorType(element, *shape);
  return make(type, {emit<dl::RandomOp>(given.range, mlirType(type), static_cast<dl::RandomKind>(kind), seed,
                                        dynamicSizes(*shape))});
}

} // namespace dual::check
