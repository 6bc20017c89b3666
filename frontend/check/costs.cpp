#include "frontend/check/costs.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/dl/Dl.h"
#include "llvm/ADT/TypeSwitch.h"

namespace dual::check {

using mlir::Value;

static Dim product(llvm::ArrayRef<Dim> sizes) {
  Dim result = 1;
  for (const Dim &size : sizes)
    result = result * size;
  return result;
}

// The type wins; a size that neither says is unknown.
static std::vector<Dim> stated(mlir::Type type, std::vector<Dim> sizes) {
  llvm::ArrayRef<int64_t> shape = dl::shapeOf(type);
  sizes.resize(shape.size(), Dim::unknown());
  for (size_t axis = 0; axis < shape.size(); ++axis)
    if (!mlir::ShapedType::isDynamic(shape[axis]))
      sizes[axis] = shape[axis];
  return sizes;
}

Known &Costs::of(Value value) {
  auto [place, isNew] = known.try_emplace(value);
  if (isNew)
    place->second.shape = stated(value.getType(), {});
  return place->second;
}

Dim Costs::elements(Value value) { return product(of(value).shape); }

std::string Costs::typeOf(Value value) {
  mlir::Type element = dl::elementType(value.getType());
  return element.isIntOrFloat() ? typeText(dims, tensorType(element, of(value).shape)) : "str";
}

Dim Costs::bytes(Value value) {
  mlir::Type element = dl::elementType(value.getType());
  if (!element.isIntOrFloat())
    return Dim::unknown();
  return elements(value) * Dim((element.getIntOrFloatBitWidth() + 7) / 8);
}

// ---- sizes

Dim Costs::numberOf(mlir::Operation &op) {
  if (auto constant = mlir::dyn_cast<dl::ConstantOp>(op))
    if (auto number = mlir::dyn_cast<mlir::IntegerAttr>(constant.getValue()))
      return number.getValue().getSExtValue();
  if (auto size = mlir::dyn_cast<dl::DimOp>(op))
    return of(size.getX()).shape[size.getAxis()];
  auto binary = mlir::dyn_cast<dl::BinaryOp>(op);
  if (!binary || !binary.getType().isInteger(64))
    return Dim::unknown();
  Dim lhs = of(binary.getLhs()).number, rhs = of(binary.getRhs()).number;
  bool divides = !rhs.isConstant() || rhs.constant() != 0;
  switch (binary.getKind()) {
  case dl::BinaryKind::Add:
    return lhs + rhs;
  case dl::BinaryKind::Sub:
    return lhs - rhs;
  case dl::BinaryKind::Mul:
    return lhs * rhs;
  case dl::BinaryKind::Div:
    return divides ? dims.quotient(lhs, rhs) : Dim::unknown();
  case dl::BinaryKind::Mod:
    return divides ? dims.remainder(lhs, rhs) : Dim::unknown();
  default:
    return Dim::unknown();
  }
}

static std::vector<Dim> contracted(dl::ContractOp op, llvm::ArrayRef<Dim> lhs, llvm::ArrayRef<Dim> rhs) {
  size_t count = 0;
  for (int64_t dim : llvm::concat<const int64_t>(op.getLhsDims(), op.getRhsDims()))
    count = std::max<size_t>(count, dim + 1);
  std::vector<Dim> sizes(count, 1);
  for (auto [axis, dim] : llvm::enumerate(op.getRhsDims()))
    sizes[dim] = rhs[axis];
  for (auto [axis, dim] : llvm::enumerate(op.getLhsDims()))
    sizes[dim] = lhs[axis];
  return sizes;
}

// The sizes of the result that its type leaves open, from what the operation is given.
std::vector<Dim> Costs::shapeOf(mlir::Operation &op) {
  auto numbers = [&](mlir::ValueRange values) {
    std::vector<Dim> result;
    for (Value value : values)
      result.push_back(of(value).number);
    return result;
  };
  auto like = [&](Value value) { return of(value).shape; };
  return llvm::TypeSwitch<mlir::Operation *, std::vector<Dim>>(&op)
      .Case<dl::UnaryOp, dl::BinaryOp, dl::CompareOp, dl::FmaOp, dl::IPowOp, dl::CastOp, dl::StopGradientOp>(
          [&](auto) { return like(op.getOperand(0)); })
      .Case([&](dl::SelectOp select) { return like(select.getOnTrue()); })
      .Case<dl::InsertOp, dl::ScatterAddOp>([&](auto update) { return like(update.getDest()); })
      .Case([&](dl::SliceOp slice) { return numbers(slice.getSizes()); })
      .Case([&](dl::TransposeOp transpose) {
        std::vector<Dim> result;
        for (int64_t axis : transpose.getPermutation())
          result.push_back(of(transpose.getX()).shape[axis]);
        return result;
      })
      .Case([&](dl::GatherOp gather) {
        return gather.getIndices().empty() ? std::vector<Dim>() : like(gather.getIndices().front());
      })
      .Case([&](dl::ConcatOp concat) {
        std::vector<Dim> result = like(concat.getXs().front());
        for (Value part : concat.getXs().drop_front())
          result[concat.getAxis()] = result[concat.getAxis()] + of(part).shape[concat.getAxis()];
        return result;
      })
      .Case([&](dl::ReduceOp reduce) {
        std::vector<Dim> result;
        for (auto [axis, size] : llvm::enumerate(of(reduce.getX()).shape))
          if (!llvm::is_contained(reduce.getAxes(), static_cast<int64_t>(axis)))
            result.push_back(size);
        return result;
      })
      .Case([&](dl::ContractOp contract) {
        std::vector<Dim> sizes = contracted(contract, like(contract.getLhs()), like(contract.getRhs()));
        sizes.resize(dl::shapeOf(contract.getType()).size());
        return sizes;
      })
      .Case([&](dl::PermutationOp permutation) { return std::vector<Dim>{of(permutation.getN()).number}; })
      .Case<dl::BroadcastOp, dl::ReshapeOp, dl::IotaOp, dl::RandomOp>([&](auto made) {
        // One operand for every size that the type leaves open.
        std::vector<Dim> result;
        auto next = made.getSizes().begin();
        for (int64_t size : dl::shapeOf(made.getType()))
          result.push_back(mlir::ShapedType::isDynamic(size) ? of(*next++).number : Dim(size));
        return result;
      })
      .Default([](auto) { return std::vector<Dim>(); });
}

void Costs::infer(mlir::Operation &op) {
  std::set<int> from;
  for (Value operand : op.getOperands())
    from.insert(of(operand).from.begin(), of(operand).from.end());
  Dim number = numberOf(op);
  std::vector<Dim> sizes = op.getNumResults() == 1 ? shapeOf(op) : std::vector<Dim>();
  for (Value result : op.getResults())
    of(result) = {number, stated(result.getType(), sizes), from};
}

void Costs::hand(Value from, Value to) {
  Known given = of(from);
  given.shape = stated(to.getType(), given.shape);
  of(to) = std::move(given);
}

// ---- costs

static bool isFloat(Value value) { return mlir::isa<mlir::FloatType>(dl::elementType(value.getType())); }

// Without the regions and callees.
Dim Costs::own(mlir::Operation &op) {
  if (op.getNumOperands() == 0 || !isFloat(op.getOperand(0)))
    return 0;
  if (auto contract = mlir::dyn_cast<dl::ContractOp>(op))
    return Dim(2) * product(contracted(contract, of(contract.getLhs()).shape, of(contract.getRhs()).shape));
  if (mlir::isa<dl::FmaOp>(op))
    return Dim(2) * elements(op.getResult(0));
  if (mlir::isa<dl::UnaryOp, dl::BinaryOp, dl::CompareOp, dl::IPowOp, dl::ReduceOp, dl::ScatterAddOp>(op))
    return elements(op.getOperand(0));
  return 0;
}

void Costs::findDead(mlir::Block &block) {
  for (mlir::Operation &op : llvm::reverse(block)) {
    auto isDeadUse = [&](mlir::Operation *user) { return dead.contains(user); };
    if (mlir::wouldOpBeTriviallyDead(&op) && llvm::all_of(op.getUsers(), isDeadUse))
      dead.insert(&op);
  }
}

Dim Costs::run(mlir::Block &block) {
  findDead(block);
  Dim total;
  for (mlir::Operation &op : block)
    total = total + run(op);
  return total;
}

Dim Costs::enter(mlir::func::CallOp call) {
  auto callee = module.lookupSymbol<mlir::func::FuncOp>(call.getCallee());
  infer(*call);
  if (!callee || callee.isExternal() || llvm::is_contained(open, callee.getOperation()))
    return Dim::unknown();
  open.push_back(callee);
  mlir::Block &body = callee.getBody().front();
  for (auto [operand, argument] : llvm::zip(call.getOperands(), body.getArguments()))
    hand(operand, argument);
  Dim cost = run(body);
  for (auto [value, result] : llvm::zip(body.getTerminator()->getOperands(), call.getResults()))
    hand(value, result);
  open.pop_back();
  return cost;
}

// A loop keeps the sizes of what it carries, so one run of the body shows what each costs.
Dim Costs::loop(mlir::Operation &op) {
  auto loop = mlir::cast<mlir::scf::ForOp>(op);
  for (auto [init, argument] : llvm::zip(loop.getInitArgs(), loop.getRegionIterArgs()))
    hand(init, argument);
  Dim cost = run(*loop.getBody());
  for (auto [init, result] : llvm::zip(loop.getInitArgs(), loop.getResults()))
    hand(init, result);
  if (cost == Dim(0))
    return cost;
  Dim step = of(loop.getStep()).number;
  Dim length = of(loop.getUpperBound()).number - of(loop.getLowerBound()).number;
  bool single = step.isConstant() && step.constant() == 1;
  return cost * (single ? length : dims.quotient(length + step - Dim(1), step));
}

// One of the branches runs: the costlier one counts, if it is the same for all sizes.
Dim Costs::choice(mlir::Operation &op) {
  auto choice = mlir::cast<mlir::scf::IfOp>(op);
  Dim onTrue = run(*choice.thenBlock());
  Dim onFalse = choice.elseBlock() ? run(*choice.elseBlock()) : Dim(0);
  for (auto [index, result] : llvm::enumerate(choice.getResults())) {
    hand(choice.thenYield().getOperand(index), result);
    Known merged = of(result), other = of(choice.elseYield().getOperand(index));
    for (auto [size, otherSize] : llvm::zip(merged.shape, other.shape))
      if (size != otherSize)
        size = Dim::unknown();
    merged.from.insert(other.from.begin(), other.from.end());
    merged.number = merged.number == other.number ? merged.number : Dim::unknown();
    of(result) = std::move(merged);
  }
  if (dims.isNeverNegative(onTrue - onFalse))
    return onTrue;
  return dims.isNeverNegative(onFalse - onTrue) ? onFalse : Dim::unknown();
}

Dim Costs::repeated(mlir::Operation &op) {
  infer(op);
  auto loop = mlir::cast<mlir::scf::WhileOp>(op);
  for (auto [init, argument] : llvm::zip(loop.getInits(), loop.getBeforeArguments()))
    hand(init, argument);
  Dim cost = run(*loop.getBeforeBody());
  for (auto [given, argument] : llvm::zip(loop.getConditionOp().getArgs(), loop.getAfterArguments()))
    hand(given, argument);
  cost = cost + run(*loop.getAfterBody());
  for (auto [given, result] : llvm::zip(loop.getConditionOp().getArgs(), loop.getResults()))
    hand(given, result);
  return cost == Dim(0) ? cost : Dim::unknown();
}

Dim Costs::run(mlir::Operation &op) {
  if (isDead(op)) {
    infer(op);
    return 0;
  }
  if (auto call = mlir::dyn_cast<mlir::func::CallOp>(op))
    return onCall ? onCall(call) : enter(call);
  if (mlir::isa<mlir::scf::ForOp>(op))
    return loop(op);
  if (mlir::isa<mlir::scf::IfOp>(op))
    return choice(op);
  if (mlir::isa<mlir::scf::WhileOp>(op))
    return repeated(op);
  infer(op);
  return mlir::isa<dl::ValueAndGradOp>(op) ? Dim::unknown() : own(op);
}

} // namespace dual::check
