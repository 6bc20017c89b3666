#include "lowering/library/border_builder.h"
#include "lowering/library/enumeration.h"
#include "lowering/library/names.h"
#include "lowering/library/size_checks.h"
#include "runtime/core/core.h"

#include <algorithm>
#include <set>

namespace dual::library {

using Origin = Region::Origin;

static Region callRegion() {
  return {"call", Origin::Call, 0, 0, static_cast<int64_t>(sizeof(dual_call)), 8, false};
}

static Region wholeArena() {
  Region r{"arena", Origin::Arena, 0, 0, 1, 1, true};
  r.whole = true;
  return r;
}

static std::string strideName(const Parameter &p, size_t axis) {
  return parameterName(p.name) + "_stride" + std::to_string(axis);
}

static std::string roomName(const Parameter &p) { return parameterName(p.name) + "_room"; }

// A result whose size the call finds out: how many bytes there is room for, and where its sizes go.
static void addOpenSizes(BorderBuilder &b, const Parameter &p) {
  bool isText = p.kind == Parameter::Kind::Text, isTable = p.kind == Parameter::Kind::Enumeration;
  b.argument(Argument::Kind::Number, roomName(p), "size_t", roomName(p));
  for (size_t axis = 0; axis < p.shape.size(); ++axis)
    if (isOpenSize(p.shape[axis]))
      b.argument(Argument::Kind::Pointer,
                 parameterName(p.name) + (isText    ? "_bytes"
                                          : isTable ? "_count"
                                                    : "_dim" + std::to_string(axis)),
                 isText ? "size_t *" : "int64_t *");
}

static size_t addArgument(BorderBuilder &b, const Interface &i, const Function &f, const Parameter &p) {
  std::string name = parameterName(p.name), element = cType(p.dtype);
  if (p.kind == Parameter::Kind::Scalar && !p.isWritten()) {
    bool isSize = std::any_of(f.dims.begin(), f.dims.end(),
                              [&](const Dim &d) { return d.isParameter && d.name == p.name; });
    return b.argument(Argument::Kind::Scalar, name, element, isSize ? p.name : "", p.dtype);
  }
  if (p.kind == Parameter::Kind::Structure)
    element = structName(i, i.structures[p.structure]);
  if (p.kind == Parameter::Kind::Record)
    element = recordName(i, i.records[p.structure], p.isWritten());
  if (p.kind == Parameter::Kind::Text)
    element = "char";
  if (p.kind == Parameter::Kind::Enumeration)
    element = enumerationName(i, i.enumerations[p.structure]);
  size_t at = b.argument(Argument::Kind::Pointer, name, (p.isWritten() ? "" : "const ") + element + " *", "",
                         p.dtype);
  for (size_t axis = 0; p.strided && axis < p.shape.size(); ++axis)
    b.argument(Argument::Kind::Number, strideName(p, axis), "int64_t", strideName(p, axis));
  if (hasOpenSize(p.shape))
    addOpenSizes(b, p);
  return at;
}

static void addArguments(BorderBuilder &b, const Interface &i, const Function &f) {
  std::vector<const Parameter *> all = allOf(f);
  b.border.dims.resize(f.dims.size());
  for (size_t k = 0; k <= all.size(); ++k) {
    for (size_t d = 0; d < f.dims.size(); ++d)
      if (f.dims[d].before == k && !f.dims[d].isParameter)
        b.border.dims[d] = b.argument(Argument::Kind::Dim, dimName(f.dims[d]), "int64_t", f.dims[d].name);
    if (k < all.size())
      b.border.first.push_back(addArgument(b, i, f, *all[k]));
  }
  for (size_t d = 0; d < f.dims.size(); ++d)
    for (size_t k = 0; f.dims[d].isParameter && k < f.parameters.size(); ++k)
      if (f.parameters[k].name == f.dims[d].name)
        b.border.dims[d] = b.border.first[k];
}

// How far from the first element the elements lie along one axis, in elements: below 0 if the stride is.
static Expression reach(const Parameter &p, size_t axis) {
  const Expression &size = p.shape[axis];
  return (size - minimum(1, size)) * Expression::dim(strideName(p, axis));
}

// Elements from the first in memory to the last; of those, how many lie before element 0.
static std::pair<Expression, Expression> spanOf(const Parameter &p) {
  std::optional<Expression> span, before;
  for (size_t axis = 0; axis < p.shape.size(); ++axis) {
    Expression back = Expression(0) - minimum(0, reach(p, axis));
    Expression both = reach(p, axis) + Expression(2) * back;
    span = span ? *span + both : both;
    before = before ? *before + back : back;
  }
  return {*span, *before};
}

static Region valueRegion(const Interface &i, const Parameter &p, size_t argument) {
  Region r{p.name, Origin::Argument, argument, 0, bytesOf(p.dtype, p.shape), widthOf(p.dtype), p.isWritten()};
  if (p.kind == Parameter::Kind::Enumeration) {
    NodeLayout layout = layoutOf(i.enumerations[p.structure]);
    r.align = layout.align;
    r.bytes = p.shape.empty() ? Expression(layout.size) : Expression(layout.size) * p.shape[0];
  }
  if (hasOpenSize(p.shape))
    r.bytes = Expression::dim(roomName(p));
  if (!p.strided)
    return r;
  auto [span, before] = spanOf(p);
  r.bytes = Expression(widthOf(p.dtype)) * (span + Expression(1));
  for (const Expression &axis : p.shape)
    r.bytes = minimum(1, axis) * r.bytes;
  r.before = Expression(widthOf(p.dtype)) * before;
  return r;
}

static void addDims(BorderBuilder &b, const Interface &i, const Function &f) {
  for (const Dim &d : f.dims)
    b.range(d);
  for (const Fact &fact : f.facts)
    b.fact(fact);
  SizeChecks sizes(b.border.checks);
  for (const Parameter *p : allOf(f)) {
    if (p->kind == Parameter::Kind::Tensor && !hasOpenSize(p->shape))
      sizes.addTensor(p->name, p->dtype, p->shape);
    if (p->kind == Parameter::Kind::Text && !hasOpenSize(p->shape)) // tables are small enough by their count
      sizes.add(p->name, p->shape[0], symbols(p->shape[0])[0]);
    for (const Field &field : p->fields)
      sizes.addTensor(p->name + "." + field.path, field.dtype, field.shape);
    if (p->strided)
      sizes.addSpan(p->name, valueRegion(i, *p, 0).bytes, strideName(*p, 0));
  }
  if (f.arena && !f.heap) // a heap works in any arena
    sizes.addArena(arenaBytes(f), f.dims);
}

namespace {

// The regions of a function: what it writes, then what it reads. Their pointers are checked argument by
// argument.
class Regions {
public:
  Regions(BorderBuilder &b, const Interface &i, const Function &f)
      : b(b), i(i), all(allOf(f)), ranges(all.size()) {}

  void addValues() {
    for (size_t k = 0; k < all.size(); ++k)
      if (all[k]->kind == Parameter::Kind::Text && !all[k]->isWritten())
        b.utf8(ranges[k].first);
      else if (all[k]->kind == Parameter::Kind::Enumeration)
        addNodes(*all[k], b.border.first[k]);
  }

  void add() {
    for (bool written : {true, false})
      for (size_t k = 0; k < all.size(); ++k)
        if (all[k]->isWritten() == written && (written || all[k]->kind != Parameter::Kind::Scalar)) {
          ranges[k].first = b.border.regions.size();
          addRegions(*all[k], b.border.first[k]);
          ranges[k].second = b.border.regions.size();
        }
    for (auto [first, end] : ranges)
      for (size_t r = first; r < end; ++r)
        b.pointer(r);
  }

private:
  // One node has a tag to check. Tables are read and written by C code, which does it.
  void addNodes(const Parameter &p, size_t argument) {
    if (i.enumerations[p.structure].isRecursive)
      b.border.statuses.insert(p.isWritten() ? STATUS_SPACE : STATUS_VALUE);
    else if (!p.isWritten())
      b.tag(p, argument);
  }

  void addRegions(const Parameter &p, size_t argument) {
    if (p.kind == Parameter::Kind::Structure)
      b.structure(i.structures[p.structure], argument, p.name);
    else if (p.kind == Parameter::Kind::Record)
      b.record(p, argument);
    else
      b.region(valueRegion(i, p, argument));
    size_t size = argument + 2; // behind the pointer and the room
    for (const Expression &axis : p.shape)
      if (isOpenSize(axis)) {
        b.region({b.border.arguments[size].name, Origin::Argument, size, 0, 8, 8, true});
        ++size;
      }
  }

  BorderBuilder &b;
  const Interface &i;
  std::vector<const Parameter *> all;
  std::vector<std::pair<size_t, size_t>> ranges;
};

} // namespace

Border borderOf(const Interface &i, const Function &f) {
  BorderBuilder b(functionName(i, f), f.source);
  addArguments(b, i, f);
  b.device();
  addDims(b, i, f);
  Regions regions(b, i, f);
  regions.add();
  b.region(callRegion());
  if (f.heap)
    b.region(wholeArena());
  else if (f.arena)
    b.region({"arena", Origin::Arena, 0, 0, arenaBytes(f), 1, true});
  b.overlaps();
  if (f.arena && !f.heap)
    b.arena();
  regions.addValues();
  if (f.heap)
    b.grows();
  if (f.polls)
    b.cancelled();
  for (const Failure &failure : f.failures)
    b.inside(failure);
  return std::move(b.border);
}

static Region structRegion(const Structure &s) {
  int64_t bytes = pointerBytes * static_cast<int64_t>(s.weights.size() + 1);
  return {"m", Origin::Argument, 0, 0, bytes, pointerBytes, true};
}

Border builtinBorder(const Interface &i, const Structure &s) {
  BorderBuilder b(structName(i, s) + "_builtin", s.source);
  b.argument(Argument::Kind::Pointer, "m", structName(i, s) + " *");
  b.pointer(b.region(structRegion(s)));
  b.region(callRegion());
  b.overlaps();
  return std::move(b.border);
}

Border loadBorder(const Interface &i, const Structure &s) {
  BorderBuilder b(structName(i, s) + "_load", s.source);
  b.argument(Argument::Kind::Pointer, "m", structName(i, s) + " *");
  size_t block = b.argument(Argument::Kind::Pointer, "block", "const void *");
  b.argument(Argument::Kind::Number, "block_bytes", "size_t", "block_bytes");
  size_t memory = b.argument(Argument::Kind::Pointer, "memory", "void *");
  b.argument(Argument::Kind::Number, "memory_bytes", "size_t", "memory_bytes");
  size_t m = b.region(structRegion(s));
  size_t to = b.region(
      {"memory", Origin::Argument, memory, 0, Expression::dim("memory_bytes"), alignmentOf(s), true});
  size_t from =
      b.region({"block", Origin::Argument, block, 0, Expression::dim("block_bytes"), 1, false, true});
  b.region(callRegion());
  for (size_t r : {m, from, to})
    b.pointer(r);
  b.space(to, offsetsOf(s).back());
  b.overlaps();
  b.border.statuses = {STATUS_WEIGHTS};
  return std::move(b.border);
}

// Points the graph's struct to its tensors in a state.
Border viewBorder(const Interface &i, const Record &r, const Record::Part &part) {
  BorderBuilder b(viewName(i, r, part), r.source);
  const Structure &s = i.structures[part.structure];
  b.argument(Argument::Kind::Pointer, "t", "const " + recordName(i, r, false) + " *");
  b.argument(Argument::Kind::Pointer, "m", structName(i, s) + " *");
  Layout layout = layoutOf(r.fields);
  size_t m = b.region(structRegion(s));
  b.border.regions[m].argument = 1;
  size_t t = b.region({"t", Origin::Argument, 0, 0, layout.size, layout.align, false});
  b.region(callRegion());
  b.pointer(t);
  b.pointer(m);
  b.overlaps();
  return std::move(b.border);
}

std::vector<Border> bordersOf(const Interface &i) {
  std::vector<Border> borders;
  for (const Structure &s : i.structures) {
    if (s.builtin)
      borders.push_back(builtinBorder(i, s));
    borders.push_back(loadBorder(i, s));
  }
  for (const Record &r : i.records)
    for (const Record::Part &part : r.parts)
      borders.push_back(viewBorder(i, r, part));
  for (const Function &f : i.functions)
    borders.push_back(borderOf(i, f));
  return borders;
}

std::vector<std::string> failsOf(const Border &b) {
  std::set<int> statuses = b.statuses;
  for (const Check &c : b.checks)
    statuses.insert(c.status);
  std::vector<std::string> names;
#define DUAL_STATUS(name, number, sentence, comment)                                                         \
  if (statuses.count(number) != 0)                                                                           \
    names.push_back(#name);
#include "runtime/core/status.def"
  return names;
}

} // namespace dual::library
