// What Tab offers: commands, keywords, names, members after a dot, modules after `use`.
#include "stdlib/stdlib.h"
#include "tools/dlc/repl/Repl.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

namespace dual::tool {

static bool isNameCharacter(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_'; }

static const std::vector<std::string> &keywords() {
  static const std::vector<std::string> list = {
      "fn",    "graph",  "struct", "const",    "use",  "export", "let", "var", "if",  "else",  "for",   "in",
      "while", "return", "break",  "continue", "true", "false",  "and", "or",  "not", "where", "assert"};
  return list;
}

std::vector<std::string> Repl::completions(const std::string &line, size_t &wordBegin) {
  std::vector<std::string> names;
  wordBegin = line.size();
  while (wordBegin > 0 && isNameCharacter(line[wordBegin - 1]))
    --wordBegin;
  llvm::StringRef before = llvm::StringRef(line).take_front(wordBegin),
                  word = llvm::StringRef(line).drop_front(wordBegin);
  if (before.starts_with("use ")) {
    names = standardModuleNames();
  } else if (before == ":") {
    for (const Command &command : commands())
      names.push_back(command.name);
  } else if (before.ends_with(".")) {
    size_t begin = wordBegin - 1;
    while (begin > 0 && (isNameCharacter(line[begin - 1]) || line[begin - 1] == '.'))
      --begin;
    if (begin + 1 < wordBegin)
      names = checker->namesAfter(line.substr(begin, wordBegin - 1 - begin));
  } else {
    names = checker->namesAfter("");
    names.insert(names.end(), keywords().begin(), keywords().end());
  }
  llvm::erase_if(names, [&](const std::string &name) {
    return !llvm::StringRef(name).starts_with(word) || name.find('.') != std::string::npos;
  });
  llvm::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

} // namespace dual::tool
