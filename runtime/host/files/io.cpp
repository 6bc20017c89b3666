#include "runtime/host/files/io.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <set>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dual::host {

namespace {

/// A descriptor that is closed at the end of its scope.
struct Descriptor {
  int number;
  explicit Descriptor(int n) : number(n) {}
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor() {
    if (number >= 0)
      close(number);
  }
};

/// Files that stand under their temporary names. Never destroyed, since a signal may ask while the process
/// ends.
struct Unfinished {
  std::mutex mutex;
  std::set<std::string> names;
};
Unfinished &unfinished() {
  static auto *files = new Unfinished;
  return *files;
}

/// A new file beside `path`, under a name that nobody has.
int createBeside(const std::string &path, std::string &name) {
  std::lock_guard<std::mutex> lock(unfinished().mutex);
  for (int attempt = 0;; ++attempt) {
    name = path + ".part" + std::to_string(getpid()) + "-" + std::to_string(attempt);
    int descriptor = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0)
      unfinished().names.insert(name);
    if (descriptor >= 0 || errno != EEXIST || attempt == 100)
      return descriptor;
  }
}

/// Gives the temporary file its name, or removes it if there is a failure. Returns errno or 0.
int finish(const std::string &temporary, const std::string &path, int failure) {
  std::lock_guard<std::mutex> lock(unfinished().mutex);
  if (failure == 0 && rename(temporary.c_str(), path.c_str()) != 0)
    failure = errno;
  if (failure != 0)
    unlink(temporary.c_str());
  unfinished().names.erase(temporary);
  return failure;
}

/// Makes the rename itself durable; a directory that cannot be opened is no reason to fail.
void syncDirectory(const std::string &path) {
  size_t slash = path.rfind('/');
  Descriptor directory(
      open(slash == std::string::npos ? "." : path.substr(0, slash + 1).c_str(), O_RDONLY | O_CLOEXEC));
  if (directory.number >= 0)
    fsync(directory.number);
}

/// Fills and closes the new file. Returns errno or 0.
int fillAndClose(int number, const std::function<void(FileWriter &)> &fill) {
  Descriptor descriptor(number);
  FileWriter writer(number);
  fill(writer);
  if (writer.failure())
    return writer.failure();
  return fsync(number) == 0 ? 0 : errno;
}

} // namespace

Error readError(const std::string &path, const std::string &reason) {
  return {"cannot read `" + path + "`: " + reason};
}
Error writeError(const std::string &path, const std::string &reason) {
  return {"cannot write `" + path + "`: " + reason};
}

Result<Bytes> mapFile(const std::string &path) {
  Descriptor descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)); // a pipe must not block us
  struct stat status;
  if (descriptor.number < 0 || fstat(descriptor.number, &status) != 0)
    return readError(path, std::strerror(errno));
  if (!S_ISREG(status.st_mode))
    return readError(path, "it is not a regular file");
  auto size = static_cast<size_t>(status.st_size);
  if (size == 0)
    return Bytes{};
  void *memory = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.number, 0);
  if (memory == MAP_FAILED)
    return readError(path, std::strerror(errno));
  std::shared_ptr<const void> owner(memory, [memory, size](const void *) { munmap(memory, size); });
  return Bytes{static_cast<const std::byte *>(memory), size, std::move(owner)};
}

void FileWriter::write(const void *data, size_t size) {
  const auto *bytes = static_cast<const char *>(data);
  offset_ += size;
  while (size > 0 && failure_ == 0) {
    ssize_t written = ::write(descriptor_, bytes, size);
    if (written < 0 && errno != EINTR)
      failure_ = errno;
    if (written > 0)
      bytes += written, size -= static_cast<size_t>(written);
  }
}

Status writeFile(const std::string &path, const std::function<void(FileWriter &)> &fill) {
  struct stat status;
  if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) // never rename over a device or a folder
    return writeError(path, "it is not a regular file");
  std::string temporary;
  int descriptor = createBeside(path, temporary);
  if (descriptor < 0)
    return writeError(path, std::strerror(errno));
  if (int failure = finish(temporary, path, fillAndClose(descriptor, fill)))
    return writeError(path, std::strerror(failure));
  syncDirectory(path);
  return Done{};
}

void removeUnfinishedFiles() {
  unfinished().mutex.lock(); // for good
  for (const std::string &name : unfinished().names)
    unlink(name.c_str());
}

} // namespace dual::host
