#include "frontend/parse/layout.h"

#include "frontend/parse/foreign_words.h"

#include <algorithm>
#include <fmt/format.h>

namespace dual {

namespace {

// Far more than people write, far less than the C stack holds.
constexpr size_t maxBrackets = 128;

struct Open {
  int type;
  SourceRange range;
  bool mayHoldBlock = false; // a word was seen in it that leads to a `{`
};

int closerOf(int opener) {
  switch (opener) {
  case tok::LPAREN:
    return tok::RPAREN;
  case tok::LBRACK:
    return tok::RBRACK;
  case tok::QUOTE:
    return tok::SCLOSE;
  default:
    return tok::RBRACE; // of a block, and of a hole in a string
  }
}

const char *closerText(int opener) { return opener == tok::LPAREN ? ")" : opener == tok::LBRACK ? "]" : "}"; }

bool isOpener(int type) {
  return type == tok::LPAREN || type == tok::LBRACK || type == tok::LBRACE || type == tok::SOPEN ||
         type == tok::QUOTE;
}

bool isCloser(int type) {
  return type == tok::RPAREN || type == tok::RBRACK || type == tok::RBRACE || type == tok::SCLOSE;
}

// Go's rule: a newline ends a statement only after one of these.
bool canEndStatement(int type) {
  switch (type) {
  case tok::INT:
  case tok::FLOAT:
  case tok::CHAR:
  case tok::TRUE:
  case tok::FALSE:
  case tok::RETURN:
  case tok::BREAK:
  case tok::CONTINUE:
  case tok::ELLIPSIS:
    return true;
  default:
    return isName(type) || isCloser(type);
  }
}

// Words that no expression contains: inside `(` or `[` they show that a bracket was forgotten.
bool startsStatement(int type) {
  switch (type) {
  case tok::LET:
  case tok::WHILE:
  case tok::RETURN:
  case tok::BREAK:
  case tok::CONTINUE:
  case tok::ASSERT:
  case tok::GRAPH:
  case tok::STRUCT:
  case tok::ENUM:
  case tok::USE:
  case tok::EXPORT:
    return true;
  default:
    return false;
  }
}

bool leadsToBlock(int type) {
  return type == tok::FN || type == tok::IF || type == tok::ELSE || type == tok::MATCH || type == tok::REPEAT;
}

bool startsDeclaration(int type) {
  return type == tok::GRAPH || type == tok::STRUCT || type == tok::ENUM || type == tok::USE;
}

class LayoutPass {
public:
  LayoutPass(const std::vector<Word> &raw, std::string_view text, FileId file, Diagnostics &diags)
      : raw(raw), text(text), file(file), diags(diags) {}

  Layout run() {
    for (at = 0; at < raw.size() && !result.tooDeep; ++at)
      take(raw[at]);
    finish();
    return std::move(result);
  }

private:
  void take(const Word &word) {
    switch (word.type) {
    case tok::NL:
      return newline(word);
    case tok::SUNCLOSED:
      closeStrings();
      return newline(word);
    case tok::COMMENT:
      result.comments.push_back(range(word));
      return;
    case tok::DOC:
      return doc(word);
    case tok::ERR:
    case tok::SERR:
      return badCharacter(word);
    case tok::BADNUMBER:
      return badNumber(word);
    default:
      break;
    }
    recover(word);
    if (isCloser(word.type))
      return close(word);
    if (isOpener(word.type))
      open(word);
    emit(word);
  }

  void newline(const Word &word) {
    if (inString())
      closeStrings();
    lineStart = true;
    bool inBracket = !stack.empty() && stack.back().type != tok::LBRACE;
    if (!inBracket && canEndStatement(lastType))
      emit({tok::NL, word.begin, word.end});
  }

  void emit(const Word &word) {
    if (word.type != tok::NL && !pendingDoc.empty())
      result.docs[word.begin] = std::move(pendingDoc);
    if (word.type != tok::NL) {
      pendingDoc.clear();
      lineStart = false;
    }
    if (lastType == tok::NL || lastType == 0)
      statementStart = word.type;
    lastType = word.type;
    result.words.push_back(word);
  }

  // A `///` behind other words on its line describes what stands there, not what comes next: it is a plain
  // remark.
  void doc(const Word &word) {
    result.comments.push_back(range(word));
    if (!lineStart)
      return;
    std::string_view line = text.substr(word.begin + 3, word.end - word.begin - 3);
    if (!line.empty() && line.front() == ' ')
      line.remove_prefix(1);
    if (!pendingDoc.empty())
      pendingDoc += '\n';
    pendingDoc += line;
  }

  void open(const Word &word) {
    stack.push_back({word.type, range(word)});
    if (stack.size() <= maxBrackets)
      return;
    diags.error(DiagCode::nesting_too_deep, range(word),
                fmt::format("brackets are nested more than {} deep", maxBrackets));
    result.tooDeep = true;
  }

  void close(const Word &word) {
    auto fits = [&](const Open &open) { return closerOf(open.type) == word.type; };
    if (std::none_of(stack.begin(), stack.end(), fits)) {
      if (closesOtherKind(word))
        return;
      diags.error(DiagCode::unmatched_bracket, range(word), fmt::format("{} closes nothing", spelled(word)));
      return;
    }
    while (!fits(stack.back()))
      closeForgotten(fmt::format("before this {}", spelled(word)), word);
    stack.pop_back();
    emit(word);
  }

  // `(a, b]`: one bracket, closed with the wrong sign.
  bool closesOtherKind(const Word &word) {
    if (stack.empty() || stack.back().type == tok::LBRACE || word.type == tok::RBRACE)
      return false;
    int right = closerOf(stack.back().type);
    diags
        .error(DiagCode::unmatched_bracket, range(word),
               fmt::format("expected `{}`, found {}", right == tok::RPAREN ? ")" : "]", spelled(word)))
        .note(stack.back().range, "the bracket is opened here");
    stack.pop_back();
    emit({right, word.begin, word.end, true});
    return true;
  }

  // Puts in the closing bracket that the user forgot, so that the rest of the file is read as it was meant.
  void closeForgotten(const std::string &where, const Word &before) {
    Open open = stack.back();
    stack.pop_back();
    auto error = neverClosed(open);
    error.note(range(before), fmt::format("expected `{}` {}", closerText(open.type), where));
    emit({closerOf(open.type), before.begin, before.begin, true});
  }

  // `f(n // 2)`: the bracket is closed in a comment.
  DiagnosticBuilder neverClosed(const Open &open) {
    auto error = diags.error(DiagCode::unclosed_bracket, open.range,
                             fmt::format("{} is never closed", spelled(open.range)));
    std::string_view rest = text.substr(open.range.end);
    rest = rest.substr(0, rest.find('\n'));
    size_t comment = rest.find("//");
    if (comment != std::string_view::npos &&
        rest.find(closerText(open.type), comment) != std::string_view::npos)
      error.help("`//` begins a comment; `/` divides, and of integers it gives the floor");
    return error;
  }

  // Words that cannot stand inside the open brackets show where a bracket was forgotten.
  void recover(const Word &word) {
    size_t keep = depthFor(word);
    bool forgotten = stack.size() > keep;
    while (stack.size() > keep)
      closeForgotten(fmt::format("before {}", describeFound(word, text)), word);
    if (forgotten && word.type != tok::LBRACE)
      emit({tok::NL, word.begin, word.begin, true});
    if (stack.empty() && (startsDeclaration(word.type) || word.type == tok::FN))
      declaration = word.type;
    if (!stack.empty() && leadsToBlock(word.type))
      stack.back().mayHoldBlock = true;
  }

  // How many of the open brackets can still be open at this word.
  size_t depthFor(const Word &word) const {
    bool atMargin = lineStart && (word.begin == 0 || text[word.begin - 1] == '\n');
    if (atMargin && startsDeclaration(word.type))
      return 0;
    if (atMargin && word.type == tok::FN && namesFunction())
      return declaration == tok::STRUCT ? std::min<size_t>(stack.size(), 1) : 0;
    bool blockInBracket = word.type == tok::LBRACE && !stack.empty() && !stack.back().mayHoldBlock;
    return startsStatement(word.type) || blockInBracket ? innermostBlock() : stack.size();
  }

  // The depth of the brackets up to and including the last open `{`.
  size_t innermostBlock() const {
    size_t depth = stack.size();
    while (depth != 0 && stack[depth - 1].type != tok::LBRACE)
      --depth;
    return depth;
  }

  bool namesFunction() const { return at + 1 < raw.size() && isName(raw[at + 1].type); }

  bool inString() const {
    return std::any_of(stack.begin(), stack.end(), [](const Open &open) { return open.type == tok::QUOTE; });
  }

  // A string ends on its line, whatever is open inside it.
  void closeStrings() {
    SourceRange first;
    while (inString()) {
      Open open = stack.back();
      stack.pop_back();
      if (open.type == tok::QUOTE)
        first = open.range;
      emit({closerOf(open.type), open.range.end, open.range.end, true});
    }
    diags.error(DiagCode::bad_string, first, "the string is not closed on its line")
        .help("a string ends with `\"`; a `\"` or `{` inside it is written `\\\"` or `\\{`");
    closeSwallowed(first);
  }

  // What closes the brackets in front of the string stands in it.
  void closeSwallowed(SourceRange string) {
    std::string_view line = text.substr(string.begin);
    line = line.substr(0, line.find('\n'));
    while (!stack.empty() && stack.back().type != tok::LBRACE) {
      size_t closer = line.rfind(closerText(stack.back().type));
      if (closer == std::string_view::npos)
        return;
      line = line.substr(0, closer);
      emit({closerOf(stack.back().type), string.end, string.end, true});
      stack.pop_back();
    }
  }

  void badNumber(const Word &word) {
    auto error =
        diags.error(DiagCode::bad_number, range(word), fmt::format("{} is not a number", spelled(word)));
    error.help(inString() && (lastType == tok::COLON || lastType == tok::DOT)
                   ? "a format is the width and the digits behind the point: `{x:8.3}` or `{x:.3}`"
                   : "numbers are written `42`, `1_000`, `0xff`, `1.0` or `1e-3`");
    emit({tok::INT, word.begin, word.end, true});
  }

  void badCharacter(Word word) {
    while (at + 1 < raw.size() && raw[at + 1].type == word.type && raw[at + 1].begin == word.end)
      word.end = raw[++at].end;
    auto error =
        diags.error(DiagCode::bad_character, range(word), fmt::format("unexpected {}", spelled(word)));
    std::string help = foreignCharacters(text.substr(word.begin, word.end - word.begin));
    if (!help.empty())
      error.help(help);
  }

  void finish() {
    auto end = static_cast<uint32_t>(text.size());
    result.wantsMore = !inString() && asksForMore();
    if (inString())
      closeStrings();
    while (!stack.empty() && !result.tooDeep) {
      Open open = stack.back();
      stack.pop_back();
      neverClosed(open);
      emit({closerOf(open.type), end, end, true});
    }
    emit({endOfFile, end, end});
  }

  // An attribute or documentation waits for its declaration.
  bool asksForMore() const {
    if (!stack.empty() || !pendingDoc.empty())
      return true;
    if (lastType == 0)
      return false;
    bool ended = canEndStatement(lastType) || lastType == tok::NL || lastType == tok::SEMI;
    return !ended || statementStart == tok::AT;
  }

  SourceRange range(const Word &word) const { return {file, word.begin, word.end}; }
  std::string spelled(SourceRange r) const {
    return fmt::format("`{}`", text.substr(r.begin, r.end - r.begin));
  }
  std::string spelled(const Word &word) const { return spelled(range(word)); }

  const std::vector<Word> &raw;
  std::string_view text;
  FileId file;
  Diagnostics &diags;
  Layout result;
  size_t at = 0;
  std::vector<Open> stack;
  int lastType = 0; // of the words let through; 0 before the first
  int statementStart = 0;
  int declaration = 0; // the last one at the outermost level
  bool lineStart = true;
  std::string pendingDoc;
};

} // namespace

Layout layOut(const std::vector<Word> &raw, std::string_view text, FileId file, Diagnostics &diags) {
  return LayoutPass(raw, text, file, diags).run();
}

} // namespace dual
