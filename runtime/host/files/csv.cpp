#include "runtime/host/files/csv.h"

#include "runtime/host/files/io.h"

#include <charconv>

namespace dual::host {
namespace {

std::string_view trimmed(std::string_view text, const char *what) {
  size_t first = text.find_first_not_of(what);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(what) - first + 1);
}

/// The field up to the next comma outside quotes; `line` goes on behind it, `more` if there was one.
std::string_view takeField(std::string_view &line, bool &more) {
  size_t end = 0;
  for (bool quoted = false; end < line.size() && (quoted || line[end] != ','); ++end)
    quoted ^= line[end] == '"';
  more = end < line.size();
  std::string_view field = trimmed(line.substr(0, end), " \t");
  line.remove_prefix(std::min(end + 1, line.size()));
  return field.size() >= 2 && field.front() == '"' && field.back() == '"'
             ? trimmed(field.substr(1, field.size() - 2), " \t")
             : field;
}

template <class T> bool parseNumber(std::string_view field, T &value) {
  if (!field.empty() && field.front() == '+')
    field.remove_prefix(1);
  auto [end, failed] = std::from_chars(field.data(), field.data() + field.size(), value);
  return failed == std::errc() && end == field.data() + field.size();
}

template <class T> bool parse(std::string_view field, T &value) {
  if constexpr (std::is_same_v<T, bool>) {
    value = field == "true" || field == "1";
    return value || field == "false" || field == "0";
  } else if constexpr (std::is_arithmetic_v<T>) {
    return parseNumber(field, value);
  } else {
    double number = 0;
    bool isNumber = parseNumber(field, number);
    if constexpr (std::is_same_v<T, Float16>)
      value = numerics::toFloat16(number);
    else
      value = numerics::toBFloat16(number);
    return isNumber;
  }
}

class Reader {
public:
  Reader(const std::string &path, const std::vector<Promise> &promises) : path(path), promises(promises) {
    for (const Promise &promise : promises)
      columns += widthOf(promise);
    values.resize(promises.size());
  }

  Result<std::vector<Tensor>> read(std::string_view text, bool header) {
    text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
    if (text.empty())
      return Error{"`" + path + "` is empty; expected " + (header ? "a header line" : "a line for each row")};
    for (; !text.empty(); ++line) {
      size_t end = std::min(text.find('\n'), text.size());
      if (!(header && line == 1))
        if (Status row = takeRow(text.substr(0, end)); !row)
          return row.error();
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return tensors();
  }

private:
  static int64_t widthOf(const Promise &promise) { return promise.shape.size() == 1 ? 1 : promise.shape[1]; }

  Error wrong(int64_t column, const std::string &what) {
    return Error{"line " + std::to_string(line) + (column > 0 ? ", column " + std::to_string(column) : "") +
                 " of `" + path + "` " + what};
  }

  Status takeRow(std::string_view rest) {
    rest = trimmed(rest, "\r");
    int64_t column = 0;
    bool more = true;
    for (size_t k = 0; k < promises.size(); ++k)
      for (int64_t i = 0; i < widthOf(promises[k]); ++i) {
        if (!more)
          return wrong(0,
                       "has " + std::to_string(column) + " columns; it must have " + std::to_string(columns));
        std::string_view field = takeField(rest, more);
        if (Status taken = takeValue(k, field, ++column); !taken)
          return taken;
      }
    if (more)
      return wrong(0, "has more than " + std::to_string(columns) + " columns");
    ++rows;
    return Done{};
  }

  Status takeValue(size_t k, std::string_view field, int64_t column) {
    bool isValue = visit(promises[k].dtype, [&](auto tag) {
      typename decltype(tag)::type value{};
      bool parsed = parse(field, value);
      values[k].append(reinterpret_cast<const char *>(&value), sizeof value);
      return parsed;
    });
    if (!isValue)
      return wrong(column, "is `" + std::string(field) + "`, which is not a value of `" +
                               name(promises[k].dtype) + "`");
    return Done{};
  }

  Result<std::vector<Tensor>> tensors() {
    std::vector<Tensor> result;
    for (size_t k = 0; k < promises.size(); ++k) {
      int64_t wanted = promises[k].shape[0];
      if (wanted >= 0 && wanted != rows)
        return Error{"`" + path + "` has " + std::to_string(rows) + " rows; it must have " +
                     std::to_string(wanted)};
      Dims shape = promises[k].shape;
      shape[0] = rows;
      result.push_back(Tensor::uninitialized(promises[k].dtype, shape));
      std::memcpy(result.back().mutableData(), values[k].data(), values[k].size());
    }
    return result;
  }

  const std::string &path;
  const std::vector<Promise> &promises;
  std::vector<std::string> values; // the bytes of each array
  int64_t columns = 0, rows = 0, line = 1;
};

} // namespace

Result<std::vector<Tensor>> readCsv(const std::string &path, const std::vector<Promise> &promises,
                                    bool header) {
  Result<Bytes> bytes = mapFile(path);
  if (!bytes)
    return bytes.error();
  std::string_view text(reinterpret_cast<const char *>(bytes->data), bytes->size);
  return parseCsv(text, path, promises, header);
}

Result<std::vector<Tensor>> parseCsv(std::string_view text, const std::string &path,
                                     const std::vector<Promise> &promises, bool header) {
  return Reader(path, promises).read(text, header);
}

} // namespace dual::host
