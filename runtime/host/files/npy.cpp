#include "runtime/host/files/npy.h"
#include "runtime/host/files/npy_format.h"
#include "runtime/host/files/tensor_bytes.h"
#include "runtime/host/kernels/shape.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace dual::host {

namespace {

struct NpyType {
  DType dtype;
  const char *code; // without the byte order
};
constexpr NpyType npyTypes[] = {{DType::Bool, "b1"}, {DType::I8, "i1"},  {DType::U8, "u1"},
                                {DType::I16, "i2"},  {DType::I32, "i4"}, {DType::I64, "i8"},
                                {DType::F16, "f2"},  {DType::F32, "f4"}, {DType::F64, "f8"}};

const NpyType *typeOf(std::string_view code) {
  for (const NpyType &type : npyTypes)
    if (code == type.code)
      return &type;
  return nullptr;
}
const NpyType *typeOf(DType dtype) {
  for (const NpyType &type : npyTypes)
    if (dtype == type.dtype)
      return &type;
  return nullptr;
}

/// The Python dictionary of a header. Each reader returns false, with `reason` set, on what it does not know.
class HeaderParser {
public:
  explicit HeaderParser(std::string_view text) : text_(text) {}

  bool parse() {
    if (!expect('{'))
      return false;
    while (!accept('}'))
      if (!entry() || !(accept(',') || peek() == '}'))
        return fail("its header is not a dictionary of three entries");
    if (peek() != '\0')
      return fail("there is text behind its header's dictionary");
    return (descr_ && order_ && shape_) || fail("its header lacks `descr`, `fortran_order` or `shape`");
  }

  std::string type;
  bool columnMajor = false;
  Dims shape;
  std::string reason;

private:
  bool fail(const std::string &why) {
    if (reason.empty())
      reason = why;
    return false;
  }
  char peek() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])))
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) { return peek() == c && ++at_; }
  bool expect(char c) { return accept(c) || fail(std::string("its header lacks a `") + c + "`"); }

  bool string(std::string &value) {
    char quote = peek();
    size_t end = quote == '\'' || quote == '"' ? text_.find(quote, at_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos)
      return fail("its header has something else where a string should stand");
    value = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return true;
  }

  bool entry() {
    std::string key;
    if (!string(key) || !expect(':'))
      return false;
    bool *seen = key == "descr"           ? &descr_
                 : key == "fortran_order" ? &order_
                 : key == "shape"         ? &shape_
                                          : nullptr;
    if (!seen)
      return fail("its header has an unknown entry `" + key + "`");
    if (std::exchange(*seen, true))
      return fail("its header has `" + key + "` twice");
    return seen == &descr_ ? descr() : seen == &order_ ? order() : dims();
  }

  bool descr() {
    if (peek() == '[')
      return fail("its elements are records, expected numbers");
    return string(type);
  }
  bool order() {
    peek();
    columnMajor = text_.substr(at_, 4) == "True";
    if (!columnMajor && text_.substr(at_, 5) != "False")
      return fail("`fortran_order` is neither True nor False");
    at_ += columnMajor ? 4 : 5;
    return true;
  }
  bool dims() {
    if (!expect('('))
      return false;
    while (!accept(')')) {
      int64_t dim = 0;
      if (!number(dim) || !(accept(',') || peek() == ')'))
        return fail("its shape is not a tuple of sizes");
      shape.push_back(dim);
    }
    return shape.size() <= 32 || fail("its shape has more than 32 dims");
  }
  bool number(int64_t &value) {
    if (!std::isdigit(static_cast<unsigned char>(peek())))
      return false;
    for (; at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])); ++at_)
      if (__builtin_mul_overflow(value, int64_t(10), &value) ||
          __builtin_add_overflow(value, text_[at_] - '0', &value))
        return fail("a size in its shape does not fit in 64 bits");
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  bool descr_ = false, order_ = false, shape_ = false;
};

/// Where the header's text and the data start; 0 if the bytes are no .npy.
struct Preamble {
  size_t headerStart = 0, dataStart = 0;
  std::string reason;
};

Preamble readPreamble(const Bytes &bytes) {
  if (bytes.size < 10 || std::memcmp(bytes.data, "\x93NUMPY", 6) != 0)
    return {0, 0,
            bytes.size == 0 ? "it is empty, expected an .npy array" : "it does not start as an .npy array"};
  auto byteAt = [&](size_t i) { return std::to_integer<size_t>(bytes.data[i]); };
  size_t major = byteAt(6);
  if (major < 1 || major > 3)
    return {0, 0, "its .npy version is " + std::to_string(major) + ", expected 1, 2 or 3"};
  size_t length = byteAt(8) | byteAt(9) << 8, start = 10;
  if (major > 1) {
    if (bytes.size < 12)
      return {0, 0, "it ends inside its header"};
    length |= byteAt(10) << 16 | byteAt(11) << 24;
    start = 12;
  }
  if (length > bytes.size - start)
    return {0, 0,
            "its header claims " + std::to_string(length) + " bytes, only " +
                std::to_string(bytes.size - start) + " follow"};
  return {start, start + length, ""};
}

/// The dtype of a code as `<f4`; sets `reason` if we have none.
const NpyType *checkedType(const std::string &code, std::string &reason) {
  const NpyType *type = code.size() == 3 ? typeOf(std::string_view(code).substr(1)) : nullptr;
  if (!type)
    reason = "its elements are `" + code + "`, expected bool, i1 to i8, u1 or f2 to f8";
  else if (code[0] != '<' && code[0] != '|' && code[0] != '=' && code[0] != '>')
    reason = "its byte order `" + code.substr(0, 1) + "` is unknown";
  return reason.empty() ? type : nullptr;
}

/// A copy whose elements have their bytes in the other order. Precondition: `data` is whole elements.
Bytes swapped(const Bytes &data, size_t width) {
  std::shared_ptr<std::byte> copy(new std::byte[data.size], std::default_delete<std::byte[]>());
  for (size_t at = 0; at < data.size; at += width)
    std::reverse_copy(data.data + at, data.data + at + width, copy.get() + at);
  return {copy.get(), data.size, copy};
}

Result<Tensor> readData(const HeaderParser &header, DType dtype, Bytes data) {
  std::optional<size_t> expected = checkedByteCount(dtype, header.shape);
  if (!expected)
    return Error{"its shape " + shapeText(header.shape) + " is larger than any memory"};
  if (*expected != data.size)
    return Error{"its shape " + shapeText(header.shape) + " of " + name(dtype) + " needs " +
                 std::to_string(*expected) + " bytes, found " + std::to_string(data.size)};
  if (header.type[0] == '>' && byteSize(dtype) > 1)
    data = swapped(data, byteSize(dtype));
  if (!header.columnMajor)
    return tensorFromBytes(dtype, header.shape, data);
  Dims reversed = header.shape, permutation = Dims::iota(header.shape.size());
  std::reverse(reversed.begin(), reversed.end());
  std::reverse(permutation.begin(), permutation.end());
  Result<Tensor> columns = tensorFromBytes(dtype, reversed, data);
  if (!columns)
    return columns.error();
  return transpose(*columns, permutation);
}

} // namespace

Result<Tensor> parseNpy(const Bytes &bytes) {
  Preamble preamble = readPreamble(bytes);
  if (!preamble.reason.empty())
    return Error{preamble.reason};
  HeaderParser header({reinterpret_cast<const char *>(bytes.data) + preamble.headerStart,
                       preamble.dataStart - preamble.headerStart});
  if (!header.parse())
    return Error{header.reason};
  std::string reason;
  const NpyType *type = checkedType(header.type, reason);
  if (!type)
    return Error{reason};
  return readData(header, type->dtype,
                  {bytes.data + preamble.dataStart, bytes.size - preamble.dataStart, bytes.owner});
}

/// As Python writes a tuple.
static std::string tupleText(const Dims &shape) {
  std::string text = "(";
  for (size_t axis = 0; axis < shape.size(); ++axis)
    text += (axis ? ", " : "") + std::to_string(shape[axis]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

// NumPy's own bytes: it leaves room for a first size of 21 digits, for whoever appends to the file.
std::string npyHeader(const Tensor &x) {
  std::string order = byteSize(x.dtype()) == 1 ? "|" : "<";
  std::string text = "{'descr': '" + order + typeOf(x.dtype())->code +
                     "', 'fortran_order': False, 'shape': " + tupleText(x.shape()) + ", }";
  if (!x.shape().empty())
    text.append(21 - std::to_string(x.shape()[0]).size(), ' ');
  text.append(64 - (11 + text.size()) % 64, ' ');
  text += '\n';
  std::string header("\x93NUMPY\1\0", 8);
  header += static_cast<char>(text.size() & 0xff);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

Result<Tensor> readNpy(const std::string &path) {
  Result<Bytes> file = mapFile(path);
  if (!file)
    return file.error();
  Result<Tensor> tensor = parseNpy(*file);
  return tensor ? tensor : readError(path, tensor.message());
}

Status writeNpy(const std::string &path, const Tensor &x) {
  if (!typeOf(x.dtype()))
    return writeError(path, std::string(".npy has no type for ") + name(x.dtype()));
  return writeFile(path, [&](FileWriter &file) {
    file.write(npyHeader(x));
    file.write(x.data(), x.byteCount());
  });
}

} // namespace dual::host
