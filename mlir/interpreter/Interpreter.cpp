// Calls of functions, and the steps of a block.
#include "mlir/interpreter/Interpreter.h"

#include "mlir/interpreter/Frame.h"
#include "mlir/interpreter/Handlers.h"
#include "runtime/host/output.h"
#include "runtime/host/stack.h"

using namespace mlir;

namespace dual::interpreter {

struct Interpreter::State : Session {
  using Session::Session;
};

Interpreter::Interpreter(ModuleOp module, Options options) : state_(new State(module)) {
  state_->options = options;
}

Interpreter::~Interpreter() = default;

/// A function takes its arguments from slots; here they come from outside, and the results go there.
static LogicalResult callFromOutside(Session &session, StringAttr name, llvm::ArrayRef<Value> args,
                                     llvm::SmallVectorImpl<Value> &results) {
  Location where = session.module.getLoc();
  Program *callee = session.program(name, where);
  if (failed(session.poll(where)) || !callee)
    return failure();
  if (callee->body.arguments.size() != args.size())
    return session.fail("function `" + name.str() + "` takes " +
                            std::to_string(callee->body.arguments.size()) + " arguments, not " +
                            std::to_string(args.size()),
                        "INTERNAL", where);
  Frame frame(session, *callee);
  llvm::SmallVector<Value> own(args);
  frame.enter(callee->body, own);
  if (failed(frame.run(callee->body)))
    return failure();
  frame.leave(callee->body.terminator, 0, results);
  return success();
}

std::optional<Failure> Interpreter::call(llvm::StringRef name, llvm::ArrayRef<Value> args,
                                         llvm::SmallVectorImpl<Value> &results) {
  state_->depth = 0;
  state_->failure.reset();
  auto symbol = StringAttr::get(state_->module.getContext(), name);
  bool ended = failed(callFromOutside(*state_, symbol, args, results));
  state_->progress.reset();
  return ended ? std::exchange(state_->failure, std::nullopt) : std::nullopt;
}

void Interpreter::forget(llvm::StringRef name) {
  auto symbol = StringAttr::get(state_->module.getContext(), name);
  state_->programs.erase(symbol);
  state_->calls.forget(symbol);
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

Program *Session::program(StringAttr name, Location where) {
  std::unique_ptr<Program> &known = programs[name];
  if (known)
    return known.get();
  auto function = module.lookupSymbol<func::FuncOp>(name);
  if (!function || function.isExternal())
    return (void)fail("no body of function `" + name.str() + "`", "INTERNAL", where), nullptr;
  auto made = makeProgram(function, calls);
  if (auto *problem = std::get_if<Failure>(&made))
    return failure = std::move(*problem), nullptr;
  known = std::move(std::get<0>(made));
  return known.get();
}

static LogicalResult run(Session &session, const Program &callee, Access &in) {
  Frame frame(session, callee);
  for (auto [i, slot] : llvm::enumerate(callee.body.arguments))
    frame.slots[slot] = in.take(i);
  if (failed(frame.run(callee.body)))
    return failure();
  in.setFrom(callee.body.terminator, frame);
  return success();
}

LogicalResult Session::call(StringAttr name, Access &in) {
  Location where = in.step.op->getLoc();
  Program *callee = program(name, where);
  if (failed(poll(where)) || !callee)
    return mlir::failure();
  if (!in.step.isRecursive)
    return run(*this, *callee, in);
  if (depth >= options.maxDepth)
    return fail(dl::tooDeepText(options.maxDepth), dl::tooDeepCode, where);
  ++depth;
  LogicalResult ran = mlir::failure();
  auto body = [&] { ran = run(*this, *callee, in); };
  if (!host::callInChunk(body))
    return fail(host::outOfMemoryText(host::chunkBytes), "ARENA", where);
  --depth;
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

void Access::setFrom(const Step &terminator, Frame &from) {
  Access end(terminator, from);
  for (unsigned i = 0; i < terminator.operands.size(); ++i)
    set(i, end.take(i));
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
  addData(handlers);
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
