// Calls of functions, and the steps of a block.
#include "mlir/interpreter/Interpreter.h"

#include "mlir/interpreter/Frame.h"
#include "mlir/interpreter/Handlers.h"

using namespace mlir;

namespace dual::interpreter {

struct Interpreter::State : Session {};

Interpreter::Interpreter(ModuleOp module, Options options) : state_(new State()) {
  state_->module = module;
  state_->options = options;
}

Interpreter::~Interpreter() = default;

std::optional<Failure> Interpreter::call(llvm::StringRef name, llvm::ArrayRef<Value> args,
                                         llvm::SmallVectorImpl<Value> &results) {
  llvm::SmallVector<Value> own(args);
  state_->depth = 0;
  state_->stackBase = static_cast<const char *>(__builtin_frame_address(0));
  state_->failure.reset();
  auto symbol = StringAttr::get(state_->module.getContext(), name);
  bool ended = failed(state_->call(symbol, own, results, state_->module.getLoc()));
  state_->progress.reset();
  return ended ? std::exchange(state_->failure, std::nullopt) : std::nullopt;
}

void Interpreter::forget(llvm::StringRef name) {
  state_->programs.erase(StringAttr::get(state_->module.getContext(), name));
}

LogicalResult Session::fail(std::string message, llvm::StringRef code, Location where) {
  failure = Failure{std::move(message), code.str(), where};
  return mlir::failure();
}

LogicalResult Session::poll(Location where) {
  if (options.interrupt && options.interrupt->load(std::memory_order_relaxed))
    return fail("interrupted", "CANCELLED", where);
  return success();
}

LogicalResult Session::checkDepth(Location where) {
  size_t used = stackBase - static_cast<const char *>(__builtin_frame_address(0));
  if (depth < options.maxDepth && used < options.maxStack)
    return success();
  return fail("recursion is deeper than " + std::to_string(depth) + " calls", "FAILED", where);
}

Program *Session::program(StringAttr name, Location where) {
  std::unique_ptr<Program> &known = programs[name];
  if (known)
    return known.get();
  auto function = module.lookupSymbol<func::FuncOp>(name);
  if (!function || function.isExternal())
    return (void)fail("no body of function `" + name.str() + "`", "INTERNAL", where), nullptr;
  auto made = makeProgram(function);
  if (auto *problem = std::get_if<Failure>(&made))
    return failure = std::move(*problem), nullptr;
  known = std::move(std::get<0>(made));
  return known.get();
}

LogicalResult Session::call(StringAttr name, llvm::MutableArrayRef<Value> arguments,
                            llvm::SmallVectorImpl<Value> &results, Location where) {
  if (failed(poll(where)) || failed(checkDepth(where)))
    return mlir::failure();
  Program *callee = program(name, where);
  if (!callee)
    return mlir::failure();
  if (callee->body.arguments.size() != arguments.size())
    return fail("function `" + name.str() + "` takes " + std::to_string(callee->body.arguments.size()) +
                    " arguments, not " + std::to_string(arguments.size()),
                "INTERNAL", where);
  ++depth;
  Frame frame(*this, *callee);
  frame.enter(callee->body, arguments);
  LogicalResult ran = frame.run(callee->body);
  --depth;
  if (succeeded(ran))
    frame.leave(callee->body.terminator, 0, results);
  return ran;
}

LogicalResult Frame::run(const Block &block) {
  for (const Step &step : block.steps) {
    if (failed(step.handler(step, *this)))
      return failure();
    for (uint32_t slot : step.dying)
      slots[slot] = host::Tensor();
  }
  return success();
}

void Frame::enter(const Block &block, llvm::MutableArrayRef<Value> values) {
  for (auto [slot, value] : llvm::zip(block.arguments, values))
    slots[slot] = std::move(value);
}

void Frame::leave(const Step &terminator, unsigned first, llvm::SmallVectorImpl<Value> &values) {
  Access access(terminator, *this);
  for (unsigned i = first; i < terminator.operands.size(); ++i)
    values.push_back(access.take(i));
}

host::Dims Access::integers(OperandRange range) const {
  host::Dims numbers;
  for (unsigned i = 0; i < range.size(); ++i)
    numbers.push_back(integer(range.getBeginOperandIndex() + i));
  return numbers;
}

std::vector<host::Tensor> Access::tensors(OperandRange range) const {
  std::vector<host::Tensor> list;
  for (unsigned i = 0; i < range.size(); ++i)
    list.push_back(tensor(range.getBeginOperandIndex() + i));
  return list;
}

host::Dims Access::shape(Type type, OperandRange sizes) const {
  host::Dims dims;
  unsigned next = sizes.empty() ? 0 : sizes.getBeginOperandIndex(); // an empty range has no first operand
  if (auto shaped = dyn_cast<RankedTensorType>(type))
    for (int64_t dim : shaped.getShape())
      dims.push_back(ShapedType::isDynamic(dim) ? integer(next++) : dim);
  return dims;
}

static Handlers makeHandlers() {
  Handlers handlers;
  addConstants(handlers);
  addElementwise(handlers);
  addShapes(handlers);
  addIndexing(handlers);
  addReductions(handlers);
  addRandom(handlers);
  addControl(handlers);
  addChecks(handlers);
  addText(handlers);
  addFiles(handlers);
  addArguments(handlers);
  return handlers;
}

Handler handlerOf(Operation &op) {
  static const Handlers handlers = makeHandlers();
  return handlers.find(op.getName().getTypeID());
}

} // namespace dual::interpreter
