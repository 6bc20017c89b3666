// Messages of checks in exports: no text is made there, so they become plain sentences with numbers in them.
#include "lowering/linalg/Convert.h"
#include "mlir/dl/Dl.h"

using namespace mlir;

namespace dual::lowering {
namespace {

/// What the library's error has room for.
constexpr size_t mostNumbers = 3;

class Message {
public:
  explicit Message(OpBuilder &b, Location loc) : b(b), loc(loc) {}

  /// `{k}` stands for values[k].
  void add(StringRef pattern, ValueRange values) {
    while (!pattern.empty()) {
      size_t plain = std::min(pattern.find('{'), pattern.size());
      text += pattern.take_front(plain);
      pattern = pattern.drop_front(plain);
      StringRef rest = pattern.drop_front(pattern.empty() ? 0 : 1);
      size_t k = 0;
      if (!rest.consumeInteger(10, k) && rest.consume_front("}") && k < values.size()) {
        add(values[k]);
        pattern = rest;
      } else if (!pattern.empty()) {
        text += "{";
        pattern = pattern.drop_front();
      }
    }
  }

  std::string text;
  SmallVector<Value> numbers;

private:
  void add(Value value) {
    Operation *op = value.getDefiningOp();
    if (auto known = dyn_cast_or_null<dl::StringOp>(op))
      text += known.getValue();
    else if (auto format = dyn_cast_or_null<dl::FormatOp>(op))
      add(format);
    else if (isa<IntegerType>(value.getType()) && numbers.size() < mostNumbers)
      addNumber(value);
    else
      text += "?"; // a library formats whole numbers only
  }

  void add(dl::FormatOp format) {
    for (auto [k, piece] : llvm::enumerate(format.getPieces().getAsValueRange<StringAttr>())) {
      text += piece;
      if (k < format.getValues().size())
        add(format.getValues()[k]);
    }
  }

  void addNumber(Value value) {
    text += "{" + std::to_string(numbers.size()) + "}";
    if (!value.getType().isInteger(64))
      value = arith::ExtSIOp::create(b, loc, b.getI64Type(), value);
    numbers.push_back(value);
  }

  OpBuilder &b;
  Location loc;
};

void settle(dl::CheckOp op) {
  OpBuilder b(op);
  Message message(b, op.getLoc());
  message.add(op.getMessage(), op.getValues());
  dl::CheckOp::create(b, op.getLoc(), op.getCondition(), message.text, op.getCode(), message.numbers);
  op.erase();
}

} // namespace

void settleExportMessages(func::FuncOp function) {
  SmallVector<dl::CheckOp> checks;
  function.walk([&](dl::CheckOp op) { checks.push_back(op); });
  for (dl::CheckOp op : checks)
    settle(op);
  SmallVector<Operation *> texts;
  function.walk([&](Operation *op) {
    if (isa<dl::StringOp, dl::FormatOp>(op))
      texts.push_back(op);
  });
  for (Operation *op : llvm::reverse(texts))
    if (op->use_empty())
      op->erase();
}

} // namespace dual::lowering
