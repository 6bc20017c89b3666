#include "frontend/parse/syntax_errors.h"

#include "frontend/parse/foreign_words.h"
#include "frontend/parse/habits.h"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace dual {

namespace {

bool contains(const std::vector<int> &list, int value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Words that go on with a statement and can never begin one.
bool continues(int type) {
  static const int types[] = {tok::ARROW, tok::ELSE,   tok::WHERE,  tok::AND, tok::OR,  tok::EQ,
                              tok::NE,    tok::LT,     tok::GT,     tok::LE,  tok::GE,  tok::PLUS,
                              tok::STAR,  tok::SLASH,  tok::DOT,    tok::POW, tok::FAT, tok::BY,
                              tok::COMMA, tok::DOTDOT, tok::PERCENT};
  return std::find(std::begin(types), std::end(types), type) != std::end(types);
}

class Reporter {
public:
  Reporter(const RawSyntaxError &error, const std::vector<Word> &words, std::string_view text, FileId file,
           Diagnostics &diags)
      : error(error), words(words), text(text), file(file), diags(diags), found(words[error.word]) {}

  void report() {
    std::string help = habitHint({error, words, text});
    bool isIncrement = found.type == tok::PLUS && next().type == tok::PLUS;
    if (foreignStart(help) || (!isIncrement && leadingOperator()) || (help.empty() && comparison()) ||
        reservedWord())
      return;
    std::string expected = describeExpected(error.expected);
    std::string seen = describeFound(found, text);
    auto builder = diags.error(DiagCode::syntax_error, place(),
                               expected.empty() ? fmt::format("expected the end of the line, found {}", seen)
                                                : fmt::format("expected {}, found {}", expected, seen));
    if (!help.empty())
      builder.help(help);
  }

private:
  // `def f(x)`: the parser takes `def` for a name, and stops at `f`.
  bool foreignStart(const std::string &help) {
    SyntaxPlace place = {error, words, text};
    if (!place.startsStatement(-1) || dual::foreignStart(spelled(previous())).empty() || help.empty())
      return false;
    diags
        .error(
            DiagCode::syntax_error, range(previous()),
            fmt::format("expected a declaration or a statement, found {}", describeFound(previous(), text)))
        .help(help);
    return true;
  }

  bool leadingOperator() {
    const Word *at = &found;
    if (found.type == tok::NL && continues(next().type))
      at = &next();
    else if (previous().type != tok::NL || !continues(found.type))
      return false;
    std::string word = spelled(*at);
    auto builder = diags.error(DiagCode::leading_operator, range(*at),
                               fmt::format("a statement cannot start with `{}`", word));
    builder.help(
        at->type == tok::ELSE
            ? std::string("the newline before it ended the statement; write `} else {` on one line")
            : fmt::format("the newline before it ended the statement; put `{}` at the end of that line",
                          word));
    return true;
  }

  // `=` after a complete expression in a place where only expressions stand.
  bool comparison() {
    if (found.type != tok::ASSIGN || !(inExpression() || inCondition()))
      return false;
    diags.error(DiagCode::assign_for_equal, range(found), "expected `==`, found `=`")
        .help("`=` gives a value to a name and is no expression; a comparison is written `==`");
    return true;
  }

  // Inside brackets, a condition or a fact of the innermost statement.
  bool inExpression() const {
    static const int places[] = {rule::ifExpr, rule::graphIf,    rule::args,      rule::group,
                                 rule::list,   rule::subscript,  rule::reduction, rule::arm,
                                 rule::fact,   rule::whereClause};
    auto isPlace = [](int rule) {
      return std::find(std::begin(places), std::end(places), rule) != std::end(places);
    };
    auto place = std::find_if(error.rules.begin(), error.rules.end(), isPlace);
    return place < std::find(error.rules.begin(), error.rules.end(), rule::stmt);
  }

  // `while x = 1`, `assert x = 1`: the statement is known by its first word.
  bool inCondition() const {
    size_t first = error.word;
    while (first != 0 && words[first - 1].type != tok::NL && words[first - 1].type != tok::SEMI &&
           words[first - 1].type != tok::LBRACE)
      --first;
    int type = words[first].type;
    return type == tok::WHILE || type == tok::ASSERT || type == tok::RETURN || type == tok::IF;
  }

  bool reservedWord() {
    bool wantsName = contains(error.expected, tok::NAME) && !contains(error.expected, tok::LBRACK) &&
                     !wantsGraphStatement();
    if (!isReserved(found.type) || !wantsName)
      return false;
    diags
        .error(DiagCode::reserved_word, range(found),
               fmt::format("expected {}, found {}", describeExpected(error.expected),
                           describeFound(found, text)))
        .help(found.type == tok::CONST && next().type == tok::NAME
                  ? fmt::format("`const` stands before the type: `{}: const int`", spelled(next()))
                  : "reserved words cannot be names; choose another one");
    return true;
  }

  bool wantsGraphStatement() const {
    return contains(error.expected, tok::IN) && contains(error.expected, tok::NAME);
  }

  // The end of the file has no line of its own: the caret goes behind the last word.
  SourceRange place() const {
    return found.type == endOfFile ? SourceRange{file, previous().end, previous().end} : range(found);
  }

  const Word &previous() const { return words[error.word == 0 ? 0 : error.word - 1]; }
  const Word &next() const { return words[std::min(error.word + 1, words.size() - 1)]; }
  SourceRange range(const Word &word) const { return {file, word.begin, word.end}; }
  std::string spelled(const Word &word) const {
    return std::string(text.substr(word.begin, word.end - word.begin));
  }

  const RawSyntaxError &error;
  const std::vector<Word> &words;
  std::string_view text;
  FileId file;
  Diagnostics &diags;
  const Word &found;
};

} // namespace

void reportSyntaxErrors(const RawParse &parse, const std::vector<Word> &words, const SourceFile &source,
                        FileId file, Diagnostics &diags) {
  // One message a line: the second is nearly always an echo of the first.
  std::set<uint32_t> lines;
  for (const Diagnostic &diag : diags.all())
    if (diag.range.file == file)
      lines.insert(source.lineColumn(diag.range.begin).line);
  bool lostGraph = false;
  for (const RawSyntaxError &error : parse.errors) {
    const Word &word = words[error.word];
    bool balanced = word.synthetic || (error.word != 0 && words[error.word - 1].synthetic);
    // The end of the file belongs to the last line with words.
    uint32_t at = word.type == endOfFile && error.word != 0 ? words[error.word - 1].begin : word.begin;
    // Behind a mistake that ends a graph for the parser, its nodes look like statements.
    bool inGraph = contains(error.rules, rule::graphDecl);
    std::string_view line = source.lineText(source.lineColumn(word.begin).line);
    bool isInside = !line.empty() && (line[0] == ' ' || line[0] == '\t' || line[0] == '}');
    if (lostGraph && !inGraph && isInside)
      continue;
    lostGraph = inGraph;
    // Behind a mistake that loses the `{` of a block, the `}` of another one, which has its pair, closes
    // nothing.
    if (word.type == tok::RBRACE && error.rules.size() == 1 && &error != &parse.errors.front())
      continue;
    if (!balanced && lines.insert(source.lineColumn(at).line).second)
      Reporter(error, words, source.text(), file, diags).report();
  }
}

} // namespace dual
