// Words that people bring along from other languages and libraries, with the help that each gets.
#pragma once

#include <string>
#include <string_view>

namespace dual {

struct Habit {
  const char *words; // each between blanks
  const char *help;
};

inline bool hasWord(std::string_view words, std::string_view word) {
  return words.find(" " + std::string(word) + " ") != std::string_view::npos;
}

// The help of the first row that has the word, or empty.
template <size_t N> std::string helpFor(const Habit (&habits)[N], std::string_view word) {
  for (const Habit &habit : habits)
    if (hasWord(habit.words, word))
      return habit.help;
  return {};
}

} // namespace dual
