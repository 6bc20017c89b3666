// A value or the text of what went wrong: reading files fails often, and callers are built without
// exceptions.
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace dual::host {

/// What went wrong, in the style of the compiler's messages: lower case, no full stop, says what was seen.
struct Error {
  std::string message;
};

/// `if (!r) return r.error();` then `*r`.
template <class T> class [[nodiscard]] Result {
public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  explicit operator bool() const { return state_.index() == 0; }
  T &operator*() { return *std::get_if<0>(&state_); }
  const T &operator*() const { return *std::get_if<0>(&state_); }
  T *operator->() { return std::get_if<0>(&state_); }
  const T *operator->() const { return std::get_if<0>(&state_); }

  Error error() const { return Error{message()}; }
  const std::string &message() const { return std::get_if<1>(&state_)->message; }

private:
  std::variant<T, Error> state_;
};

/// Success without a value.
struct Done {};
using Status = Result<Done>;

} // namespace dual::host
