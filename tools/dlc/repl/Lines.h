// Where the REPL's lines come from: a terminal with editing and history, or a pipe.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dual::tool {

// The ways to go on with a line, and where the word begins that each would replace.
using Complete = std::function<std::vector<std::string>(const std::string &line, size_t &wordBegin)>;

class Lines {
public:
  struct Line {
    std::string text;
    bool abandoned = false; // Ctrl-C at the prompt
  };

  virtual ~Lines() = default;
  // The next line; nothing at the end. `more`: it continues an input.
  virtual std::optional<Line> next(bool more) = 0;
  virtual bool isTerminal() const = 0;
};

std::unique_ptr<Lines> terminalLines(Complete complete);
std::unique_ptr<Lines> pipedLines();

} // namespace dual::tool
