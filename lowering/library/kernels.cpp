#include "lowering/library/kernels.h"

#include "runtime/core/nodes.h"

#include "mlir/IR/AffineExpr.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"

namespace dual::library {

static Expression fromAffine(mlir::AffineExpr e, const Function &f);

static constexpr int64_t blockOverhead = 16; // the header of a block on the heap (runtime/core/arena.c)

static int64_t roundedUp(int64_t n, int64_t unit) { return (n + unit - 1) / unit * unit; }

// A sum with a negative right side is written as a difference.
static Expression sum(mlir::AffineExpr lhs, mlir::AffineExpr rhs, const Function &f) {
  Expression left = fromAffine(lhs, f);
  if (auto constant = mlir::dyn_cast<mlir::AffineConstantExpr>(rhs); constant && constant.getValue() < 0)
    return left - Expression(-constant.getValue());
  auto product = mlir::dyn_cast<mlir::AffineBinaryOpExpr>(rhs);
  auto factor = product && product.getKind() == mlir::AffineExprKind::Mul
                    ? mlir::dyn_cast<mlir::AffineConstantExpr>(product.getRHS())
                    : mlir::AffineConstantExpr();
  if (factor && factor.getValue() < 0)
    return left - Expression(-factor.getValue()) * fromAffine(product.getLHS(), f);
  return left + fromAffine(rhs, f);
}

// 64 * ceil(x / d), where d divides 64, is how affine expressions simplify x * (64 / d) rounded up to 64.
static std::optional<Expression> roundedUp(mlir::AffineExpr quotient, const Function &f) {
  auto up = mlir::dyn_cast<mlir::AffineBinaryOpExpr>(quotient);
  auto divisor = up && up.getKind() == mlir::AffineExprKind::CeilDiv
                     ? mlir::dyn_cast<mlir::AffineConstantExpr>(up.getRHS())
                     : mlir::AffineConstantExpr();
  if (!divisor || 64 % divisor.getValue() != 0)
    return std::nullopt;
  mlir::AffineExpr whole = up.getLHS() * (64 / divisor.getValue());
  return roundUp64(fromAffine(mlir::simplifyAffineExpr(whole, 0, f.dims.size()), f));
}

static Expression product(mlir::AffineExpr lhs, mlir::AffineExpr rhs, const Function &f) {
  auto constant = mlir::dyn_cast<mlir::AffineConstantExpr>(rhs);
  if (constant && constant.getValue() == 64)
    if (auto rounded = roundedUp(lhs, f))
      return *rounded;
  return constant ? Expression(constant.getValue()) * fromAffine(lhs, f)
                  : fromAffine(lhs, f) * fromAffine(rhs, f);
}

static Expression fromAffine(mlir::AffineExpr e, const Function &f) {
  if (auto constant = mlir::dyn_cast<mlir::AffineConstantExpr>(e))
    return constant.getValue();
  if (auto symbol = mlir::dyn_cast<mlir::AffineSymbolExpr>(e))
    return Expression::dim(f.dims[symbol.getPosition()].name);
  auto binary = mlir::cast<mlir::AffineBinaryOpExpr>(e);
  mlir::AffineExpr lhs = binary.getLHS(), rhs = binary.getRHS();
  switch (binary.getKind()) {
  case mlir::AffineExprKind::Add:
    return sum(lhs, rhs, f);
  case mlir::AffineExprKind::Mul:
    return product(lhs, rhs, f);
  case mlir::AffineExprKind::FloorDiv:
    return floorDiv(fromAffine(lhs, f), fromAffine(rhs, f));
  case mlir::AffineExprKind::CeilDiv:
    return floorDiv(fromAffine(lhs, f) + (fromAffine(rhs, f) - Expression(1)), fromAffine(rhs, f));
  default:
    return mod(fromAffine(lhs, f), fromAffine(rhs, f));
  }
}

static std::optional<Expression> formula(mlir::Operation *kernel, llvm::StringRef name, const Function &f) {
  auto map = kernel->getAttrOfType<mlir::AffineMapAttr>(name);
  if (!map)
    return std::nullopt;
  Expression value = fromAffine(map.getValue().getResult(0), f);
  if (value.isConstant() && value.value == 0)
    return std::nullopt;
  return value;
}

// "digits.dl:4". Of modules the file's name only: where they lie on this machine is nobody's business.
static std::string placeText(mlir::Attribute where, const Interface &i) {
  auto place = mlir::dyn_cast_or_null<mlir::FileLineColLoc>(where);
  if (!place)
    return i.source;
  llvm::StringRef file = place.getFilename().strref();
  return (file == i.source ? file : llvm::sys::path::filename(file)).str() + ":" +
         std::to_string(place.getLine());
}

static Failure failure(mlir::Attribute attribute, const Interface &i) {
  auto about = mlir::cast<mlir::DictionaryAttr>(attribute);
  auto text = [&](llvm::StringRef name) { return mlir::cast<mlir::StringAttr>(about.get(name)).str(); };
  return {text("message"), text("code"), placeText(about.get("place"), i)};
}

// What a frame takes beside its own bytes: the return address, arguments, what aligning it costs.
static constexpr int64_t frameOverhead = 512;

// Frames differ from CPU to CPU, and the header is one for all: so in powers of two, few of which are ever
// met.
static int64_t frameOf(const llvm::StringMap<uint64_t> &frames, llvm::StringRef function) {
  constexpr uint64_t least = 2048;
  return static_cast<int64_t>(std::max(least, llvm::PowerOf2Ceil(frames.lookup(function) + frameOverhead)));
}

// The nodes of a table in the arena, and where each of them lies while it is read (runtime/core/import.c).
static int64_t importedNode(const Enumeration &e) {
  size_t most = 0;
  for (const Variant &v : e.variants)
    most = std::max(most, v.fields.size());
  int64_t node = static_cast<int64_t>(offsetof(dual_node, slots) + most * sizeof(dual_slot));
  return roundedUp(node + blockOverhead, 64) + static_cast<int64_t>(sizeof(dual_node *));
}

// Always enough: what is kept free, the border's frame and the kernel's, and for each node, which may be a
// level of the recursion, itself in the arena and a call's frame and buffers.
static std::optional<Expression> heapBound(mlir::Operation *kernel, const Interface &i, const Function &f,
                                           const llvm::StringMap<uint64_t> &frames) {
  auto once = kernel->getAttrOfType<mlir::AffineMapAttr>("dl.once");
  auto each = kernel->getAttrOfType<mlir::IntegerAttr>("dl.each");
  auto callee = kernel->getAttrOfType<mlir::FlatSymbolRefAttr>("dl.callee");
  auto depth = kernel->getAttrOfType<mlir::AffineMapAttr>("dl.depth");
  bool givesTable =
      llvm::any_of(f.outputs, [](const Parameter &p) { return p.kind == Parameter::Kind::Enumeration; });
  if (!once || !each || !callee || !depth || givesTable) // a table has what the value has
    return std::nullopt;
  int64_t fixed = STACK_RESERVE + 4 * frameOverhead +
                  frameOf(frames, mlir::SymbolTable::getSymbolName(kernel).getValue());
  mlir::AffineExpr whole = mlir::simplifyAffineExpr(once.getValue().getResult(0) + fixed, 0, f.dims.size());
  Expression total = fromAffine(whole, f);
  Expression levels = fromAffine(depth.getValue().getResult(0), f);
  for (const Parameter &p : f.parameters)
    if (p.kind == Parameter::Kind::Enumeration && !p.shape.empty()) {
      int64_t node = importedNode(i.enumerations[p.structure]);
      bool descends = text(p.shape[0]) == text(levels);
      total = total + Expression(node + (descends ? each.getInt() + frameOf(frames, callee.getValue()) : 0)) *
                          p.shape[0];
    }
  return total;
}

void describeKernels(mlir::ModuleOp module, Interface &interface,
                     llvm::function_ref<llvm::StringMap<uint64_t>()> frames) {
  std::optional<llvm::StringMap<uint64_t>> known;
  for (Function &f : interface.functions)
    if (mlir::Operation *kernel = module.lookupSymbol("kernel_" + f.name)) {
      f.heap = kernel->hasAttr("dl.heap");
      f.heapFor = placeText(kernel->getAttr("dl.heap"), interface);
      f.polls = kernel->hasAttr("dl.polls");
      f.nodes = formula(kernel, "dl.depth", f);
      f.arena = formula(kernel, "dl.arena", f);
      if (kernel->hasAttr("dl.once")) {
        known = known ? std::move(known) : frames();
        f.arena = heapBound(kernel, interface, f, *known);
      }
      f.flops = formula(kernel, "dl.flops", f);
      if (auto checks = kernel->getAttrOfType<mlir::ArrayAttr>("dl.checks"))
        for (mlir::Attribute check : checks)
          f.failures.push_back(failure(check, interface));
    }
}

} // namespace dual::library
