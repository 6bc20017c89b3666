// What the program's `main` is started with.
#include "runtime/host/arguments.h"
#include "mlir/dl/Constants.h"
#include "mlir/dl/Dl.h"
#include "mlir/interpreter/Handlers.h"

using namespace mlir;

namespace dual::interpreter {

static LogicalResult argument(dl::ArgumentOp op, Access &in) {
  std::string name = op.getName().str();
  const std::string *given = host::findArgument(name);
  if (!given && !op.getOtherwise())
    return in.fail("`main` needs `--" + name + " VALUE`", "VALUE");
  if (!given || isa<dl::StrType>(op.getType()))
    return in.set(0, given ? Value(*given) : in.take(0)), success();
  auto value = host::parseArgument(name, *given, dl::dtypeOf(op.getType()));
  if (!value)
    return in.fail(value.message(), "VALUE");
  return in.set(0, std::move(*value)), success();
}

void addArguments(Handlers &handlers) { handlers.add<argument>(); }

} // namespace dual::interpreter
