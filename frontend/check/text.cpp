// Texts: their bytes and back, their length.
#include "frontend/check/checker.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

TypeRef Emitter::bytesType() {
  return tensorType(builder.getIntegerType(8, /*isSigned=*/false), {Dim::unknown()});
}

Val Emitter::bytes(const Val &text, SourceRange range) {
  TypeRef open = bytesType();
  return refresh(make(open, {emit<dl::BytesOp>(range, mlirType(open), text.leaf())}), range);
}

// `s.len`, in bytes.
Val Checker::textMember(const Val &text, const MemberExpr &given) {
  if (given.member.text != "len")
    return unknownMember(text.type, given.member);
  Val all = bytes(text, given.range);
  Val result = scalar(dimValue(all.type->shape.front()));
  result.dim = all.type->shape.front();
  return result;
}

Val Checker::textCall(const std::string &name, const CallExpr &given, const Val *piped) {
  auto args = exactly(1, name, given, piped, nullptr);
  if (!args)
    return make(errorType(), {});
  Val arg = settle(args->front(), given.range);
  bool isText = arg.type->kind == Type::Kind::str;
  bool areBytes =
      arg.type->isTensor() && arg.type->shape.size() == 1 && arg.type->element.isUnsignedInteger(8);
  if (name == "bytes" ? !isText : !areBytes)
    return error(DiagCode::type_mismatch, given.range,
                 fmt::format("`{}` takes {}; this is `{}`", name,
                             name == "bytes" ? "a text" : "bytes, a `u8[N]`", text(arg.type)));
  if (isText)
    return bytes(arg, given.range);
  return asText(arg, given.range, fmt::format("`{}`", sources.text(given.range)));
}

Val Emitter::asText(const Val &bytes, SourceRange range, const std::string &what) {
  Value good = emit<dl::IsUtf8Op>(range, builder.getI1Type(), bytes.leaf());
  emit<dl::CheckOp>(range, good, what + " is not UTF-8", "VALUE", mlir::ValueRange{});
  return make(strType(), {emit<dl::TextOp>(range, dl::StrType::get(builder.getContext()), bytes.leaf())});
}

// `s[i]`, a byte, or `s[a:b]`, the text of these bytes.
Val Checker::textPart(const Val &given, const SubscriptExpr &part) {
  const Subscript &sub = part.subscripts.front();
  bool isSlice = sub.kind == Subscript::Kind::slice && !sub.step;
  if (part.subscripts.size() != 1 || !(isSlice || sub.kind == Subscript::Kind::index))
    return error(DiagCode::bad_subscript, part.range,
                 "a text takes an index, or a slice without a step; `bytes(s)` takes the other subscripts");
  Val result = subscriptOf(bytes(given, part.range), part);
  return isSlice && !result.isError()
             ? asText(result, part.range, fmt::format("`{}`", sources.text(part.range)))
             : result;
}

} // namespace dual::check
