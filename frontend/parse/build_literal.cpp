// Names, numbers, characters and strings.
#include "frontend/parse/tree_builder.h"

#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <limits>

namespace dual {

ExprPtr TreeBuilder::name(const Cst &cst) const {
  auto made = make<NameExpr>(cst);
  made->name = text(cst);
  return made;
}

ExprPtr TreeBuilder::negated(const Cst &minus, ExprPtr operand) const {
  auto made = std::make_unique<UnaryExpr>();
  made->range = cover(minus.range, operand->range);
  made->op = UnaryOp::negate;
  made->operand = std::move(operand);
  return made;
}

ExprPtr TreeBuilder::literal(const Cst &word) {
  if (word.isRule(rule::string))
    return string(word);
  switch (word.word) {
  case tok::INT:
    return integer(word);
  case tok::FLOAT:
    return floating(word);
  case tok::CHAR:
    return character(word);
  default:
    break;
  }
  auto made = make<BoolLiteralExpr>(word);
  made->value = word.isWord(tok::TRUE);
  return made;
}

// Digits of a number without the underscores between them.
static std::string digits(const std::string &text) {
  std::string plain;
  for (char c : text)
    if (c != '_')
      plain += c;
  return plain;
}

static unsigned digitValue(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

// False when the number has more than 64 bits or no digits.
static bool readInteger(const std::string &text, uint64_t &value) {
  std::string plain = digits(text);
  bool hex = plain.compare(0, 2, "0x") == 0;
  unsigned base = hex ? 16 : 10;
  for (size_t i = hex ? 2 : 0; i < plain.size(); ++i)
    if (__builtin_mul_overflow(value, base, &value) ||
        __builtin_add_overflow(value, digitValue(plain[i]), &value))
      return false;
  return plain.size() > (hex ? 2u : 0u);
}

// Of the least i64, which only exists behind a minus: whoever knows the context says more.
static constexpr uint64_t leastMagnitude = uint64_t(1) << 63;

ExprPtr TreeBuilder::integer(const Cst &word) {
  auto made = make<IntLiteralExpr>(word);
  made->text = text(word);
  if (!readInteger(made->text, made->value) || made->value > leastMagnitude)
    diags.error(DiagCode::bad_number, word.range,
                fmt::format("expected at most {}, the largest `i64`, found `{}`",
                            std::numeric_limits<int64_t>::max(), made->text));
  return made;
}

ExprPtr TreeBuilder::floating(const Cst &word) {
  auto made = make<FloatLiteralExpr>(word);
  made->text = text(word);
  made->value = std::strtod(digits(made->text).c_str(), nullptr);
  if (std::isinf(made->value))
    diags.error(DiagCode::bad_number, word.range,
                fmt::format("expected a number that an `f64` can hold, found `{}`", made->text));
  return made;
}

// The text was checked to be UTF-8 before.
static size_t decode(std::string_view s, uint32_t &codePoint) {
  auto lead = static_cast<unsigned char>(s[0]);
  size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  codePoint = length == 1 ? lead : lead & (0x7Fu >> length);
  for (size_t i = 1; i < length && i < s.size(); ++i)
    codePoint = codePoint << 6 | (static_cast<unsigned char>(s[i]) & 0x3F);
  return length;
}

ExprPtr TreeBuilder::character(const Cst &word) {
  auto made = make<CharLiteralExpr>(word);
  made->text = text(word);
  std::string_view inner(made->text);
  inner = inner.substr(1, inner.size() - 2);
  std::string plain = unescape(word, inner);
  if (plain.empty() || decode(plain, made->codePoint) != plain.size())
    diags.error(DiagCode::bad_string, word.range, fmt::format("expected one character, found {}", made->text))
        .help(fmt::format("a string is written `\"{}\"`", inner));
  return made;
}

std::string TreeBuilder::unescape(const Cst &word, std::string_view escaped) {
  std::string plain;
  for (size_t i = 0; i < escaped.size(); ++i) {
    if (escaped[i] != '\\') {
      plain += escaped[i];
      continue;
    }
    char c = escaped[++i];
    switch (c) {
    case 'n':
      plain += '\n';
      break;
    case 't':
      plain += '\t';
      break;
    case '"':
    case '\'':
    case '\\':
    case '{':
    case '}':
      plain += c;
      break;
    default:
      diags.error(DiagCode::bad_string, word.range, fmt::format("unknown escape `\\{}`", c))
          .help("the escapes are `\\n`, `\\t`, `\\\"`, `\\\\` and `\\{`");
    }
  }
  return plain;
}

std::unique_ptr<StringExpr> TreeBuilder::string(const Cst &cst) {
  auto made = make<StringExpr>(cst);
  for (const Cst &part : cst.children) {
    if (part.isRule(rule::hole)) {
      made->pieces.push_back(hole(part));
    } else if (part.isWord(tok::STEXT)) {
      StringPiece piece;
      piece.text = unescape(part, sources.text(part.range));
      piece.range = part.range;
      made->pieces.push_back(std::move(piece));
    }
  }
  return made;
}

// For titles, where a value has no place.
std::string TreeBuilder::plainString(const Cst &cst) {
  auto made = string(cst);
  if (made->isPlain())
    return made->pieces.empty() ? std::string() : made->pieces[0].text;
  diags.error(DiagCode::bad_string, cst.range, "expected a plain string, found one with `{` in it")
      .help("a brace is written `\\{`");
  return {};
}

StringPiece TreeBuilder::hole(const Cst &cst) {
  StringPiece piece;
  piece.range = cst.range;
  piece.value = expr(cst.at(rule::expr));
  if (const Cst *spec = cst.find(rule::formatSpec))
    piece.format = formatSpec(*spec);
  return piece;
}

// `8`, `8.3`, `.3`
FormatSpec TreeBuilder::formatSpec(const Cst &cst) {
  constexpr unsigned long limit = 1000; // wider than any line, small enough for any buffer
  FormatSpec spec;
  spec.range = cst.range;
  std::string written = text(cst);
  size_t point = written.find('.');
  auto number = [&](const std::string &part) {
    unsigned long value = std::strtoul(part.c_str(), nullptr, 10);
    bool good = part.find_first_not_of("0123456789") == std::string::npos && value <= limit;
    if (!good)
      diags.error(DiagCode::bad_string, cst.range,
                  fmt::format("expected a format such as `8.3`, found `{}`", written));
    return static_cast<uint32_t>(good ? value : 0);
  };
  if (point != 0)
    spec.width = number(written.substr(0, point));
  if (point != std::string::npos)
    spec.precision = number(written.substr(point + 1));
  return spec;
}

} // namespace dual
