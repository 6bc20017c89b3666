// The usual decision: by the constructors of the first column, each with the rows that it leaves.
#include "frontend/check/match_cover.h"

#include "llvm/ADT/STLExtras.h"

#include <fmt/format.h>
#include <set>

namespace dual::check {

static const char *const tupleConstructor = "()";

namespace {
struct Constructor {
  std::string name;
  std::vector<TypeRef> parts;
};
} // namespace

static std::vector<TypeRef> partTypes(const Type &type) {
  std::vector<TypeRef> types;
  for (const Member &member : type.members)
    types.push_back(member.type);
  return types;
}

// All constructors of a type; none if they are without number.
static std::vector<Constructor> constructorsOf(const Type &type) {
  std::vector<Constructor> result;
  std::vector<Member> members = type.parts();
  if (type.kind == Type::Kind::enumeration)
    for (const Member &variant : llvm::drop_begin(members))
      result.push_back({variant.name, partTypes(*variant.type)});
  else if (type.kind == Type::Kind::tuple)
    result.push_back({tupleConstructor, partTypes(type)});
  else if (type.isScalar() && type.element.isInteger(1))
    result = {{"true", {}}, {"false", {}}};
  return result;
}

// The rows that can take a value of this constructor; its parts come first.
static std::vector<Row> specialized(const std::vector<Row> &rows, const std::string &constructor,
                                    size_t parts) {
  std::vector<Row> result;
  for (const Row &row : rows) {
    const Form &head = row.front();
    if (!head.constructor.empty() && head.constructor != constructor)
      continue;
    Row rest = head.constructor.empty() ? Row(parts) : head.parts;
    rest.insert(rest.end(), row.begin() + 1, row.end());
    result.push_back(std::move(rest));
  }
  return result;
}

// The rows that take any constructor in their first column.
static std::vector<Row> remaining(const std::vector<Row> &rows) {
  std::vector<Row> result;
  for (const Row &row : rows)
    if (row.front().constructor.empty())
      result.emplace_back(row.begin() + 1, row.end());
  return result;
}

static std::set<std::string> headsOf(const std::vector<Row> &rows) {
  std::set<std::string> heads;
  for (const Row &row : rows)
    if (!row.front().constructor.empty())
      heads.insert(row.front().constructor);
  return heads;
}

static std::vector<TypeRef> joined(std::vector<TypeRef> first, llvm::ArrayRef<TypeRef> rest) {
  first.insert(first.end(), rest.begin(), rest.end());
  return first;
}

static Row withHead(Form head, const Row &rest) {
  Row row = {std::move(head)};
  row.insert(row.end(), rest.begin(), rest.end());
  return row;
}

std::vector<Row> uncovered(const std::vector<Row> &rows, const std::vector<TypeRef> &types) {
  if (types.empty())
    return rows.empty() ? std::vector<Row>{{}} : std::vector<Row>();
  std::vector<Row> result;
  llvm::ArrayRef<TypeRef> rest = llvm::ArrayRef(types).drop_front();
  std::set<std::string> heads = headsOf(rows);
  std::vector<Constructor> all = constructorsOf(*types.front());
  for (const Constructor &each : all) {
    if (!heads.count(each.name))
      continue;
    size_t parts = each.parts.size();
    for (const Row &row : uncovered(specialized(rows, each.name, parts), joined(each.parts, rest)))
      result.push_back(
          withHead({each.name, Row(row.begin(), row.begin() + parts)}, Row(row.begin() + parts, row.end())));
  }
  if (!all.empty() && heads.size() == all.size())
    return result;
  for (const Row &row : uncovered(remaining(rows), rest)) {
    if (heads.empty() || all.empty())
      result.push_back(withHead({}, row));
    for (const Constructor &each : all)
      if (!heads.empty() && !heads.count(each.name))
        result.push_back(withHead({each.name, Row(each.parts.size())}, row));
  }
  return result;
}

bool takesMore(const std::vector<Row> &rows, const Row &row, const std::vector<TypeRef> &types) {
  if (types.empty())
    return rows.empty();
  const Form &head = row.front();
  llvm::ArrayRef<TypeRef> rest = llvm::ArrayRef(types).drop_front();
  auto among = [&](const std::string &name, const std::vector<TypeRef> &parts) {
    std::vector<Row> own = specialized({row}, name, parts.size());
    return takesMore(specialized(rows, name, parts.size()), own.front(), joined(parts, rest));
  };
  std::vector<Constructor> all = constructorsOf(*types.front());
  if (head.constructor.empty() && (all.empty() || headsOf(rows).size() < all.size()))
    return takesMore(remaining(rows), Row(row.begin() + 1, row.end()), rest);
  if (all.empty())
    return among(head.constructor, {});
  return llvm::any_of(all, [&](const Constructor &each) {
    bool fits = head.constructor.empty() || head.constructor == each.name;
    return fits && among(each.name, each.parts);
  });
}

std::string formText(const Form &form) {
  if (form.constructor.empty())
    return "_";
  std::vector<std::string> parts;
  for (const Form &part : form.parts)
    parts.push_back(formText(part));
  std::string inner = parts.empty() ? "" : fmt::format("({})", fmt::join(parts, ", "));
  return form.constructor == tupleConstructor ? inner : form.constructor + inner;
}

} // namespace dual::check
