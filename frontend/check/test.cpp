// `test` blocks: each is a program of its own.
#include "frontend/check/checker.h"

#include <fmt/format.h>

namespace dual::check {

std::vector<TestRoot> Checker::writeTests(const ModuleScope &in) {
  std::vector<TestRoot> roots;
  std::map<std::string, SourceRange> places;
  for (const DeclPtr &decl : in.syntax->decls) {
    auto *test = decl->as<TestDecl>();
    if (!test)
      continue;
    const std::string &title = test->name.text;
    auto [first, isNew] = places.emplace(title, test->name.range);
    if (!isNew) {
      error(DiagCode::name_taken, test->name.range, fmt::format("there are two tests \"{}\"", title),
            {first->second, "the first is here"});
      continue;
    }
    roots.push_back({title, fmt::format("test \"{}\"", title)});
    writeRoot(in, test->name.range, roots.back().function, [&] {
      frame.inTest = true;
      block(*test->body, nullptr, false);
    });
  }
  return roots;
}

} // namespace dual::check
