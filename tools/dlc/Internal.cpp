#include "tools/dlc/Internal.h"

#include <fmt/format.h>

namespace dual::tool {

int internalError(const std::string &what, const std::string &details) {
  fmt::print(stderr,
             "internal error: {}\nThis is a mistake of dlc, not of your program; `dlc run --eager` does without the part that failed.\n"
             "Please report it with the program that shows it and these details:\n{}",
             what, details);
  return 70;
}

} // namespace dual::tool
