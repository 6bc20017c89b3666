// `"{x:8.3}"`: texts with values in them.
#include "frontend/check/list.h"

#include "mlir/dl/Dl.h"

namespace dual::check {

using mlir::Value;

static std::string specText(const std::optional<FormatSpec> &spec) {
  if (!spec)
    return "";
  std::string text = spec->width ? std::to_string(*spec->width) : "";
  return spec->precision ? text + "." + std::to_string(*spec->precision) : text;
}

Val Checker::string(const StringExpr &given) {
  if (given.isPlain())
    return constantOf(given.pieces.empty() ? std::string() : given.pieces.front().text);
  std::vector<std::string> pieces = {""}, specs;
  llvm::SmallVector<Value> values;
  for (const StringPiece &piece : given.pieces) {
    if (!piece.value) {
      pieces.back() += piece.text;
      continue;
    }
    Val inserted = value(*piece.value);
    if (inserted.isError())
      return inserted;
    appendText(inserted, specText(piece.format), pieces, specs, values);
  }
  return formatted(pieces, specs, values, given.range);
}

// A tuple, struct or gradient is printed part by part; a text `inside` of another value has quotes.
void Emitter::appendText(const Val &given, const std::string &spec, std::vector<std::string> &pieces,
                         std::vector<std::string> &specs, llvm::SmallVectorImpl<Value> &values, bool inside) {
  bool isText = given.type->kind == Type::Kind::str;
  if (given.type->isLeaf()) {
    values.push_back(given.leaf());
    specs.push_back(isText && inside ? "\"" : spec);
    pieces.push_back("");
    return;
  }
  if (given.rows) { // made lazily: there is nothing yet to show
    pieces.back() += text(given.type);
    return;
  }
  if (given.type->kind == Type::Kind::grad) {
    pieces.back() += text(given.type) + "(";
    auto leaves = leavesOf(given.type);
    for (size_t k = 0; k < leaves.size(); ++k) {
      pieces.back() += (k ? ", " : "") + leaves[k].path + (leaves[k].path.empty() ? "" : ": ");
      appendText(make(leaves[k].type, {given.leaves[k]}), spec, pieces, specs, values);
    }
    pieces.back() += ")";
    return;
  }
  if (given.type->kind == Type::Kind::enumeration || given.type->kind == Type::Kind::list) {
    values.push_back(given.type->kind == Type::Kind::list ? Lists(*this, {}).text(given, spec).leaf()
                                                          : enumText(given, spec).leaf());
    specs.push_back("");
    pieces.push_back("");
    return;
  }
  bool names = given.type->kind != Type::Kind::tuple;
  pieces.back() += names ? given.type->decl->name.text + "(" : "(";
  for (size_t k = 0; k < given.type->members.size(); ++k) {
    pieces.back() += (k ? ", " : "") + (names ? given.type->members[k].name + ": " : "");
    appendText(member(given, k), spec, pieces, specs, values, /*inside=*/true);
  }
  pieces.back() += ")";
}

Val Emitter::formatted(const std::vector<std::string> &pieces, const std::vector<std::string> &specs,
                       llvm::ArrayRef<Value> values, SourceRange range) {
  if (values.empty())
    return constantOf(pieces.front());
  llvm::SmallVector<llvm::StringRef> pieceRefs(pieces.begin(), pieces.end()),
      specRefs(specs.begin(), specs.end());
  return make(strType(),
              {emit<dl::FormatOp>(range, dl::StrType::get(builder.getContext()), values,
                                  builder.getStrArrayAttr(pieceRefs), builder.getStrArrayAttr(specRefs))});
}

} // namespace dual::check
