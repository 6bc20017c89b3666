// What the words after `dlc test` are: files, folders, parts of titles.
#pragma once

#include <string>
#include <vector>

namespace dual::tool {

struct TestFiles {
  std::vector<std::string> files; // in folders: by name; without a file or folder those of this folder
  std::vector<std::string> names;
};

TestFiles testFiles(const std::vector<std::string> &words);

} // namespace dual::tool
