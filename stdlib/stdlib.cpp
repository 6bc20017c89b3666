#include "stdlib/stdlib.h"

#include <utility>

namespace dual {

static const std::pair<const char *, const char *> modules[] = {
#include "modules.inc"
};

std::optional<std::string> standardModule(const std::string &name) {
  for (auto &[candidate, text] : modules)
    if (name == candidate)
      return text;
  return std::nullopt;
}

std::vector<std::string> standardModuleNames() {
  std::vector<std::string> names;
  for (auto &[name, text] : modules)
    names.push_back(name);
  return names;
}

} // namespace dual
