// Failures: the program's own checks, with their texts.
#include "mlir/dl/CheckText.h"
#include "mlir/dl/Dl.h"
#include "mlir/interpreter/Handlers.h"
#include "runtime/host/kernels/index.h"
#include "runtime/host/print.h"

using namespace mlir;

namespace dual::interpreter {

static std::string toText(const Value &value) {
  if (const auto *tensor = std::get_if<host::Tensor>(&value))
    return host::toText(*tensor);
  return *std::get_if<std::string>(&value);
}

/// `message` with {0}, {1} ... replaced by the operands from 1 on; other braces are text.
static std::string substituted(StringRef message, Access &in) {
  std::string text;
  while (!message.empty()) {
    auto [before, rest] = message.split('{');
    text += before;
    unsigned number = 0;
    StringRef digits = rest;
    if (before.size() == message.size())
      break;
    if (digits.consumeInteger(10, number) || !digits.consume_front("}") ||
        number + 1 >= in.step.operands.size()) {
      text += '{';
      message = rest;
      continue;
    }
    text += toText(in.value(number + 1));
    message = digits;
  }
  return text;
}

static LogicalResult check(dl::CheckOp op, Access &in) {
  if (in.boolean(0))
    return success();
  return in.fail(substituted(op.getMessage(), in), op.getCode());
}

/// "1", "2" for the flat row-major position 5 of shape [2, 3].
static SmallVector<std::string> indexOf(int64_t position, const host::Dims &shape) {
  SmallVector<std::string> index(shape.size());
  for (size_t axis = shape.size(); axis-- > 0; position /= shape[axis])
    index[axis] = std::to_string(position % shape[axis]);
  return index;
}

static LogicalResult checkRange(dl::CheckRangeOp op, Access &in) {
  int64_t bound = in.integer(1);
  host::OutOfRange wrong = host::checkIndices(in.tensor(0), bound);
  if (!wrong)
    return success();
  std::string legal =
      bound > 0 ? "it must be 0 to " + std::to_string(bound - 1) : "no index is legal where the size is 0";
  return in.fail(dl::elementText(op.getSubject(), indexOf(wrong.position, in.tensor(0).shape())) + " is " +
                     std::to_string(wrong.value) + "; " + legal,
                 "VALUE");
}

void addChecks(Handlers &handlers) {
  handlers.add<check>();
  handlers.add<checkRange>();
}

} // namespace dual::interpreter
