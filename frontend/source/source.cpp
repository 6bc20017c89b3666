#include "frontend/source/source.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/stat.h>

namespace dual {

// Offsets are 32 bits wide; a source file of this size is a mistake in any case.
static constexpr size_t maxFileSize = 256u << 20;

SourceRange cover(SourceRange a, SourceRange b) {
  if (!a.valid())
    return b;
  if (!b.valid())
    return a;
  return {a.file, std::min(a.begin, b.begin), std::max(a.end, b.end)};
}

SourceFile::SourceFile(std::string name, std::string text, uint32_t firstLine)
    : fileName(std::move(name)), contents(std::move(text)), first(firstLine) {
  lineStarts.push_back(0);
  for (size_t i = 0; i < contents.size(); ++i)
    if (contents[i] == '\n')
      lineStarts.push_back(static_cast<uint32_t>(i + 1));
}

// A UTF-8 continuation byte belongs to the character before it.
static bool startsCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

LineColumn SourceFile::lineColumn(uint32_t offset) const {
  offset = std::min<uint32_t>(offset, static_cast<uint32_t>(contents.size()));
  auto next = std::upper_bound(lineStarts.begin(), lineStarts.end(), offset);
  auto line = static_cast<uint32_t>(next - lineStarts.begin());
  auto start = contents.begin() + lineStarts[line - 1];
  auto column = std::count_if(start, contents.begin() + offset, startsCharacter);
  return {line + first - 1, static_cast<uint32_t>(column) + 1};
}

uint32_t SourceFile::offset(LineColumn at) const {
  if (at.line < first || at.line - first >= lineStarts.size())
    return static_cast<uint32_t>(contents.size());
  uint32_t result = lineStart(at.line);
  for (uint32_t column = 1; column < at.column && result < contents.size(); ++column)
    do
      ++result;
    while (result < contents.size() && !startsCharacter(contents[result]));
  return result;
}

std::string_view SourceFile::lineText(uint32_t line) const {
  uint32_t begin = lineStart(line), next = line + 1 - first;
  size_t end = next < lineStarts.size() ? lineStarts[next] - 1 : contents.size();
  if (end > begin && contents[end - 1] == '\r')
    --end;
  return std::string_view(contents).substr(begin, end - begin);
}

FileId SourceManager::add(std::string name, std::string text, uint32_t firstLine) {
  files.push_back(std::make_unique<SourceFile>(std::move(name), std::move(text), firstLine));
  return static_cast<FileId>(files.size() - 1);
}

namespace {
struct FileCloser {
  void operator()(std::FILE *file) const { std::fclose(file); }
};
using FileHandle = std::unique_ptr<std::FILE, FileCloser>;
} // namespace

// Opening a directory succeeds and only reading it fails, with a text that helps nobody.
static bool isDirectory(const std::string &path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

static bool readAll(std::FILE *file, std::string &text, std::string &why) {
  char buffer[1 << 16];
  size_t got = 0;
  while ((got = std::fread(buffer, 1, sizeof buffer, file)) != 0) {
    text.append(buffer, got);
    if (text.size() > maxFileSize) {
      why = "it is larger than 256 MiB";
      return false;
    }
  }
  if (std::ferror(file))
    why = std::strerror(errno);
  return why.empty();
}

std::optional<FileId> SourceManager::load(const std::string &path, std::string &why) {
  why.clear();
  if (isDirectory(path)) {
    why = "it is a directory";
    return std::nullopt;
  }
  FileHandle file(std::fopen(path.c_str(), "rb"));
  if (!file) {
    why = std::strerror(errno);
    return std::nullopt;
  }
  std::string text;
  if (!readAll(file.get(), text, why))
    return std::nullopt;
  return add(path, std::move(text));
}

FileId SourceManager::find(std::string_view name) const {
  for (size_t k = files.size(); k > 0; --k)
    if (files[k - 1]->name() == name)
      return static_cast<FileId>(k - 1);
  return FileId::none;
}

std::string_view SourceManager::text(SourceRange range) const {
  return file(range.file).text().substr(range.begin, range.end - range.begin);
}

std::string SourceManager::describe(SourceRange range) const {
  const SourceFile &source = file(range.file);
  LineColumn at = source.lineColumn(range.begin);
  return source.name() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
}

} // namespace dual
