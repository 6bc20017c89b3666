// The command line of an executable, and the values that `main` asks for.
#include "runtime/host/arguments.h"
#include "runtime/host/text.h"
#include "runtime/program/list.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <set>

using namespace dual;
using namespace dual::program;

namespace {

[[noreturn]] void refuse(const char *program, const std::string &what) {
  std::fprintf(stderr, "error: %s\nTry `%s --help`.\n", what.c_str(), program);
  std::exit(2);
}

/// The names at the start of the usage's lines.
std::set<std::string> namesIn(const char *usage) {
  std::set<std::string> names;
  for (const char *line = usage; *line != '\0'; line += std::strcspn(line, "\n"), line += *line == '\n') {
    const char *name = line + std::strspn(line, " ");
    if (std::strncmp(name, "--", 2) == 0)
      names.insert(std::string(name + 2, std::strcspn(name + 2, " \n")));
  }
  return names;
}

[[noreturn]] void help(const char *program, const char *usage) {
  std::printf("%s [--NAME VALUE ...]\n\n%s", program, usage);
  std::exit(0);
}

} // namespace

extern "C" void dual_program_arguments(int argc, char **argv, const char *usage) {
  std::map<std::string, std::string> given;
  std::set<std::string> names = namesIn(usage);
  for (int k = 1; k < argc; ++k) {
    std::string word = argv[k], name = word.substr(0, word.find('='));
    if (word == "--help" || word == "-h")
      help(argv[0], usage);
    if (name.rfind("--", 0) != 0 || names.count(name.substr(2)) == 0)
      refuse(argv[0], "there is no option `" + name + "`");
    if (name.size() == word.size() && k + 1 == argc)
      refuse(argv[0], "`" + name + "` needs a value");
    given[name.substr(2)] = name.size() < word.size() ? word.substr(name.size() + 1) : argv[++k];
  }
  host::setArguments(std::move(given));
}

DualList *dual_rt_argument(DualList *list) {
  const std::string &name = list->text(0), *given = host::findArgument(name);
  int64_t dtype = list->number(2);
  auto *result = new DualList;
  if (!given && list->items.size() < 4)
    fail("`main` needs `--" + name + " VALUE`", "VALUE", list->text(1));
  if (dtype < 0)
    result->items.emplace_back(host::bytesOf(given ? *given : list->text(3)));
  else if (!given)
    result->items.push_back(list->items[3]);
  else if (auto value = host::parseArgument(name, *given, static_cast<host::DType>(dtype)))
    result->items.emplace_back(std::move(*value));
  else
    fail(value.message(), "VALUE", list->text(1));
  delete list;
  return result;
}
