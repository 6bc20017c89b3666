// Where source text lives: files, byte ranges in them, and the way back to lines and columns.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dual {

// The index of a file in its SourceManager. A class of its own, so that it is never mixed up with an offset.
enum class FileId : uint32_t { none = UINT32_MAX };

// A half-open range of bytes in one file. Every syntax node and every diagnostic has one.
struct SourceRange {
  FileId file = FileId::none;
  uint32_t begin = 0;
  uint32_t end = 0;

  bool valid() const { return file != FileId::none; }
};

// The smallest range that covers both; both must lie in one file, an invalid one is ignored.
SourceRange cover(SourceRange a, SourceRange b);

// A position as people write it: both numbers start at 1, the column counts characters, not bytes.
struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;
};

class SourceFile {
public:
  // `firstLine` is the number of the text's first line: an input of the REPL is a part of a longer text.
  SourceFile(std::string name, std::string text, uint32_t firstLine = 1);

  const std::string &name() const { return fileName; }
  std::string_view text() const { return contents; }
  uint32_t lineCount() const { return static_cast<uint32_t>(lineStarts.size()); }
  LineColumn lineColumn(uint32_t offset) const;
  // The way back. The end of the text for a place that it does not have.
  uint32_t offset(LineColumn at) const;
  // The text of a line without its line end.
  std::string_view lineText(uint32_t line) const;
  uint32_t lineStart(uint32_t line) const { return lineStarts[line - first]; }

private:
  std::string fileName;
  std::string contents;
  std::vector<uint32_t> lineStarts;
  uint32_t first;
};

// Owns all the files of a run. References to files stay valid as more are added.
class SourceManager {
public:
  // Text that is already in memory: a REPL input, an embedded stdlib module.
  FileId add(std::string name, std::string text, uint32_t firstLine = 1);
  // Reads a file; when it cannot, gives nothing and puts the system's reason into `why`.
  std::optional<FileId> load(const std::string &path, std::string &why);

  // By its name; of two of one name the later.
  FileId find(std::string_view name) const;

  const SourceFile &file(FileId id) const { return *files[static_cast<uint32_t>(id)]; }
  std::string_view text(SourceRange range) const;
  // "name:line:column" of the range's beginning.
  std::string describe(SourceRange range) const;

private:
  std::vector<std::unique_ptr<SourceFile>> files;
};

} // namespace dual
