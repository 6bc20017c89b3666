#include "tools/dlc-opt/Library.h"

#include "tools/dlc/Build.h"

#include <fmt/format.h>
#include <vector>

namespace dual {

int makeTestLibrary(int argc, char **argv) {
  tool::BuildTest how;
  std::vector<char *> rest = {argv[0], const_cast<char *>("build")};
  for (int k = 2; k < argc; ++k) {
    std::string word = argv[k];
    bool hasValue = k + 1 < argc;
    if (word == "--count")
      how.count = true;
    else if (word == "--droppable")
      how.droppable = true;
    else if (word == "--need" && hasValue)
      how.need.push_back(argv[++k]);
    else if (word == "--core" && hasValue)
      how.core = argv[++k];
    else
      rest.push_back(argv[k]);
  }
  tool::Options options = tool::parseOptions(static_cast<int>(rest.size()), rest.data());
  if (!options.problem.empty()) {
    fmt::print(stderr, "error: {}\n", options.problem);
    return 2;
  }
  return tool::build(options, how);
}

} // namespace dual
