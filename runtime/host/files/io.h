// Mapping whole files to read, and writing them so that no half file is ever seen.
#pragma once

#include "runtime/host/result.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace dual::host {

/// Bytes that `owner` keeps alive.
struct Bytes {
  const std::byte *data = nullptr;
  size_t size = 0;
  std::shared_ptr<const void> owner;
};

/// The whole of a regular file, mapped for reading. A file that another program cuts short while it is mapped
/// ends this program by a signal, as with any mapping; replacing it by renaming does no harm.
Result<Bytes> mapFile(const std::string &path);

/// Takes the bytes of a new file in order; after the first failure it takes no more.
class FileWriter {
public:
  explicit FileWriter(int descriptor) : descriptor_(descriptor) {}
  void write(const void *data, size_t size);
  void write(const std::string &text) { write(text.data(), text.size()); }
  /// Gives the file up, as if a write had failed with that errno.
  void fail(int reason) { failure_ = reason; }
  size_t offset() const { return offset_; }
  /// errno of the first failure, or 0.
  int failure() const { return failure_; }

private:
  int descriptor_;
  size_t offset_ = 0;
  int failure_ = 0;
};

/// Calls `fill` on a temporary file beside `path`, flushes it to the disk and renames it. On any failure the
/// temporary file is removed and what stood at `path` stays.
Status writeFile(const std::string &path, const std::function<void(FileWriter &)> &fill);

/// Removes what writeFile has begun and not renamed, and lets it rename nothing more: for whoever ends the
/// process.
void removeUnfinishedFiles();

/// "cannot read `path`: reason".
Error readError(const std::string &path, const std::string &reason);
Error writeError(const std::string &path, const std::string &reason);

} // namespace dual::host
