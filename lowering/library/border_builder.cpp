#include "lowering/library/border_builder.h"

#include "lowering/library/names.h"
#include "runtime/core/core.h"

namespace dual::library {

using CheckKind = Check::Kind;
using Origin = Region::Origin;

BorderBuilder::BorderBuilder(std::string function, const std::string &source) {
  border.function = std::move(function);
  border.source = source;
  border.checks.push_back({CheckKind::CallNull, STATUS_NULL, TEXT_NULL, "", ""});
  border.checks.push_back({CheckKind::CallAbi, STATUS_ABI, TEXT_OK, "", ""});
  border.checks.push_back({CheckKind::ArenaNull, STATUS_NULL, TEXT_NULL, "call.arena", ""});
}

void BorderBuilder::device() {
  border.checks.push_back({CheckKind::Device, STATUS_DEVICE, TEXT_CPU, "", ""});
}

void BorderBuilder::range(const Dim &d) {
  Expression dim = Expression::dim(d.name);
  border.checks.push_back(
      {CheckKind::Holds, STATUS_DIM, TEXT_LEAST, d.name, "", dim, d.least, Fact::Compare::GreaterEqual, dim});
  if (d.most)
    border.checks.push_back(
        {CheckKind::Holds, STATUS_DIM, TEXT_MOST, d.name, "", dim, *d.most, Fact::Compare::LessEqual, dim});
}

// The error shows the first dim that the fact speaks of.
void BorderBuilder::fact(const Fact &f) {
  std::string dim = symbols(f.left + f.right).front();
  Check c{CheckKind::Holds, STATUS_FACT, TEXT_FACT,           f.text, dim, f.left,
          f.right,          f.compare,   Expression::dim(dim)};
  c.orElse = f.orElse;
  border.checks.push_back(std::move(c));
}

void BorderBuilder::pointer(size_t r) {
  const Region &region = border.regions[r];
  if (region.bytes.isConstant() && region.bytes.value == 0)
    return;
  Check null{CheckKind::Null, STATUS_NULL, TEXT_NULL, region.name, ""};
  null.a = r;
  border.checks.push_back(null);
  Check align{CheckKind::Align, STATUS_ALIGN, TEXT_ALIGN, region.name, "", 0, region.align};
  align.a = r;
  if (region.align > 1)
    border.checks.push_back(align);
}

void BorderBuilder::space(size_t r, int64_t bytes) {
  const Region &region = border.regions[r];
  Check c{CheckKind::Space, STATUS_SPACE, TEXT_SPACE, region.name, "", region.bytes, bytes};
  c.a = r;
  border.checks.push_back(c);
}

static bool isEmpty(const Region &r) { return r.bytes.isConstant() && r.bytes.value == 0; }

// No written region may touch another one; written regions are told before read ones, the arena last.
void BorderBuilder::overlaps() {
  const std::vector<Region> &r = border.regions;
  auto pair = [&](size_t a, size_t b) {
    Check c{CheckKind::Overlap, STATUS_OVERLAP, TEXT_OVERLAP, r[a].name, r[b].name};
    c.a = a, c.b = b;
    if (!isEmpty(r[a]) && !isEmpty(r[b]))
      border.checks.push_back(c);
  };
  for (size_t a = 0; a < r.size(); ++a)
    for (size_t b = 0; r[a].written && b < r.size(); ++b)
      if (a != b && (b > a || !r[b].written))
        pair(a, b);
}

void BorderBuilder::arena() {
  border.checks.push_back({CheckKind::ArenaBytes, STATUS_ARENA, TEXT_ARENA, "", ""});
}

void BorderBuilder::grows() {
  border.checks.push_back({CheckKind::ArenaGrows, STATUS_ARENA, TEXT_ARENA_LEAST, "", ""});
}

void BorderBuilder::cancelled() {
  border.checks.push_back({CheckKind::Cancelled, STATUS_CANCELLED, TEXT_CANCELLED, "", ""});
}

void BorderBuilder::utf8(size_t r) {
  Check c{CheckKind::Utf8, STATUS_VALUE, TEXT_UTF8, border.regions[r].name, ""};
  c.a = r;
  border.checks.push_back(c);
}

void BorderBuilder::tag(const Parameter &p, size_t argument) {
  Check c{CheckKind::Tag, STATUS_VALUE, TEXT_TAG, p.name, ""};
  c.argument = argument;
  c.index = p.structure;
  border.checks.push_back(c);
}

static int statusNumber(const std::string &name) {
#define DUAL_STATUS(status, number, sentence, comment)                                                       \
  if (name == #status)                                                                                       \
    return number;
#include "runtime/core/status.def"
  return STATUS_FAILED;
}

// The error shows the source line of the check itself.
void BorderBuilder::inside(const Failure &f) {
  border.checks.push_back({CheckKind::Inside, statusNumber(f.status), TEXT_INSIDE, f.message, f.source});
}

// The struct itself, then each of its tensors; gives the first region. `packed` may be null and is not looked
// at.
size_t BorderBuilder::structure(const Structure &s, size_t argument, const std::string &name) {
  int64_t bytes = pointerBytes * static_cast<int64_t>(s.weights.size() + 1);
  size_t first = region({name, Origin::Argument, argument, 0, bytes, pointerBytes, false});
  for (size_t k = 0; k < s.weights.size(); ++k)
    region({name + "." + s.weights[k].path, Origin::Field, argument, pointerBytes * k, bytesOf(s.weights[k]),
            widthOf(s.weights[k].dtype), false});
  return first;
}

// The struct and what it points to; gives the first region.
size_t BorderBuilder::record(const Parameter &p, size_t argument) {
  Layout layout = layoutOf(p.fields);
  size_t first = region({p.name, Origin::Argument, argument, 0, layout.size, layout.align, p.isWritten()});
  for (size_t k = 0; k < p.fields.size(); ++k)
    if (const Field &f = p.fields[k]; isPointed(f))
      region({p.name + "." + f.path, Origin::Field, argument, static_cast<size_t>(layout.offsets[k]),
              bytesOf(f.dtype, f.shape), widthOf(f.dtype), p.isWritten()});
  return first;
}

} // namespace dual::library
