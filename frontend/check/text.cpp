// Texts: their bytes and back, their length.
#include "frontend/check/checker.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

Val Emitter::bytes(const Val &text, SourceRange range) {
  TypeRef open = tensorType(builder.getIntegerType(8, /*isSigned=*/false), {Dim::unknown()});
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
  Value good = emit<dl::IsUtf8Op>(given.range, builder.getI1Type(), arg.leaf());
  emit<dl::CheckOp>(given.range, good, fmt::format("`{}` is not UTF-8", sources.text(given.range)), "VALUE",
                    mlir::ValueRange{});
  return make(strType(), {emit<dl::TextOp>(given.range, dl::StrType::get(builder.getContext()), arg.leaf())});
}

} // namespace dual::check
