// Reading of zip archives.
#include "runtime/host/files/zip.h"

#include <algorithm>
#include <cstdlib>
#include <zlib.h>

namespace dual::host {

namespace {

constexpr uint32_t endSignature = 0x06054b50, directorySignature = 0x02014b50, localSignature = 0x04034b50;
constexpr size_t endSize = 22, directoryEntrySize = 46, localSize = 30;

/// Little-endian numbers at offsets that the caller has checked.
struct Reader {
  const std::byte *data;
  size_t u16(size_t at) const { return byte(at) | byte(at + 1) << 8; }
  size_t u32(size_t at) const { return u16(at) | u16(at + 2) << 16; }
  std::string text(size_t at, size_t size) const { return {reinterpret_cast<const char *>(data) + at, size}; }

private:
  size_t byte(size_t at) const { return std::to_integer<size_t>(data[at]); }
};

struct Directory {
  size_t offset = 0, size = 0, count = 0;
};

/// The end record stands at the end of the file, before a comment of at most 64 KiB.
Result<Directory> findDirectory(const Bytes &file) {
  Reader reader{file.data};
  if (file.size < endSize)
    return Error{file.size == 0 ? "it is empty, expected a zip archive"
                                : "it is too short for a zip archive"};
  size_t least = file.size > endSize + 0xffff ? file.size - endSize - 0xffff : 0;
  for (size_t at = file.size - endSize + 1; at-- > least;) {
    if (reader.u32(at) != endSignature || at + endSize + reader.u16(at + 20) != file.size)
      continue;
    Directory directory{reader.u32(at + 16), reader.u32(at + 12), reader.u16(at + 10)};
    if (directory.offset == 0xffffffff || directory.count == 0xffff)
      return Error{"it is a zip64 archive, which is not read"};
    if (directory.offset > at || directory.size > at - directory.offset)
      return Error{"its zip directory lies outside the file"};
    return directory;
  }
  return Error{"it has no zip directory at its end: it is truncated or no zip archive"};
}

/// One entry of the directory; `at` moves to the next.
Result<ZipMember> readEntry(const Reader &reader, const Directory &directory, size_t &at) {
  size_t left = directory.offset + directory.size - at;
  if (left < directoryEntrySize || reader.u32(at) != directorySignature)
    return Error{"its zip directory is damaged"};
  size_t nameSize = reader.u16(at + 28);
  size_t entrySize = directoryEntrySize + nameSize + reader.u16(at + 30) + reader.u16(at + 32);
  if (left < entrySize)
    return Error{"its zip directory is damaged"};
  ZipMember member;
  member.name = reader.text(at + directoryEntrySize, nameSize);
  size_t flags = reader.u16(at + 8), method = reader.u16(at + 10);
  member.deflated = method == 8;
  member.checksum = static_cast<uint32_t>(reader.u32(at + 16));
  member.storedSize = reader.u32(at + 20);
  member.size = reader.u32(at + 24);
  member.headerOffset = reader.u32(at + 42);
  at += entrySize;
  if (flags & 1)
    return Error{"member `" + member.name + "` is encrypted"};
  if (method != 0 && method != 8)
    return Error{"member `" + member.name + "` is compressed by method " + std::to_string(method) +
                 ", expected stored or deflated"};
  return member;
}

/// Finds the data behind the local header and checks that all of it lies before the directory.
/// Sizes in the local header are not read: NumPy leaves them to a zip64 field or to a record behind the data.
Status locateData(const Reader &reader, const Directory &directory, ZipMember &member) {
  size_t at = member.headerOffset, limit = directory.offset;
  if (at > limit || limit - at < localSize || reader.u32(at) != localSignature)
    return Error{"member `" + member.name + "` has no header where the directory says"};
  size_t nameSize = reader.u16(at + 26), headerSize = localSize + nameSize + reader.u16(at + 28);
  if (limit - at < headerSize || limit - at - headerSize < member.storedSize)
    return Error{"member `" + member.name + "` claims " + std::to_string(member.storedSize) +
                 " bytes, which do not fit in the file"};
  if (reader.text(at + localSize, nameSize) != member.name)
    return Error{"member `" + member.name + "` has another name in its own header"};
  member.dataOffset = at + headerSize;
  return Done{};
}

Status checkDistinct(std::vector<ZipMember> members) {
  std::sort(members.begin(), members.end(), [](auto &a, auto &b) { return a.headerOffset < b.headerOffset; });
  for (size_t i = 1; i < members.size(); ++i)
    if (members[i - 1].dataOffset + members[i - 1].storedSize > members[i].headerOffset)
      return Error{"members `" + members[i - 1].name + "` and `" + members[i].name + "` overlap"};
  std::sort(members.begin(), members.end(), [](auto &a, auto &b) { return a.name < b.name; });
  for (size_t i = 1; i < members.size(); ++i)
    if (members[i - 1].name == members[i].name)
      return Error{"it has two members `" + members[i].name + "`"};
  return Done{};
}

/// Checks the claimed size before memory is taken for it.
Status checkClaim(const ZipMember &member) {
  // Deflate cannot shrink by more than 1032 to 1.
  bool possible =
      member.deflated ? member.size / 1032 <= member.storedSize : member.size == member.storedSize;
  if (possible)
    return Done{};
  return Error{"member `" + member.name + "` claims " + std::to_string(member.size) + " bytes in " +
               std::to_string(member.storedSize) + ", which is impossible"};
}

/// Inflates exactly `size` bytes; false if the stream holds fewer, more, or is damaged.
bool inflateExactly(const std::byte *in, size_t inSize, std::byte *out, size_t size) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
    return false;
  std::byte spare; // zlib wants a place to write even if nothing comes
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<std::byte *>(in));
  stream.avail_in = static_cast<uInt>(inSize);
  stream.next_out = reinterpret_cast<Bytef *>(size ? out : &spare);
  stream.avail_out = static_cast<uInt>(size ? size : 1);
  int status = inflate(&stream, Z_FINISH);
  bool exact = status == Z_STREAM_END && stream.total_out == size && stream.avail_in == 0;
  inflateEnd(&stream);
  return exact;
}

} // namespace

Result<std::vector<ZipMember>> readZipDirectory(const Bytes &file) {
  Result<Directory> directory = findDirectory(file);
  if (!directory)
    return directory.error();
  Reader reader{file.data};
  std::vector<ZipMember> members;
  size_t at = directory->offset;
  for (size_t i = 0; i < directory->count; ++i) {
    Result<ZipMember> member = readEntry(reader, *directory, at);
    if (!member)
      return member.error();
    if (Status located = locateData(reader, *directory, *member); !located)
      return located.error();
    members.push_back(std::move(*member));
  }
  if (Status distinct = checkDistinct(members); !distinct)
    return distinct.error();
  return members;
}

Result<Bytes> readZipMember(const Bytes &file, const ZipMember &member) {
  if (Status claim = checkClaim(member); !claim)
    return claim.error();
  Bytes bytes{file.data + member.dataOffset, member.size, file.owner};
  if (member.deflated) {
    std::shared_ptr<void> memory(std::malloc(std::max<size_t>(member.size, 1)), std::free);
    auto *plain = static_cast<std::byte *>(memory.get());
    if (!plain)
      return Error{"member `" + member.name + "` needs " + std::to_string(member.size) + " bytes of memory"};
    if (!inflateExactly(bytes.data, member.storedSize, plain, member.size))
      return Error{"member `" + member.name + "` does not inflate to the " + std::to_string(member.size) +
                   " bytes it claims"};
    bytes = {plain, member.size, std::move(memory)};
  }
  if (crc32_z(0, reinterpret_cast<const Bytef *>(bytes.data), bytes.size) != member.checksum)
    return Error{"member `" + member.name + "` has a wrong checksum"};
  return bytes;
}

} // namespace dual::host
