// Formatting, printing, failing, time.
#include "runtime/host/text.h"
#include "runtime/host/attempt.h"
#include "runtime/host/output.h"
#include "runtime/host/print.h"
#include "runtime/host/progress.h"
#include "runtime/program/list.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace dual;
using namespace dual::program;

namespace {

FailureHandler failureHandler = nullptr;

std::string plain(const DualItem &item) {
  const auto *tensor = std::get_if<host::Tensor>(&item);
  return tensor ? host::toText(*tensor) : std::get<std::string>(item);
}

/// "8.3", "8", ".3" or nothing.
host::Format parseFormat(const std::string &spec) {
  host::Format format;
  format.width = std::atoi(spec.c_str());
  size_t point = spec.find('.');
  if (point != std::string::npos)
    format.digits = std::atoi(spec.c_str() + point + 1);
  return format;
}

std::string formatted(const DualItem &item, const std::string &spec) {
  if (const auto *node = std::get_if<const host::Node *>(&item))
    return host::toText(**node, parseFormat(spec));
  if (spec.empty())
    return plain(item);
  if (spec == "\"")
    return host::quotedText(std::get<std::string>(item));
  host::Format format = parseFormat(spec);
  if (const auto *text = std::get_if<std::string>(&item))
    return host::padText(*text, format.width);
  return host::toText(std::get<host::Tensor>(item), format);
}

/// `message` with {0}, {1} ... replaced by the items from `first` on; other braces are text.
std::string substituted(const std::string &message, const DualList &list, size_t first) {
  std::string text;
  for (size_t i = 0; i < message.size(); ++i) {
    char *end = nullptr;
    size_t number = message[i] == '{' ? std::strtoul(&message[i] + 1, &end, 10) : 0;
    if (end && *end == '}' && end != &message[i] + 1 && first + number < list.items.size()) {
      text += plain(list.items[first + number]);
      i = static_cast<size_t>(end - message.data());
    } else {
      text += message[i];
    }
  }
  return text;
}

} // namespace

namespace dual::program {

void setFailureHandler(FailureHandler handler) { failureHandler = handler; }

void fail(const std::string &message, const std::string &code, const std::string &place) {
  std::fflush(stdout);
  host::endProgressLine();
  if (failureHandler)
    failureHandler(message.c_str(), code.c_str(), place.c_str());
  std::fprintf(stderr, "error: %s\n", message.c_str());
  if (!place.empty())
    std::fprintf(stderr, "  --> %s\n", place.c_str());
  std::_Exit(1); // what the program holds goes with the process
}

} // namespace dual::program

DualList *dual_rt_format(DualList *list) {
  std::string text = list->text(0);
  for (size_t i = 1; i < list->items.size(); i += 3)
    text += formatted(list->items[i + 1], list->text(i)) + list->text(i + 2);
  list->items.clear();
  list->items.emplace_back(host::bytesOf(text));
  return list;
}

void dual_rt_print(const DualDescriptor *text, int64_t, int64_t) {
  host::Status written = host::printLine(toText(*text));
  if (!written)
    fail(written.message(), "FAIL", "");
}

void dual_rt_is_utf8(const DualDescriptor *text, int64_t, int64_t, DualDescriptor *into, int64_t, int64_t) {
  answer(host::isUtf8(toText(*text)), *into);
}

void dual_rt_compare_texts(const DualDescriptor *a, int64_t, int64_t, const DualDescriptor *b, int64_t,
                           int64_t, DualDescriptor *order, int64_t, int64_t) {
  answer(host::compareTexts(toText(*a), toText(*b)), *order);
}

void dual_rt_fail(DualList *list) {
  fail(substituted(list->text(0), *list, 3), list->text(1), list->text(2));
}

double dual_rt_clock() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int64_t dual_rt_begin_fails() { return host::beginFails(); }

void dual_rt_end_fails(const DualDescriptor *part, int64_t, int64_t, DualDescriptor *into, int64_t, int64_t) {
  answer(host::endFails(toText(*part)), *into);
}

void dual_rt_progress(int64_t done, int64_t total) {
  static std::unique_ptr<host::Progress> bar;
  if (!bar || done == 0)
    bar = std::make_unique<host::Progress>("", total);
  bar->update(done);
  if (done >= total)
    bar.reset();
}
