#include "frontend/parse/habits.h"

#include "frontend/parse/foreign_words.h"
#include "frontend/parse/words.h"

#include <algorithm>
#include <fmt/format.h>

namespace dual {

const Word &SyntaxPlace::word(int offset) const {
  auto at = std::clamp<int64_t>(static_cast<int64_t>(error.word) + offset, 0,
                                static_cast<int64_t>(words.size()) - 1);
  return words[static_cast<size_t>(at)];
}

std::string SyntaxPlace::spelled(int offset) const {
  const Word &at = word(offset);
  return std::string(text.substr(at.begin, at.end - at.begin));
}

bool SyntaxPlace::startsStatement(int offset) const {
  if (static_cast<int64_t>(error.word) + offset <= 0)
    return true;
  int before = word(offset - 1).type;
  return before == tok::NL || before == tok::SEMI || before == tok::LBRACE || before == tok::RBRACE;
}

static bool contains(const std::vector<int> &list, int value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool SyntaxPlace::expects(int type) const { return contains(error.expected, type); }
bool SyntaxPlace::inside(int rule) const { return contains(error.rules, rule); }

namespace {

bool endsOperand(int type) {
  return isName(type) || type == tok::INT || type == tok::FLOAT || type == tok::CHAR || type == tok::TRUE ||
         type == tok::FALSE || type == tok::RPAREN || type == tok::RBRACK || type == tok::SCLOSE;
}

bool startsOperand(int type) {
  return isName(type) || type == tok::INT || type == tok::FLOAT || type == tok::CHAR || type == tok::TRUE ||
         type == tok::FALSE || type == tok::QUOTE;
}

class Hints {
public:
  explicit Hints(const SyntaxPlace &place)
      : place(place), found(place.word().type), previous(place.word(-1).type), next(place.word(1).type) {}

  std::string find() const {
    using Hint = std::string (Hints::*)() const;
    static constexpr Hint all[] = {
        &Hints::foreign,  &Hints::graphs,    &Hints::sizes,     &Hints::modules, &Hints::strings,
        &Hints::numbers,  &Hints::arguments, &Hints::operators, &Hints::arms,    &Hints::loops,
        &Hints::header,   &Hints::types,     &Hints::blocks,    &Hints::members, &Hints::declarations,
        &Hints::newNames, &Hints::expression};
    for (Hint hint : all)
      if (std::string help = (this->*hint)(); !help.empty())
        return help;
    return {};
  }

private:
  std::string foreign() const {
    for (int offset : {-1, 0}) {
      std::string start = place.startsStatement(offset) ? foreignStart(place.spelled(offset)) : "";
      std::string other = foreignWord(place.spelled(offset));
      if (!start.empty() || !other.empty())
        return start.empty() ? other : start;
    }
    if (place.spelled(-1) == "test" && place.startsStatement(-1))
      return fmt::format("the title of a test is a text: `test \"{}\" {{ ... }}`", place.spelled());
    return {};
  }

  std::string graphs() const {
    if (!place.inside(rule::graphDecl) && !place.inside(rule::graphBody))
      return {};
    if (found == tok::LBRACE && place.expects(tok::LPAREN))
      return fmt::format("a graph has parentheses, also without arguments: `graph {}()`", place.spelled(-1));
    if (found == tok::COMMA && place.inside(rule::graphIn))
      return "each input has a line of its own";
    if (place.inside(rule::graphParam) && found == tok::ASSIGN)
      return fmt::format("a type comes first: `{}: f32 = {}`", place.spelled(-1), place.spelled(1));
    if (place.inside(rule::graphParam) && found == tok::NL)
      return "it has a value from the start, such as `= 0.0`, or `= init.kaiming(...)` of the module `init`";
    if (place.inside(rule::graphIn) && found == tok::NL && place.expects(tok::COLON))
      return fmt::format("an input has a type: `in {}: f32[B]`", place.spelled(-1));
    if (found == tok::PLUSEQ || found == tok::MINUSEQ || found == tok::STAREQ || found == tok::SLASHEQ)
      return "a node is defined once; the new value has a name of its own";
    if (found == tok::FN)
      return "a graph consists of nodes; functions stand outside of it";
    return found == tok::NL && place.expects(tok::ASSIGN)
               ? "a graph consists of definitions, `h = ...`; printing is for the function that calls it"
               : "";
  }

  std::string sizes() const {
    bool inType = place.inside(rule::typeExpr) || place.inside(rule::typeArg);
    if (!inType)
      return {};
    if (found == tok::RBRACK && previous == tok::LBRACK)
      return fmt::format("a scalar has no brackets: `{}`", place.spelled(-2));
    if (found == tok::COLON && (previous == tok::LBRACK || previous == tok::COMMA))
      return "each size has a name, or is a number: `f32[B, 3]`";
    if (found == tok::POW || found == tok::LPAREN || found == tok::FLOAT)
      return "a size consists of whole numbers, names and `+ - * / %`";
    return {};
  }

  std::string modules() const {
    if (found == tok::USE && place.expects(tok::LET))
      return "`use` stands at the top of a file";
    if (previous == tok::EXPORT)
      return "a library consists of functions: `export fn`";
    if (!place.inside(rule::useDecl))
      return {};
    if (found == tok::QUOTE)
      return "a module is named without quotes and without `.dl`: `use shapes`";
    return found == tok::LBRACE ? "names are listed without braces: `use nn: Dense, Conv2d`" : "";
  }

  std::string strings() const {
    if (found != tok::QUOTE)
      return {};
    if (!place.touches(-1))
      return isName(previous) && place.startsStatement(-1)
                 ? fmt::format("a function is called with parentheses: `{}(\"...\")`", place.spelled(-1))
                 : "";
    if (previous == tok::SCLOSE)
      return "a string ends on its line; documentation is a comment, `/// ...`, above the declaration";
    return isName(previous) ? fmt::format("every string takes values in braces; it needs no `{}` in front",
                                          place.spelled(-1))
                            : "";
  }

  std::string numbers() const {
    if (previous == tok::DOT && place.word(-2).type == tok::INT && place.touches(-2))
      return fmt::format("a float has digits on both sides of the point: `{}.0`", place.spelled(-2));
    if (previous == tok::DOT && found == tok::INT)
      return fmt::format("an element of a tuple is written `[{}]`", place.spelled());
    if (found == tok::DOT && next == tok::INT)
      return fmt::format("a float has digits on both sides of the point: `0.{}`", place.spelled(1));
    return {};
  }

  std::string arguments() const {
    bool inCall = place.inside(rule::args) || place.inside(rule::trailer);
    bool afterOpener = previous == tok::LPAREN || previous == tok::COMMA;
    if (place.inside(rule::params) || (place.inside(rule::fnDecl) && !place.inside(rule::block)))
      return parameters(afterOpener);
    int beforeName = place.word(-2).type;
    if (inCall && found == tok::ASSIGN && isName(previous) &&
        (beforeName == tok::LPAREN || beforeName == tok::COMMA))
      return fmt::format("a named argument is written `{}: ...`", place.spelled(-1));
    if (inCall && afterOpener && (found == tok::STAR || found == tok::POW))
      return "the parts of a tuple are handed over one by one, `f(t[0], t[1])`, or by `t -> f`";
    bool inList = inCall || place.inside(rule::list) || place.inside(rule::group);
    bool isNewLine =
        place.text.substr(place.word(-1).end, place.word().begin - place.word(-1).end).find('\n') !=
        std::string_view::npos;
    return inList && !isNewLine && expectsCloser() && endsOperand(previous) && startsOperand(found)
               ? fmt::format("put a `,` between `{}` and `{}`", place.spelled(-1), place.spelled())
               : "";
  }

  bool expectsCloser() const {
    return place.expects(tok::RPAREN) || place.expects(tok::RBRACK) || place.expects(tok::COMMA);
  }

  std::string parameters(bool afterOpener) const {
    if (afterOpener && (found == tok::STAR || found == tok::POW))
      return "a function has a fixed number of parameters; a tensor or a struct holds many values";
    if (!isName(found) || !endsOperand(previous))
      return {};
    int before = place.word(-2).type;
    if (isName(previous) && (before == tok::LPAREN || before == tok::COMMA))
      return std::string("a parameter is written with its type behind a colon: ") +
             (isForeignType(place.spelled(-1)) ? fmt::format("`{}: {}`", place.spelled(), place.spelled(-1))
                                               : fmt::format("`{}: {}`", place.spelled(-1), place.spelled()));
    return fmt::format("put a `,` before `{}`", place.spelled());
  }

  std::string operators() const {
    if (found == tok::PLUS && previous == tok::PLUS)
      return fmt::format("write `{} += 1`", place.spelled(-2));
    if (found == tok::PLUS && next == tok::PLUS && place.startsStatement(0))
      return fmt::format("write `{} += 1`", place.spelled(2));
    if (previous == tok::MINUS && place.word(-2).type == tok::MINUS && place.touches(-2))
      return fmt::format("write `{} -= 1`", place.spelled(-3));
    if (found == tok::GT && previous == tok::LT)
      return "inequality is written `!=`";
    if (previous == found && (found == tok::LT || found == tok::GT))
      return "there are no operations on bits";
    if (found == tok::ASSIGN && previous == tok::EQ)
      return "equality is written `==`";
    if (found == tok::COLON && next == tok::COLON)
      return "a variant has no name before it: `Red`; a name of a module is written `m.f`";
    if (found == tok::WHERE && next == tok::LPAREN)
      return "write `select(c, a, b)`";
    if (found == tok::FOR && (place.inside(rule::args) || place.inside(rule::group)))
      return "reduce with an index, `sum[k: n](...)`, or a list, `sum([... for k in 0..n])`";
    if (previous == tok::DOT && (found == tok::STAR || found == tok::SLASH || found == tok::POW))
      return fmt::format("operators are elementwise: write `{}`", place.spelled());
    if (found == tok::SLASH && next == tok::STAR)
      return "a comment begins with `//` and ends with its line";
    if (found == tok::FAT && previous == tok::RPAREN)
      return place.inside(rule::fnDecl) && !place.inside(rule::block)
                 ? "the type of the result stands after `->`, the body in braces"
                 : "a function without a name is written `fn(x) => e`";
    return {};
  }

  std::string arms() const {
    if (place.expects(tok::FAT) && found == tok::DOTDOT)
      return "a range is a guard: `k if k < 10 => ...`";
    bool isArm = place.expects(tok::FAT) && (found == tok::ARROW || found == tok::COLON);
    return isArm ? "an arm is written `pattern => value`" : "";
  }

  std::string loops() const {
    bool afterParen = place.word(-2).type == tok::LPAREN && place.word(-3).type == tok::FOR;
    if (afterParen && isName(previous))
      return "a loop is written `for i in 0..n { ... }`";
    bool isHeader = place.inside(rule::fnDecl) && !place.inside(rule::block);
    bool isRange = !isHeader && place.expects(tok::LBRACE) &&
                   (found == tok::ELLIPSIS || (found == tok::COLON && startsOperand(next)));
    if (isRange)
      return fmt::format("a range is written `{}..{}`", place.spelled(-1), place.spelled(1));
    if (!place.inside(rule::forStmt) || place.inside(rule::block))
      return {};
    if (found == tok::COMMA)
      return fmt::format("several names stand in parentheses: `({}, {})`", place.spelled(-1),
                         place.spelled(1));
    if (found == tok::ASSIGN && previous == tok::DOTDOT)
      return fmt::format("a range ends before its second number: `{}..{} + 1`", place.spelled(-2),
                         place.spelled(1));
    return {};
  }

  // Between the parameters of a function and its body.
  std::string header() const {
    if (found == tok::NL && next == tok::LBRACE)
      return "the `{` stands on the same line";
    if (!place.inside(rule::fnDecl) || place.inside(rule::block))
      return {};
    if (found == tok::COLON && previous == tok::RPAREN)
      return "the type of the result stands after `->`";
    if (found == tok::ASSIGN)
      return "the body stands in braces: `{ ... }`";
    if (found == tok::LBRACE && previous == tok::ARROW)
      return "a function that gives nothing has no `->`";
    if (found == tok::LT)
      return "type parameters are not declared: `fn f(x: T) -> T`, with `where T: Float` for a class of "
             "dtypes";
    return {};
  }

  std::string types() const {
    if (found == tok::QUESTION && place.expects(tok::RPAREN) && !place.inside(rule::block))
      return "no value is missing in Dual; an `enum` with a variant for nothing says it";
    bool afterColon = place.word(-2).type == tok::COLON || place.word(-2).type == tok::ARROW;
    if (found == tok::LT && isName(previous) && afterColon)
      return fmt::format("the arguments of a type stand in brackets: `{}[{}]`", place.spelled(-1),
                         place.spelled(1));
    if (found == tok::LBRACK && previous == tok::COLON)
      return "the type of a tensor is its dtype and its dims: `f32[3]`";
    if (found == tok::ASSIGN && place.inside(rule::structDecl) && place.expects(tok::COLON))
      return fmt::format("a field has a type: `{}: f32 = {}`", place.spelled(-1), place.spelled(1));
    return {};
  }

  std::string blocks() const {
    if (!place.expects(tok::LBRACE))
      return {};
    if (previous == tok::ELSE)
      return "write `else if`";
    bool afterOperand = endsOperand(previous) && (startsOperand(found) || found == tok::COLON);
    if (found == tok::IN || (found == tok::NOT && next == tok::IN))
      return fmt::format("whether a value is one of several is written `{}any(xs == {})`",
                         found == tok::NOT ? "not " : "", place.spelled(-1));
    return afterOperand || found == tok::NL ? "a block stands in braces: `{ ... }`" : "";
  }

  std::string members() const {
    if (found == tok::LPAREN && place.inside(rule::structDecl) && place.expects(tok::LBRACE))
      return "the fields of a struct stand in braces: `struct P { x: f32 }`";
    if (found == tok::ASSIGN && place.inside(rule::enumDecl))
      return "a variant has no number; `match` tells variants apart";
    return {};
  }

  std::string declarations() const {
    if (previous == tok::FN && isName(found) && place.expects(tok::LPAREN))
      return fmt::format("functions are declared outside of others; inside it is `let {} = fn(...) ...`",
                         place.spelled());
    if (found == tok::CONST && place.expects(tok::LET))
      return "a constant is declared outside of functions; inside it is `let`";
    if (found == tok::STAR && place.inside(rule::useDecl))
      return "each name is listed, `use nn: Dense, Conv2d`; or the module alone, `use nn`, for `nn.Dense`";
    if (found == tok::DOT && place.word(-2).type == tok::AT)
      return "there are no decorators; `@vjp` and `@specialize` are all that stands before a declaration";
    return {};
  }

  std::string newNames() const {
    if (found == tok::NL && place.expects(tok::ASSIGN) && place.inside(rule::letStmt))
      return "a name has a value from the start, as in `let x: f32[3] = 0.0`";
    bool isStatement = place.inside(rule::stmt) || place.expects(tok::NL);
    if (found == tok::COMMA && isName(previous) && isName(next) && isStatement && !place.inside(rule::args))
      return fmt::format("several names stand in parentheses: `({}, {})`", place.spelled(-1),
                         place.spelled(1));
    int first = firstOfStatement();
    if (found == tok::COMMA && first == tok::IN)
      return "each input has an `in` of its own";
    if (found == tok::ASSIGN && place.expects(tok::NL) &&
        (isName(first) || first == tok::LET || first == tok::VAR))
      return "a statement assigns once";
    if (found != tok::COLON || !isName(previous))
      return {};
    if (next == tok::ASSIGN)
      return fmt::format("a new name is declared by a statement, `let {} = ...` or `var {} = ...`",
                         place.spelled(-1), place.spelled(-1));
    return place.expects(tok::NL) ? fmt::format("a new name is declared with `let {}: ...` or `var {}: ...`",
                                                place.spelled(-1), place.spelled(-1))
                                  : "";
  }

  int firstOfStatement() const {
    int offset = 0;
    while (!place.startsStatement(offset))
      --offset;
    return place.word(offset).type;
  }

  std::string expression() const {
    if (found == tok::QUESTION || (found == tok::IF && endsOperand(previous)))
      return "a choice is written `if c { a } else { b }`";
    if (found != tok::LBRACE)
      return {};
    if (previous == tok::NAME && place.spelled(-1)[0] <= 'Z' && place.expects(tok::NL))
      return "there are no brace literals: structs are called, `Point(x: 1.0)`";
    bool isValue = place.expects(tok::INT) && place.expects(tok::FLOAT) && place.expects(tok::LBRACK);
    return isValue ? "braces hold statements; a list is written `[a, b]`, a struct is called: `Point(x: 1.0)`"
                   : "";
  }

  const SyntaxPlace &place;
  const int found, previous, next;
};

} // namespace

std::string habitHint(const SyntaxPlace &place) { return Hints(place).find(); }

} // namespace dual
