// What source says of lists: methods, subscripts, literals, printing.
#include "frontend/check/list.h"
#include "frontend/check/wording.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

// ---- methods

Val ListUse::method(const FnValue &fn, const CallExpr &call) {
  Val list = check.value(*fn.receiver);
  if (list.isError())
    return list;
  return fn.name == "push" ? push(*fn.receiver, list, call) : pop(*fn.receiver, list, call);
}

Val ListUse::push(const Expr &place, const Val &list, const CallExpr &call) {
  if (call.args.size() != 1 || call.args[0].name)
    return check.error(DiagCode::wrong_arguments, call.range,
                       fmt::format("`push` takes 1 argument; {} given", call.args.size()));
  const Expr &given = *call.args[0].value;
  Val element =
      check.coerce(check.expr(given, list.type->inner), list.type->inner, given.range, "the element");
  if (element.isError())
    return element;
  check.store(place, pushed(list, element));
  return check.unit();
}

Val ListUse::pop(const Expr &place, const Val &list, const CallExpr &call) {
  if (!call.args.empty())
    return check.error(DiagCode::wrong_arguments, call.range,
                       fmt::format("`pop` takes 0 arguments; {} given", call.args.size()));
  require(dl::CompareKind::Gt, list.leaf(), columns.number(0), call.range,
          fmt::format("`{}` is empty", check.sources.text(place.range)), {});
  Val rest = withoutLast(list);
  Val last = element(list, rest.leaf());
  check.store(place, rest);
  return last;
}

Val Checker::listMember(const Val &given, const MemberExpr &expr) {
  const std::string &name = expr.member.text;
  if (name == "len")
    return Lists(*this, expr.range).length(listed(given, expr.range));
  if ((name != "push" && name != "pop") || given.rows)
    return unknownMember(given.type, expr.member);
  Val result = make(functionType(), {});
  result.fn = std::make_shared<FnValue>();
  result.fn->kind = FnValue::Kind::list;
  result.fn->name = name;
  result.fn->receiver = expr.object.get();
  return result;
}

// ---- loops

void Checker::forList(const ForStmt &stmt, const Val &list) {
  Lists lists(*this, stmt.iterable->range);
  countedLoop(stmt, *stmt.body, intConstant(0).leaf(), list.leaf(), intConstant(1).leaf(),
              [&](Value at) { bindPattern(*stmt.pattern, lists.element(list, at), false); });
}

// The batches of `data.batches` as a list, where something other than a loop wants them.
Val Emitter::listed(const Val &given, SourceRange range) {
  if (!given.rows)
    return given;
  const Rows &rows = *given.rows;
  TypeRef type = listType(*builder.getContext(), given.type->inner);
  Lists lists(*this, range);
  Dim total = *rowCount(*rows.source, range);
  Dim size = dimOf(scalar(rows.size), range);
  return lists.collected(
      type, dimValue(dims.quotient(total + size - Dim(1), size)), [&](Value at, const Val &so) {
        Value begin = emit<dl::BinaryOp>(range, at.getType(), dl::BinaryKind::Mul, at, rows.size);
        return lists.pushed(so, coerce(batchAt(rows, begin, range), type->inner, range, "the batch"));
      });
}

// ---- subscripts

void ListUse::require(dl::CompareKind kind, Value a, Value b, SourceRange at, const std::string &message,
                      llvm::ArrayRef<Value> values) {
  Value holds = check.emit<dl::CompareOp>(at, check.builder.getI1Type(), kind, a, b);
  check.emit<dl::CheckOp>(at, holds, message, "VALUE", mlir::ValueRange(values));
}

// A subscript, or the bound of a slice; a literal minus counts from the end.
std::optional<Value> ListUse::position(const Val &list, const Expr &given) {
  if (auto *back = literalMinus(given))
    return columns.minus(list.leaf(), columns.number(back->as<IntLiteralExpr>()->value));
  auto at = check.position(given, Dim(0));
  return at ? std::optional(at->leaf()) : std::nullopt;
}

Val ListUse::slice(const Val &list, const Subscript &given) {
  auto from = given.begin ? position(list, *given.begin) : std::optional(columns.number(0));
  auto to = given.end ? position(list, *given.end) : std::optional(list.leaf());
  if (!from || !to)
    return check.make(errorType(), {});
  std::string text(check.sources.text(given.range));
  std::string outside = fmt::format("`{}` is outside: the list has {{0}} elements", text);
  require(dl::CompareKind::Ge, *from, columns.number(0), given.range, outside, {list.leaf()});
  require(dl::CompareKind::Le, *to, list.leaf(), given.range, outside, {list.leaf()});
  require(dl::CompareKind::Le, *from, *to, given.range,
          fmt::format("`{}` ends before it begins: it goes from {{0}} to {{1}}", text), {*from, *to});
  if (given.step)
    return stepped(list, *from, *to, *given.step);
  return part(list, *from, columns.minus(*to, *from));
}

// Every step-th element.
Val ListUse::stepped(const Val &list, Value from, Value to, const Expr &given) {
  Val step = check.checkedStep(given);
  if (step.isError())
    return step;
  Value rounded = columns.plus(columns.minus(to, from), columns.minus(step.leaf(), columns.number(1)));
  Value count = check.emit<dl::BinaryOp>(range, rounded.getType(), dl::BinaryKind::Div, rounded, step.leaf());
  Dim size = check.freshDim("?", count, range);
  return taken(list, check.steppedNumbers(check.scalar(from), step, size, range));
}

Val ListUse::padded(const Val &list, Value at, const Expr &pad) {
  auto holds = [&](dl::CompareKind kind, Value bound) {
    return check.scalar(check.emit<dl::CompareOp>(range, check.builder.getI1Type(), kind, at, bound));
  };
  Val inside = check.bothHold(holds(dl::CompareKind::Ge, columns.number(0)),
                              holds(dl::CompareKind::Lt, list.leaf()), range);
  const TypeRef &type = list.type->inner;
  return check.branches(
      inside.leaf(), [&] { return element(list, at); }, [&] { return check.expr(pad, type); }, {}, type,
      range);
}

Val ListUse::subscript(const Val &list, const SubscriptExpr &given) {
  if (given.subscripts.size() != 1)
    return check.error(
        DiagCode::bad_subscript, given.range,
        fmt::format("{} for `{}`", counted(given.subscripts.size(), "subscript"), check.text(list.type)));
  const Subscript &sub = given.subscripts.front();
  if (given.pad && sub.kind != Subscript::Kind::index)
    return check.error(DiagCode::bad_subscript, sub.range, "`else` stands after one index for each axis");
  if (sub.kind == Subscript::Kind::slice)
    return slice(list, sub);
  if (sub.kind != Subscript::Kind::index)
    return check.error(DiagCode::bad_subscript, sub.range, "a list has one axis, and no `...`");
  auto at = position(list, *sub.value);
  if (!at)
    return check.make(errorType(), {});
  if (given.pad)
    return padded(list, *at, *given.pad);
  check.emit<dl::CheckRangeOp>(sub.range, *at, list.leaf(), std::string(check.sources.text(sub.range)));
  return element(list, *at);
}

Val ListUse::updated(const Val &list, const SubscriptExpr &place, const Val &given) {
  bool one = place.subscripts.size() == 1 && place.subscripts[0].kind == Subscript::Kind::index;
  if (!one)
    return check.error(DiagCode::not_assignable, place.range,
                       "one element of a list can be stored to, by its index");
  const Subscript &sub = place.subscripts.front();
  auto at = position(list, *sub.value);
  Val element = at ? check.coerce(given, list.type->inner, place.range, "the stored value")
                   : check.make(errorType(), {});
  if (element.isError())
    return element;
  check.emit<dl::CheckRangeOp>(sub.range, *at, list.leaf(), std::string(check.sources.text(sub.range)));
  return stored(list, *at, element);
}

// ---- literals

Val ListUse::literal(const ListExpr &given, const TypeRef &type) {
  std::vector<Val> elements;
  for (const ExprPtr &each : given.elements) {
    elements.push_back(check.coerce(check.expr(*each, type->inner), type->inner, each->range, "the element"));
    if (elements.back().isError())
      return elements.back();
  }
  return of(type, elements);
}

// ---- printing

// The texts of the elements are the bytes of a list of texts, one after the other.
Val Lists::text(const Val &list, const std::string &spec) {
  TypeRef texts = listType(*check.builder.getContext(), strType());
  Val pieces = collected(texts, list.leaf(), [&](Value at, const Val &so) {
    std::vector<std::string> around = {", "}, specs;
    llvm::SmallVector<Value> values;
    check.appendText(element(list, at), spec, around, specs, values, /*inside=*/true);
    return pushed(so, check.formatted(around, specs, values, range));
  });
  const Column column = columnsOf(texts).front();
  Value total = columns.numberAt(pieces.leaves[column.first + 1], list.leaf());
  Value comma =
      check.emit<dl::BinaryOp>(range, total.getType(), dl::BinaryKind::Min, total, columns.number(2));
  Value bytes = columns.rows(pieces.leaves[column.first], comma, columns.minus(total, comma));
  Value inner = check.emit<dl::TextOp>(range, dl::StrType::get(check.builder.getContext()), bytes);
  return check.formatted({"[", "]"}, {""}, {inner}, range);
}

} // namespace dual::check
