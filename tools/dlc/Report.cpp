#include "tools/dlc/Report.h"

#include "runtime/host/attempt.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/Support/JSON.h"

#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <unistd.h>

namespace dual::tool {

namespace {

bool asJson = false;

struct Place {
  std::string file;
  LineColumn begin, end;
};

std::optional<Place> placeOf(const SourceManager &sources, SourceRange range) {
  if (!range.valid())
    return std::nullopt;
  const SourceFile &file = sources.file(range.file);
  return Place{file.name(), file.lineColumn(range.begin), file.lineColumn(std::max(range.begin, range.end))};
}

// `name:line:column`, as failures of a running program have it.
std::optional<Place> placeOf(llvm::StringRef text) {
  auto [rest, column] = text.rsplit(':');
  auto [file, line] = rest.rsplit(':');
  LineColumn at;
  if (line.getAsInteger(10, at.line) || column.getAsInteger(10, at.column))
    return std::nullopt;
  return Place{file.str(), at, at};
}

struct Note {
  std::string message;
  std::optional<Place> place;
};

// One line of JSON. Every object has every member, so that its reader needs no cases.
class Line {
public:
  void operator()(llvm::StringRef severity, std::optional<std::string> code, const Note &what,
                  llvm::ArrayRef<Note> notes, llvm::ArrayRef<std::string> helps) {
    json.object([&] {
      json.attribute("severity", severity);
      json.attribute("code", code ? text(*code) : nullptr);
      members(what);
      json.attributeArray("notes", [&] {
        for (const Note &note : notes)
          json.object([&] { members(note); });
      });
      json.attributeArray("help", [&] {
        for (const std::string &help : helps)
          json.value(text(help));
      });
    });
    json.flush();
    std::fflush(stdout);
    fmt::print(stderr, "{}\n", line);
  }

private:
  static llvm::json::Value text(llvm::StringRef given) {
    return llvm::json::isUTF8(given) ? given.str() : llvm::json::fixUTF8(given);
  }

  void position(llvm::StringRef name, LineColumn at) {
    json.attributeObject(name, [&] {
      json.attribute("line", at.line);
      json.attribute("column", at.column);
    });
  }

  void members(const Note &note) {
    json.attribute("message", text(note.message));
    json.attribute("file", note.place ? text(note.place->file) : nullptr);
    if (!note.place)
      return json.attribute("range", nullptr);
    json.attributeObject("range", [&] {
      position("begin", note.place->begin);
      position("end", note.place->end);
    });
  }

  std::string line;
  llvm::raw_string_ostream out{line};
  llvm::json::OStream json{out};
};

std::string_view word(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

} // namespace

void reportAsJson() { asJson = true; }

void showError(const std::string &message, const std::string &advice) {
  if (asJson)
    return Line()("error", std::nullopt, {message, {}}, {},
                  advice.empty() ? llvm::ArrayRef<std::string>() : llvm::ArrayRef(advice));
  std::fflush(stdout);
  fmt::print(stderr, "error: {}\n{}{}", message, advice, advice.empty() ? "" : "\n");
}

void showNote(const std::string &message) {
  if (asJson)
    return Line()("note", std::nullopt, {message, {}}, {}, {});
  fmt::print(stderr, "note: {}\n", message);
}

void showInterrupted() {
  if (asJson)
    return Line()("note", std::nullopt, {"interrupted", {}}, {}, {});
  fmt::print(stderr, "interrupted\n");
}

void showInternalError(const std::string &what, const std::string &details) {
  if (asJson)
    return Line()("error", std::nullopt, {"internal error: " + what, {}}, {}, details);
  std::fflush(stdout);
  fmt::print(stderr, "internal error: {}\n{}", what, details);
}

int showFailure(const std::string &message, const std::string &place) {
  std::fflush(stdout);
  if (host::handOver(message.c_str(), place.c_str()))
    return 1;
  if (asJson)
    Line()("error", std::nullopt, {message, placeOf(place)}, {}, {});
  else
    fmt::print(stderr, "error: {}\n{}", message, place.empty() ? "" : "  --> " + place + "\n");
  return 1;
}

int showFailure(const std::string &message, mlir::Location where) {
  auto at = mlir::dyn_cast<mlir::FileLineColLoc>(where);
  return showFailure(message,
                     at ? fmt::format("{}:{}:{}", at.getFilename().str(), at.getLine(), at.getColumn())
                        : std::string());
}

static void write(const char *text, size_t size) {
  [[maybe_unused]] ssize_t written = ::write(STDERR_FILENO, text, size);
}

static void write(const char *text) { write(text, std::strlen(text)); }

// Inside quotes, for bytes that need not be UTF-8.
static void writeQuoted(const char *text) {
  for (; *text; ++text)
    if (*text == '\n')
      write("\\n");
    else if (*text < ' ')
      write("?");
    else {
      write(*text == '"' || *text == '\\' ? "\\" : "");
      write(text, 1);
    }
}

void showEnd(const char *kind, const char *message, std::initializer_list<const char *> help) {
  if (!asJson) {
    for (const char *part : {kind, ": ", message, "\n"})
      write(part);
    for (const char *part : help)
      write(part);
    return;
  }
  bool isInternal = std::strcmp(kind, "error") != 0;
  write(R"({"severity":"error","code":null,"message":")");
  for (const char *part : {isInternal ? kind : "", isInternal ? ": " : "", message})
    writeQuoted(part);
  write(R"(","file":null,"range":null,"notes":[],"help":[)");
  write(help.size() ? "\"" : "");
  for (const char *part : help)
    writeQuoted(part);
  write(help.size() ? "\"]}\n" : "]}\n");
}

std::string failureText(const SourceManager &sources, const std::string &message, const std::string &place,
                        bool colors) {
  std::string text = fmt::format("{}: {}\n", colors ? "\033[1;31merror\033[0m" : "error", message);
  auto at = placeOf(place);
  FileId file = at ? sources.find(at->file) : FileId::none;
  if (file == FileId::none)
    return text + (at ? fmt::format(" --> {}\n", place) : "");
  uint32_t offset = sources.file(file).offset(at->begin);
  RenderOptions render;
  render.colors = colors;
  return text + renderPlace(sources, {file, offset, offset + 1}, render);
}

void showDiagnostics(const Diagnostics &diags, const SourceManager &sources) {
  if (!asJson) {
    RenderOptions render;
    render.colors = isatty(STDERR_FILENO);
    fmt::print(stderr, "{}", diags.render(render));
    return;
  }
  for (const Diagnostic *diag : diags.inSourceOrder()) {
    std::vector<Note> notes;
    for (const DiagNote &note : diag->notes)
      notes.push_back({note.text, placeOf(sources, note.range)});
    Line()(word(diag->severity), std::string(diagInfo(diag->code).id),
           {diag->message, placeOf(sources, diag->range)}, notes, diag->helps);
  }
}

} // namespace dual::tool
