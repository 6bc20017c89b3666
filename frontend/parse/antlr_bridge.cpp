#include "frontend/parse/antlr_bridge.h"

#include "grammar/DualLexer.h"
#include "grammar/DualParser.h"

#include <utility>

namespace dual {

namespace {

// Rules under way at once. One pair of parentheses takes about fifteen; each is a frame on the C stack.
constexpr size_t maxRuleDepth = 2400;

// The lexer sees one character per byte, so that its positions are byte offsets. Outside of strings and
// comments every character of the language is ASCII.
std::string onePerByte(std::string_view text) {
  std::string wide;
  wide.reserve(text.size());
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      wide += c;
      continue;
    }
    wide += static_cast<char>(0xC0 | (byte >> 6));
    wide += static_cast<char>(0x80 | (byte & 0x3F));
  }
  return wide;
}

class DepthGuard : public antlr4::tree::ParseTreeListener {
public:
  void visitTerminal(antlr4::tree::TerminalNode *) override {}
  void visitErrorNode(antlr4::tree::ErrorNode *) override {}
  void enterEveryRule(antlr4::ParserRuleContext *) override {
    if (++depth > maxRuleDepth)
      throw antlr4::ParseCancellationException();
  }
  void exitEveryRule(antlr4::ParserRuleContext *) override { --depth; }

private:
  size_t depth = 0;
};

std::vector<int> toTypes(const antlr4::misc::IntervalSet &set) {
  std::vector<int> types;
  for (ssize_t type : set.toList())
    types.push_back(static_cast<int>(type));
  return types;
}

// When several alternatives were followed at once, what each of them waited for when the last of them failed.
antlr4::misc::IntervalSet awaited(const antlr4::NoViableAltException &error) {
  antlr4::misc::IntervalSet set;
  auto *configs = error.getDeadEndConfigs();
  if (!configs)
    return set;
  for (const auto &config : configs->configs)
    for (const auto &transition : config->state->transitions)
      if (!transition->isEpsilon())
        set.addAll(transition->label());
  return set;
}

class ErrorCollector : public antlr4::DefaultErrorStrategy {
public:
  std::vector<RawSyntaxError> errors;

  void reportError(antlr4::Parser *parser, const antlr4::RecognitionException &error) override {
    auto *several = dynamic_cast<const antlr4::NoViableAltException *>(&error);
    record(parser, error.getOffendingToken(), several ? awaited(*several) : error.getExpectedTokens());
  }

  // The base goes on behind a word that no turn of a loop begins with, but gives the loop up at its first
  // turn: a mistake in the first statement of a file would hide all others.
  void sync(antlr4::Parser *parser) override {
    const antlr4::atn::ATN &atn = parser->getInterpreter<antlr4::atn::ParserATNSimulator>()->atn;
    antlr4::atn::ATNState *state = atn.states[parser->getState()];
    if (inErrorRecoveryMode(parser) || state->getStateType() != antlr4::atn::ATNState::STAR_LOOP_ENTRY)
      return DefaultErrorStrategy::sync(parser);
    antlr4::misc::IntervalSet next = atn.nextTokens(state);
    if (next.contains(antlr4::Token::EPSILON) || next.contains(parser->getTokenStream()->LA(1)))
      return DefaultErrorStrategy::sync(parser);
    reportUnwantedToken(parser);
    consumeUntil(parser, parser->getExpectedTokens().Or(getErrorRecoverySet(parser)));
  }

protected:
  void reportUnwantedToken(antlr4::Parser *parser) override {
    record(parser, parser->getCurrentToken(), getExpectedTokens(parser));
  }
  void reportMissingToken(antlr4::Parser *parser) override {
    record(parser, parser->getCurrentToken(), getExpectedTokens(parser));
  }
  // The tree is not used after an error, so any word does in the place of the missing one.
  antlr4::Token *getMissingSymbol(antlr4::Parser *parser) override { return parser->getCurrentToken(); }

private:
  // Until a word has matched again, further errors are echoes of the last one.
  void record(antlr4::Parser *parser, antlr4::Token *at, const antlr4::misc::IntervalSet &expected) {
    if (inErrorRecoveryMode(parser))
      return;
    beginErrorCondition(parser);
    RawSyntaxError error{at->getTokenIndex(), toTypes(expected), {}};
    for (auto *rule = static_cast<antlr4::RuleContext *>(parser->getContext()); rule;
         rule = static_cast<antlr4::RuleContext *>(rule->parent))
      error.rules.push_back(static_cast<int>(rule->getRuleIndex()));
    errors.push_back(std::move(error));
  }
};

std::vector<std::unique_ptr<antlr4::Token>> toAntlr(const std::vector<Word> &words) {
  std::vector<std::unique_ptr<antlr4::Token>> tokens;
  for (const Word &word : words) {
    std::pair<antlr4::TokenSource *, antlr4::CharStream *> nowhere{nullptr, nullptr};
    auto type = static_cast<size_t>(word.type);
    tokens.push_back(std::make_unique<antlr4::CommonToken>(nowhere, type, 0, word.begin, word.end));
  }
  return tokens;
}

class TreeCopier {
public:
  TreeCopier(const std::vector<Word> &words, FileId file) : words(words), file(file) {}

  Cst copy(antlr4::tree::ParseTree *node) const {
    if (auto *leaf = dynamic_cast<antlr4::tree::TerminalNode *>(node))
      return copyWord(leaf->getSymbol()->getTokenIndex());
    auto *context = static_cast<antlr4::ParserRuleContext *>(node);
    Cst cst;
    cst.rule = static_cast<int>(context->getRuleIndex());
    for (auto *child : context->children)
      cst.children.push_back(copy(child));
    if (!cst.children.empty())
      cst.range = cover(cst.children.front().range, cst.children.back().range);
    return cst;
  }

private:
  Cst copyWord(size_t index) const {
    const Word &word = words[index];
    Cst cst;
    cst.word = word.type;
    cst.range = {file, word.begin, word.end};
    return cst;
  }

  const std::vector<Word> &words;
  FileId file;
};

} // namespace

std::vector<Word> splitWords(std::string_view text) {
  antlr4::ANTLRInputStream input(onePerByte(text));
  DualLexer lexer(&input);
  lexer.removeErrorListeners();
  std::vector<Word> words;
  for (auto token = lexer.nextToken(); token->getType() != antlr4::Token::EOF; token = lexer.nextToken())
    words.push_back({static_cast<int>(token->getType()), static_cast<uint32_t>(token->getStartIndex()),
                     static_cast<uint32_t>(token->getStopIndex() + 1)});
  return words;
}

RawParse parseWords(const std::vector<Word> &words, FileId file) {
  antlr4::ListTokenSource source(toAntlr(words));
  antlr4::CommonTokenStream stream(&source);
  DualParser parser(&stream);
  auto collector = std::make_shared<ErrorCollector>();
  DepthGuard guard;
  parser.removeErrorListeners();
  parser.setErrorHandler(collector);
  parser.addParseListener(&guard);
  RawParse result;
  try {
    auto *tree = parser.source();
    if (collector->errors.empty())
      result.tree = TreeCopier(words, file).copy(tree);
  } catch (const antlr4::ParseCancellationException &) {
    result.tooDeepAt = parser.getCurrentToken()->getTokenIndex();
  }
  result.errors = std::move(collector->errors);
  return result;
}

} // namespace dual
