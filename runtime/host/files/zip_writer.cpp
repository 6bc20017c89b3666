// Writing of zip archives. Equal content gives equal bytes: every date is the format's first, 1980-01-01.
#include "runtime/host/files/zip.h"

#include <zlib.h>

namespace dual::host {

namespace {

constexpr size_t limit = 0xffffffff, alignment = 64, localSize = 30;
constexpr uint32_t versionNeeded = 20, firstDate = 0x21;
// An extra field of padding, as Android's zipalign writes it: 0xd935, its size, the alignment, zeros.
constexpr uint32_t paddingId = 0xd935;
constexpr size_t paddingHeader = 6;

void put(std::string &out, size_t value, int bytes) {
  for (; bytes > 0; --bytes, value >>= 8)
    out += static_cast<char>(value & 0xff);
}

/// The fields that both headers share.
void putCommon(std::string &out, const ZipMember &member) {
  put(out, versionNeeded, 2);
  put(out, 0x800, 2); // the name is UTF-8
  put(out, member.deflated ? 8 : 0, 2);
  put(out, 0, 2);
  put(out, firstDate, 2);
  put(out, member.checksum, 4);
  put(out, member.storedSize, 4);
  put(out, member.size, 4);
  put(out, member.name.size(), 2);
}

std::string padding(size_t dataStart) {
  size_t zeros = (alignment - (dataStart + paddingHeader) % alignment) % alignment;
  std::string extra;
  put(extra, paddingId, 2);
  put(extra, zeros + 2, 2);
  put(extra, alignment, 2);
  extra.append(zeros, '\0');
  return extra;
}

/// Raw deflate at zlib's default level; empty if memory ran out.
std::string deflateAll(const std::string &plain) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return {};
  std::string out(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  int status = deflate(&stream, Z_FINISH);
  out.resize(status == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

} // namespace

void ZipWriter::add(const std::string &name, const std::string &plain, bool deflate) {
  if (failed_ || plain.size() >= limit || file_.offset() >= limit || name.size() > 0xffff) {
    failed_ = true;
    return;
  }
  std::string packed = deflate ? deflateAll(plain) : std::string();
  failed_ = deflate && packed.empty();
  const std::string &stored = deflate ? packed : plain;
  auto checksum = crc32_z(0, reinterpret_cast<const Bytef *>(plain.data()), plain.size());
  ZipMember member{name,           deflate, static_cast<uint32_t>(checksum), stored.size(), plain.size(),
                   file_.offset(), 0};
  std::string extra = deflate ? std::string() : padding(file_.offset() + localSize + name.size());
  std::string header;
  put(header, 0x04034b50, 4);
  putCommon(header, member);
  put(header, extra.size(), 2);
  file_.write(header + name + extra);
  file_.write(stored);
  members_.push_back(std::move(member));
}

void ZipWriter::finish() {
  size_t start = file_.offset();
  std::string directory;
  for (const ZipMember &member : members_) {
    put(directory, 0x02014b50, 4);
    put(directory, versionNeeded, 2);
    putCommon(directory, member);
    put(directory, 0, 12); // no extra field, comment, attributes; disk 0
    put(directory, member.headerOffset, 4);
    directory += member.name;
  }
  failed_ |= start + directory.size() >= limit || members_.size() >= 0xffff;
  std::string end;
  put(end, 0x06054b50, 4);
  put(end, 0, 4);
  put(end, members_.size(), 2);
  put(end, members_.size(), 2);
  put(end, directory.size(), 4);
  put(end, start, 4);
  put(end, 0, 2);
  file_.write(directory + end);
}

} // namespace dual::host
