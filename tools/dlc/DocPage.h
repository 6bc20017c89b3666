// One page of `dlc doc`: what a module declares, from its `///` comments and its signatures.
#pragma once

#include "frontend/source/source.h"
#include "frontend/syntax/ast.h"

#include <map>
#include <string>
#include <vector>

namespace dual::tool {

struct DocModule {
  std::string name;
  std::unique_ptr<Module> syntax;
};

// Where the page of a name is, such as `nn.html#Dense`, by module and name.
using DocLinks = std::map<std::pair<std::string, std::string>, std::string>;

bool isDocumented(const Decl &decl); // not private, no `main`, no test
DocLinks linksOf(const std::vector<DocModule> &modules);

// The comment that a file begins with.
std::string summaryOf(const DocModule &module, const SourceManager &sources);

std::string docPage(const DocModule &module, const DocLinks &links, const SourceManager &sources);
std::string docIndex(const std::vector<DocModule> &modules, const SourceManager &sources);

} // namespace dual::tool
