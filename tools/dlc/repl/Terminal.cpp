// Lines from a terminal, by libedit: editing, history on disk, completion.
#include "tools/dlc/repl/Lines.h"

#include "llvm/ADT/StringRef.h"

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <histedit.h>

namespace dual::tool {

namespace {

constexpr int historySize = 2000;

std::string historyPath() {
  if (const char *path = std::getenv("DUAL_HISTORY"))
    return path;
  const char *home = std::getenv("HOME");
  return home ? std::string(home) + "/.dual_history" : "";
}

class Terminal : public Lines {
public:
  explicit Terminal(Complete complete);
  ~Terminal() override;
  std::optional<Line> next(bool more) override;
  bool isTerminal() const override { return true; }

private:
  static Terminal &of(EditLine *edit) {
    void *self = nullptr;
    el_get(edit, EL_CLIENTDATA, &self);
    return *static_cast<Terminal *>(self);
  }
  static char *prompt(EditLine *edit) { return const_cast<char *>(of(edit).more ? "| " : "> "); }
  static unsigned char onTab(EditLine *edit, int) { return of(edit).completeWord(); }
  static unsigned char onInterrupt(EditLine *edit, int) {
    of(edit).abandoned = true;
    return CC_NEWLINE;
  }
  unsigned char completeWord();

  Complete complete;
  EditLine *edit;
  History *history;
  std::string path = historyPath();
  bool more = false;
  bool abandoned = false;
};

} // namespace

Terminal::Terminal(Complete complete)
    : complete(std::move(complete)), edit(el_init("dlc", stdin, stdout, stderr)), history(history_init()) {
  std::setlocale(LC_CTYPE, "");
  HistEvent event;
  ::history(history, &event, H_SETSIZE, historySize);
  ::history(history, &event, H_SETUNIQUE, 1);
  if (!path.empty())
    ::history(history, &event, H_LOAD, path.c_str());
  el_set(edit, EL_CLIENTDATA, this);
  el_set(edit, EL_PROMPT, &prompt);
  el_set(edit, EL_EDITOR, "emacs");
  el_set(edit, EL_HIST, ::history, history);
  el_set(edit, EL_ADDFN, "dual-complete", "complete the word", &onTab);
  el_set(edit, EL_BIND, "\t", "dual-complete", nullptr);
  el_set(edit, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  // At the prompt Ctrl-C is a key like others; while a statement runs the terminal makes it a signal.
  el_set(edit, EL_ADDFN, "dual-interrupt", "drop the line", &onInterrupt);
  el_set(edit, EL_BIND, "^C", "dual-interrupt", nullptr);
  el_set(edit, EL_SETTY, "-d", "-intr", nullptr);
  // A Ctrl-D that came while a statement ran has become this.
  el_set(edit, EL_BIND, "^@", "em-delete-or-list", nullptr);
}

Terminal::~Terminal() {
  history_end(history);
  el_end(edit);
}

std::optional<Lines::Line> Terminal::next(bool continued) {
  more = continued;
  abandoned = false;
  std::fflush(stdout);
  // Before the prompt: libedit shows that first, and keys that come in between would mean what they mean to a
  // program that reads no keys.
  el_set(edit, EL_PREP_TERM, 1);
  int length = 0;
  const char *text = el_gets(edit, &length);
  if (abandoned) {
    fmt::print("^C\n");
    return Line{"", true};
  }
  if (!text || length <= 0) {
    fmt::print("\n");
    return std::nullopt;
  }
  std::string line(text, static_cast<size_t>(length));
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r'))
    line.pop_back();
  if (llvm::StringRef(line).trim().empty())
    return Line{line};
  HistEvent event;
  ::history(history, &event, H_ENTER, line.c_str());
  if (!path.empty())
    ::history(history, &event, H_SAVE, path.c_str());
  return Line{line};
}

static std::string commonPrefix(const std::vector<std::string> &words) {
  std::string prefix = words.front();
  for (const std::string &word : words)
    while (word.compare(0, prefix.size(), prefix) != 0)
      prefix.pop_back();
  return prefix;
}

// Goes on as far as all candidates agree; where they part, shows them.
unsigned char Terminal::completeWord() {
  const LineInfo *info = el_line(edit);
  std::string line(info->buffer, info->cursor);
  size_t begin = 0;
  std::vector<std::string> words = complete(line, begin);
  if (words.empty())
    return CC_REFRESH_BEEP;
  std::string rest = commonPrefix(words).substr(line.size() - begin);
  if (!rest.empty()) {
    el_insertstr(edit, rest.c_str());
    return CC_REFRESH;
  }
  if (words.size() == 1)
    return CC_REFRESH;
  fmt::print("\n");
  for (const std::string &word : words)
    fmt::print("{}  ", word);
  fmt::print("\n");
  std::fflush(stdout);
  return CC_REDISPLAY;
}

std::unique_ptr<Lines> terminalLines(Complete complete) {
  return std::make_unique<Terminal>(std::move(complete));
}

} // namespace dual::tool
