#include "frontend/check/wording.h"

#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <fmt/format.h>

namespace dual::check {

static std::string sorted(std::string letters) {
  std::sort(letters.begin(), letters.end());
  return letters;
}

// A third of the letters may differ, so nothing but its other case is near to a name of one letter.
std::optional<std::string> suggestion(const std::string &name, const std::vector<std::string> &candidates) {
  unsigned best = static_cast<unsigned>((name.size() + 1) / 3) + 1;
  std::optional<std::string> result;
  std::string letters = sorted(name);
  for (const std::string &candidate : candidates) {
    if (candidate == "_") // the REPL's last value is near to every short name
      continue;
    if (llvm::StringRef(name).equals_insensitive(candidate))
      return candidate;
    unsigned distance =
        sorted(candidate) == letters ? 1 : llvm::StringRef(name).edit_distance(candidate, true, best);
    if (distance < best) {
      best = distance;
      result = candidate;
    }
  }
  return result;
}

std::string counted(size_t count, const std::string &noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

DiagCode effectCode(const std::string &place) {
  return place == "index notation" ? DiagCode::bad_index : DiagCode::bad_node;
}

} // namespace dual::check
