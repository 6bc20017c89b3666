// Sizes: what a `dl.dim` comes down to.
#include "mlir/autodiff/Sizes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using llvm::SmallVector;

namespace dual::autodiff {
namespace {

/// A number, a value, or an axis of a tensor.
struct Size {
  std::optional<int64_t> number;
  Value value;
  Value tensor;
  int64_t axis = 0;

  bool operator==(const Size &other) const {
    return number == other.number && value == other.value && tensor == other.tensor && axis == other.axis;
  }
};

/// What a loop starts with and what a turn makes of it, for one of its variables.
struct Carried {
  Value initial, yielded;
};

std::optional<Carried> carriedBy(scf::ForOp loop, Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    if (argument == loop.getInductionVar())
      return std::nullopt;
    OpOperand *initial = loop.getTiedLoopInit(argument);
    return Carried{initial->get(), loop.getTiedLoopYieldedValue(argument)->get()};
  }
  unsigned k = cast<OpResult>(value).getResultNumber();
  return Carried{loop.getInitArgs()[k], loop.getYieldedValues()[k]};
}

/// Only where the condition hands on what it was given.
std::optional<Carried> carriedBy(scf::WhileOp loop, Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  unsigned k = argument ? argument.getArgNumber() : cast<OpResult>(value).getResultNumber();
  if (!llvm::equal(loop.getConditionOp().getArgs(), loop.getBeforeArguments()))
    return std::nullopt;
  return Carried{loop.getInits()[k], loop.getYieldedValues()[k]};
}

std::optional<Carried> carried(Value value) {
  Operation *op = isa<BlockArgument>(value) ? value.getParentBlock()->getParentOp() : value.getDefiningOp();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return carriedBy(loop, value);
  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return carriedBy(loop, value);
  return std::nullopt;
}

bool isDefinedInside(Value value, Operation *op) {
  return op->isAncestor(value.getParentBlock()->getParentOp());
}

class Follow {
public:
  Size operator()(Value tensor, int64_t axis) {
    while (true) {
      if (int64_t size = dl::shapeOf(tensor.getType())[axis]; !ShapedType::isDynamic(size))
        return {size, {}, {}, 0};
      dl::SizeSource source = tensor.getDefiningOp() ? dl::sizeSource(tensor, axis) : dl::SizeSource();
      if (source.size) {
        auto dim = source.size.getDefiningOp<dl::DimOp>();
        if (!dim)
          return sizeValue(source.size);
        source.tensor = dim.getX();
        source.axis = dim.getAxis();
      } else if (!source.tensor) {
        if (std::optional<Size> both = branches(tensor, axis)) {
          if (!both->tensor)
            return *both;
          source = {{}, both->tensor, both->axis};
        } else if (Value initial = aroundLoop(tensor, axis)) {
          source = {{}, initial, axis};
        } else {
          return {std::nullopt, {}, tensor, axis};
        }
      }
      tensor = source.tensor;
      axis = source.axis;
    }
  }

private:
  static Size sizeValue(Value value) {
    if (auto constant = value.getDefiningOp<dl::ConstantOp>())
      return {cast<IntegerAttr>(constant.getValue()).getInt(), {}, {}, 0};
    return {std::nullopt, value, {}, 0};
  }

  /// What both sides of an `if` come down to, where that is known in front of it.
  std::optional<Size> branches(Value tensor, int64_t axis) {
    auto branch = tensor.getDefiningOp<scf::IfOp>();
    if (!branch)
      return std::nullopt;
    unsigned k = cast<OpResult>(tensor).getResultNumber();
    Size onThen = (*this)(branch.thenYield().getOperand(k), axis);
    Size onElse = (*this)(branch.elseYield().getOperand(k), axis);
    Value from = onThen.value ? onThen.value : onThen.tensor;
    bool isKnown = onThen == onElse && !(from && isDefinedInside(from, branch));
    return isKnown ? std::optional(onThen) : std::nullopt;
  }

  /// What the loop started with, if its turns keep the size.
  Value aroundLoop(Value tensor, int64_t axis) {
    std::optional<Carried> variable = carried(tensor);
    if (!variable)
      return {};
    auto argument = argumentOf(tensor);
    if (llvm::is_contained(assumed, std::pair(argument, axis)))
      return {};
    assumed.push_back({argument, axis});
    Size next = (*this)(variable->yielded, axis);
    assumed.pop_back();
    bool stays = (next.tensor && argumentOf(next.tensor) == argument && next.axis == axis) ||
                 next == (*this)(variable->initial, axis);
    return stays ? variable->initial : Value();
  }

  /// One name for a variable of a loop, whose arguments and result have the same sizes if turns keep them.
  static std::pair<Operation *, unsigned> argumentOf(Value value) {
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      Operation *op = argument.getOwner()->getParentOp();
      return {op, argument.getArgNumber() - (isa<scf::ForOp>(op) ? 1 : 0)};
    }
    return {value.getDefiningOp(), cast<OpResult>(value).getResultNumber()};
  }

  SmallVector<std::pair<std::pair<Operation *, unsigned>, int64_t>> assumed;
};

/// `value` in front of the loop: as it is, or made again from what is known there.
Value outside(Value value, Operation *loop, Emit &emit);

Value outside(const Size &size, Operation *loop, Emit &emit) {
  if (size.number)
    return emit.index(*size.number);
  if (size.value)
    return outside(size.value, loop, emit);
  return isDefinedInside(size.tensor, loop) ? Value() : emit.dim(size.tensor, size.axis);
}

/// Arithmetic that cannot fail.
bool isTotal(Operation *op) {
  auto binary = dyn_cast<dl::BinaryOp>(op);
  if (!binary || binary.getKind() == dl::BinaryKind::Mod || binary.getKind() == dl::BinaryKind::Pow)
    return false;
  if (binary.getKind() != dl::BinaryKind::Div)
    return true;
  auto divisor = binary.getRhs().getDefiningOp<dl::ConstantOp>();
  return divisor && cast<IntegerAttr>(divisor.getValue()).getInt() > 0;
}

Value outside(Value value, Operation *loop, Emit &emit) {
  if (!isDefinedInside(value, loop))
    return value;
  Operation *op = value.getDefiningOp();
  if (!op || !value.getType().isInteger(64))
    return {};
  if (auto dim = dyn_cast<dl::DimOp>(op))
    return outside(Follow()(dim.getX(), dim.getAxis()), loop, emit);
  if (isa<dl::ConstantOp>(op))
    return emit.clone(*op)->getResult(0);
  if (!isTotal(op))
    return {};
  Value lhs = outside(op->getOperand(0), loop, emit), rhs = outside(op->getOperand(1), loop, emit);
  return lhs && rhs ? emit.binary(cast<dl::BinaryOp>(op).getKind(), lhs, rhs) : Value();
}

void resolve(dl::DimOp op) {
  Size size = Follow()(op.getX(), op.getAxis());
  if (size.tensor) {
    op.getXMutable().assign(size.tensor);
    op.setAxis(size.axis);
    return;
  }
  Emit emit(op.getLoc(), op);
  op->getResult(0).replaceAllUsesWith(size.number ? emit.index(*size.number) : size.value);
  op->erase();
}

/// Asked inside the branch or loop that makes the value, the size alone is kept for those outside.
void moveInside(dl::DimOp op) {
  Operation *region = op.getX().getParentBlock()->getParentOp();
  if (!region->isProperAncestor(op))
    op.getX().getDefiningOp() ? op->moveAfter(op.getX().getDefiningOp())
                              : op->moveBefore(&op.getX().getParentBlock()->front());
}

} // namespace

void resolveSizes(func::FuncOp function) {
  SmallVector<dl::DimOp> ops;
  function.walk([&](dl::DimOp op) { ops.push_back(op); });
  for (dl::DimOp op : ops)
    resolve(op);
  function.walk([](dl::DimOp op) { moveInside(op); });
}

SmallVector<Value> sizesOutside(Value value, Operation *loop, Emit &emit) {
  SmallVector<Value> sizes;
  for (auto [axis, size] : llvm::enumerate(dl::shapeOf(value.getType())))
    if (ShapedType::isDynamic(size))
      sizes.push_back(outside(Follow()(value, axis), loop, emit));
  return sizes;
}

} // namespace dual::autodiff
