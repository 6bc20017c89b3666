#include "frontend/parse/words.h"

#include "frontend/parse/cst.h"

#include <algorithm>
#include <fmt/format.h>

namespace dual {

const Cst *Cst::find(int r) const {
  auto found =
      std::find_if(children.begin(), children.end(), [r](const Cst &child) { return child.isRule(r); });
  return found == children.end() ? nullptr : &*found;
}

const Cst *Cst::findWord(int type) const {
  auto found =
      std::find_if(children.begin(), children.end(), [=](const Cst &child) { return child.isWord(type); });
  return found == children.end() ? nullptr : &*found;
}

std::vector<const Cst *> Cst::all(int r) const {
  std::vector<const Cst *> found;
  for (const Cst &child : children)
    if (child.isRule(r))
      found.push_back(&child);
  return found;
}

bool isReserved(int type) { return type >= tok::FN && type <= tok::ASSERT; }
bool isName(int type) { return type >= tok::OUT && type <= tok::NAME; }

std::string describeFound(const Word &word, std::string_view text) {
  std::string_view spelled = text.substr(word.begin, word.end - word.begin);
  switch (word.type) {
  case endOfFile:
    return "the end of the file";
  case tok::NL:
    return "the end of the line";
  case tok::QUOTE:
    return "a string";
  case tok::SCLOSE:
    return "the end of the string";
  case tok::STEXT:
    return "text of the string";
  case tok::INT:
  case tok::FLOAT:
  case tok::BADNUMBER:
    return fmt::format("the number `{}`", spelled);
  case tok::CHAR:
    return fmt::format("the character {}", spelled);
  default:
    break;
  }
  if (isReserved(word.type))
    return fmt::format("the reserved word `{}`", spelled);
  if (isName(word.type))
    return fmt::format("the name `{}`", spelled);
  return fmt::format("`{}`", spelled);
}

namespace {

bool contains(const std::vector<int> &types, int type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

// Tokens that are worth naming in "expected ...", in the order in which they are named. Operators are left
// out: after every complete expression all of them could follow, and saying so helps nobody.
struct Phrase {
  int type;
  const char *text;
};
constexpr Phrase phrases[] = {
    {tok::LPAREN, "`(`"}, {tok::LBRACE, "`{`"},    {tok::LBRACK, "`[`"},     {tok::COLON, "`:`"},
    {tok::ASSIGN, "`=`"}, {tok::FAT, "`=>`"},      {tok::IN, "`in`"},        {tok::RPAREN, "`)`"},
    {tok::RBRACK, "`]`"}, {tok::COMMA, "`,`"},     {tok::NL, "a new line"},  {tok::RBRACE, "`}`"},
    {tok::FN, "`fn`"},    {tok::GRAPH, "`graph`"}, {tok::QUOTE, "a string"}, {tok::SCLOSE, "`\"`"},
};

// A set that holds all of these is a place for what `text` says.
struct Group {
  std::vector<int> marks;
  const char *text;
};

const std::vector<Group> &groups() {
  static const std::vector<Group> list = {
      {{tok::GRAPH, tok::LET}, "a declaration or a statement"},
      {{tok::LET, tok::RETURN}, "a statement"},
      {{tok::FN, tok::GRAPH, tok::STRUCT}, "a declaration"},
      {{tok::IN, tok::OUT, tok::NEXT, tok::NAME}, "a graph statement"},
      {{tok::NAME, tok::INT, tok::FLOAT, tok::LBRACK}, "an expression"},
      {{tok::NAME, tok::INT, tok::FLOAT, tok::CHAR}, "a name or a pattern"},
      {{tok::NAME, tok::LPAREN, tok::REPEAT}, "a name, a call or a parenthesis"},
      {{tok::NAME, tok::INT, tok::QUESTION}, "a dim or a type"},
      {{tok::NAME, tok::INT, tok::FLOAT}, "a value"},
      {{tok::NAME, tok::INT}, "a dim"},
      {{tok::NAME, tok::LPAREN, tok::FN}, "a type"},
      {{tok::NAME}, "a name"},
      {{tok::INT, tok::FLOAT}, "a number"},
  };
  return list;
}

bool holdsAll(const std::vector<int> &types, const std::vector<int> &marks) {
  return std::all_of(marks.begin(), marks.end(), [&](int mark) { return contains(types, mark); });
}

const Group *groupOf(const std::vector<int> &types) {
  for (const Group &group : groups())
    if (holdsAll(types, group.marks))
      return &group;
  return nullptr;
}

// Words with which an expression or a type may start: the group's text stands for them.
bool isStarter(int type) {
  return isReserved(type) || type == tok::LPAREN || type == tok::LBRACK || type == tok::QUOTE;
}

std::string join(const std::vector<std::string> &parts) {
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i != 0)
      text += i + 1 == parts.size() ? " or " : ", ";
    text += parts[i];
  }
  return text;
}

} // namespace

std::string describeExpected(const std::vector<int> &types) {
  std::vector<std::string> parts;
  const Group *group = groupOf(types);
  if (group)
    parts.push_back(group->text);
  // After a complete expression a call or a subscript could follow too; it is the closing words that matter.
  bool afterOperand =
      contains(types, tok::PLUS) || (contains(types, tok::DOT) && contains(types, tok::LBRACK));
  for (const Phrase &phrase : phrases) {
    bool starts = (group || afterOperand) && isStarter(phrase.type);
    bool emptyLine = group && phrase.type == tok::NL; // possible before every statement
    if (contains(types, phrase.type) && !starts && !emptyLine)
      parts.push_back(phrase.text);
  }
  if (parts.size() > 4)
    parts.resize(4);
  return join(parts);
}

} // namespace dual
