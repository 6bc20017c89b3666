#include "frontend/format/doc.h"

namespace dual::format {

static Doc make(Doc::Kind kind, std::vector<Doc> parts) {
  Doc doc;
  doc.kind = kind;
  for (const Doc &part : parts) {
    doc.breaksList |= part.breaksList;
    doc.breaksBlock |= part.breaksBlock;
  }
  doc.parts = std::move(parts);
  return doc;
}

static Doc wrap(Doc::Kind kind, Doc inner) {
  std::vector<Doc> parts;
  parts.push_back(std::move(inner));
  return make(kind, std::move(parts));
}

Doc newline(bool blank) {
  Doc doc = make(Doc::Kind::newline, {});
  doc.blank = blank;
  doc.breaksList = doc.breaksBlock = true;
  return doc;
}

Doc line() { return make(Doc::Kind::line, {}); }

Doc list(std::vector<Doc> parts) { return make(Doc::Kind::list, std::move(parts)); }

Doc indent(Doc inner) { return wrap(Doc::Kind::indent, std::move(inner)); }

Doc group(Doc inner) {
  Doc doc = wrap(Doc::Kind::group, std::move(inner));
  doc.broken = doc.breaksList;
  return doc;
}

Doc block(Doc inner) {
  Doc doc = wrap(Doc::Kind::group, std::move(inner));
  doc.isBlock = true;
  doc.broken = doc.breaksBlock;
  doc.breaksList = false;
  return doc;
}

Doc fill(std::vector<Doc> parts, bool hangs) {
  Doc doc = make(Doc::Kind::fill, std::move(parts));
  doc.hangs = hangs;
  return doc;
}

Doc definition(Doc inner) { return wrap(Doc::Kind::definition, std::move(inner)); }

} // namespace dual::format
