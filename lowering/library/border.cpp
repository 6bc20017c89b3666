#include "lowering/library/border.h"

#include "lowering/library/names.h"
#include "lowering/library/size_checks.h"
#include "runtime/core/core.h"

#include <set>

namespace dual::library {

using CheckKind = Check::Kind;
using Origin = Region::Origin;

static constexpr int64_t pointerBytes = 8; // of the only target so far, x86-64

namespace {

// Builds a border front to back; the order of the calls is the order of the checks.
class Builder {
public:
  Builder(std::string function, const std::string &source) {
    border.function = std::move(function);
    border.source = source;
    border.checks.push_back({CheckKind::CallNull, STATUS_NULL, TEXT_NULL, "", ""});
    border.checks.push_back({CheckKind::CallAbi, STATUS_ABI, TEXT_OK, "", ""});
    border.checks.push_back({CheckKind::ArenaNull, STATUS_NULL, TEXT_NULL, "call.arena", ""});
  }

  size_t argument(Argument::Kind kind, const std::string &name, const std::string &type,
                  const std::string &symbol = "", Dtype dtype = Dtype::F32) {
    border.arguments.push_back({kind, name, type, symbol, dtype});
    return border.arguments.size() - 1;
  }

  size_t region(Region r) {
    border.regions.push_back(std::move(r));
    return border.regions.size() - 1;
  }

  void device() { border.checks.push_back({CheckKind::Device, STATUS_DEVICE, TEXT_CPU, "", ""}); }
  void range(const Dim &d);
  void fact(const Fact &f);
  void pointer(size_t r);
  void space(size_t r, int64_t bytes);
  void overlaps();
  void arena();
  void inside(const Failure &f);
  void structure(const Structure &s, size_t argument, const std::string &name);

  Border border;
};

} // namespace

void Builder::range(const Dim &d) {
  Expression dim = Expression::dim(d.name);
  border.checks.push_back(
      {CheckKind::Holds, STATUS_DIM, TEXT_LEAST, d.name, "", dim, d.least, Fact::Compare::GreaterEqual, dim});
  if (d.most)
    border.checks.push_back(
        {CheckKind::Holds, STATUS_DIM, TEXT_MOST, d.name, "", dim, *d.most, Fact::Compare::LessEqual, dim});
}

// The error shows the first dim that the fact speaks of.
void Builder::fact(const Fact &f) {
  std::string dim = symbols(f.left + f.right).front();
  border.checks.push_back({CheckKind::Holds, STATUS_FACT, TEXT_FACT, f.text, dim, f.left, f.right, f.compare,
                           Expression::dim(dim)});
}

void Builder::pointer(size_t r) {
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

void Builder::space(size_t r, int64_t bytes) {
  const Region &region = border.regions[r];
  Check c{CheckKind::Space, STATUS_SPACE, TEXT_SPACE, region.name, "", region.bytes, bytes};
  c.a = r;
  border.checks.push_back(c);
}

static bool isEmpty(const Region &r) { return r.bytes.isConstant() && r.bytes.value == 0; }

// No written region may touch another one; written regions are told before read ones, the arena last.
void Builder::overlaps() {
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

void Builder::arena() { border.checks.push_back({CheckKind::ArenaBytes, STATUS_ARENA, TEXT_ARENA, "", ""}); }

static int statusNumber(const std::string &name) {
#define DUAL_STATUS(status, number, sentence, comment)                                                       \
  if (name == #status)                                                                                       \
    return number;
#include "runtime/core/status.def"
  return STATUS_FAILED;
}

// The error shows the source line of the check itself.
void Builder::inside(const Failure &f) {
  border.checks.push_back({CheckKind::Inside, statusNumber(f.status), TEXT_INSIDE, f.message, f.source});
}

// The struct itself, then each of its tensors. `packed` may be null and is not looked at.
void Builder::structure(const Structure &s, size_t argument, const std::string &name) {
  int64_t bytes = pointerBytes * static_cast<int64_t>(s.weights.size() + 1);
  pointer(region({name, Origin::Argument, argument, 0, bytes, pointerBytes, false}));
  for (size_t k = 0; k < s.weights.size(); ++k)
    pointer(region({name + "." + s.weights[k].path, Origin::Field, argument, k, bytesOf(s.weights[k]),
                    widthOf(s.weights[k].dtype), false}));
}

static Region callRegion() {
  return {"call", Origin::Call, 0, 0, static_cast<int64_t>(sizeof(dual_call)), 8, false};
}

static Expression bytesOf(const Parameter &p) {
  Expression bytes = widthOf(p.dtype);
  for (const Expression &axis : p.shape)
    bytes = axis.isConstant() && bytes.isConstant() ? Expression(bytes.value * axis.value) : bytes * axis;
  return bytes;
}

static size_t addArgument(Builder &b, const Interface &i, const Parameter &p, bool written) {
  std::string name = parameterName(p.name), element = cType(p.dtype);
  if (p.kind == Parameter::Kind::Scalar)
    return b.argument(Argument::Kind::Scalar, name, element, "", p.dtype);
  if (p.kind == Parameter::Kind::Structure)
    element = structName(i, i.structures[p.structure]);
  return b.argument(Argument::Kind::Pointer, name, (written ? "" : "const ") + element + " *", "", p.dtype);
}

// The C parameters; gives the argument number of each parameter, outputs behind the inputs.
static std::vector<size_t> addArguments(Builder &b, const Interface &i, const Function &f) {
  std::vector<size_t> at;
  for (size_t k = 0; k <= f.parameters.size(); ++k) {
    for (const Dim &d : f.dims)
      if (d.before == k)
        b.argument(Argument::Kind::Dim, dimName(d.name), "int64_t", d.name);
    if (k < f.parameters.size())
      at.push_back(addArgument(b, i, f.parameters[k], false));
  }
  for (const Parameter &p : f.outputs)
    at.push_back(addArgument(b, i, p, true));
  return at;
}

static void addDims(Builder &b, const Function &f) {
  for (const Dim &d : f.dims)
    b.range(d);
  for (const Fact &fact : f.facts)
    b.fact(fact);
  SizeChecks sizes(b.border.checks);
  for (const auto *list : {&f.parameters, &f.outputs})
    for (const Parameter &p : *list)
      if (p.kind == Parameter::Kind::Tensor)
        sizes.addTensor(p.name, p.dtype, p.shape);
  if (f.arena)
    sizes.addArena(arenaBytes(f), f.dims);
}

static Region tensorRegion(const Parameter &p, size_t argument, bool written) {
  return {p.name, Origin::Argument, argument, 0, bytesOf(p), widthOf(p.dtype), written};
}

Border borderOf(const Interface &i, const Function &f) {
  Builder b(functionName(i, f), f.source);
  std::vector<size_t> at = addArguments(b, i, f);
  b.device();
  addDims(b, f);
  size_t inputs = f.parameters.size();
  for (size_t k = 0; k < f.outputs.size(); ++k)
    b.region(tensorRegion(f.outputs[k], at[inputs + k], true));
  for (size_t k = 0; k < inputs; ++k)
    if (f.parameters[k].kind == Parameter::Kind::Structure)
      b.structure(i.structures[f.parameters[k].structure], at[k], f.parameters[k].name);
    else if (f.parameters[k].kind == Parameter::Kind::Tensor)
      b.pointer(b.region(tensorRegion(f.parameters[k], at[k], false)));
  for (size_t k = 0; k < f.outputs.size(); ++k)
    b.pointer(k);
  b.region(callRegion());
  if (f.arena)
    b.region({"arena", Origin::Arena, 0, 0, arenaBytes(f), 1, true});
  b.overlaps();
  if (f.arena)
    b.arena();
  for (const Failure &failure : f.failures)
    b.inside(failure);
  return std::move(b.border);
}

static Region structRegion(const Structure &s) {
  int64_t bytes = pointerBytes * static_cast<int64_t>(s.weights.size() + 1);
  return {"m", Origin::Argument, 0, 0, bytes, pointerBytes, true};
}

Border builtinBorder(const Interface &i, const Structure &s) {
  Builder b(structName(i, s) + "_builtin", s.source);
  b.argument(Argument::Kind::Pointer, "m", structName(i, s) + " *");
  b.pointer(b.region(structRegion(s)));
  b.region(callRegion());
  b.overlaps();
  return std::move(b.border);
}

Border loadBorder(const Interface &i, const Structure &s) {
  Builder b(structName(i, s) + "_load", s.source);
  b.argument(Argument::Kind::Pointer, "m", structName(i, s) + " *");
  size_t block = b.argument(Argument::Kind::Pointer, "block", "const void *");
  b.argument(Argument::Kind::Bytes, "block_bytes", "size_t", "block_bytes");
  size_t memory = b.argument(Argument::Kind::Pointer, "memory", "void *");
  b.argument(Argument::Kind::Bytes, "memory_bytes", "size_t", "memory_bytes");
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
  b.border.weights = true;
  return std::move(b.border);
}

std::vector<Border> bordersOf(const Interface &i) {
  std::vector<Border> borders;
  for (const Structure &s : i.structures) {
    if (s.builtin)
      borders.push_back(builtinBorder(i, s));
    borders.push_back(loadBorder(i, s));
  }
  for (const Function &f : i.functions)
    borders.push_back(borderOf(i, f));
  return borders;
}

std::vector<std::string> failsOf(const Border &b) {
  std::set<int> statuses;
  for (const Check &c : b.checks)
    statuses.insert(c.status);
  if (b.weights)
    statuses.insert(STATUS_WEIGHTS);
  std::vector<std::string> names;
#define DUAL_STATUS(name, number, sentence, comment)                                                         \
  if (statuses.count(number) != 0)                                                                           \
    names.push_back(#name);
#include "runtime/core/status.def"
  return names;
}

} // namespace dual::library
