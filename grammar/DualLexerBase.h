// What the lexer must remember between words: which `}` ends a hole in a string, and which a block inside
// that hole.
#pragma once

#include "antlr4-runtime.h"

class DualLexerBase : public antlr4::Lexer {
public:
  explicit DualLexerBase(antlr4::CharStream *input) : Lexer(input) {}

protected:
  void openHole() { bracesInHoles.push_back(0); }

  void openBrace() {
    if (!bracesInHoles.empty())
      ++bracesInHoles.back();
  }

  // The `}` of a hole goes back into the string around it.
  void closeBrace() {
    if (bracesInHoles.empty())
      return;
    if (bracesInHoles.back() != 0) {
      --bracesInHoles.back();
      return;
    }
    bracesInHoles.pop_back();
    popMode();
  }

  // A newline inside a hole: the string was not closed on its line, so the next line is ordinary text again.
  void endLine() {
    for (; !bracesInHoles.empty(); bracesInHoles.pop_back()) {
      popMode();
      popMode();
    }
  }

  // The same, seen from inside the string's text.
  void abandonStrings() {
    popMode();
    endLine();
  }

private:
  std::vector<int> bracesInHoles; // one entry per open hole: the blocks open inside it
};
