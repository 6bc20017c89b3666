// Text: formatting, printing, and what else the user sees or asks while a program runs.
#include "runtime/host/text.h"
#include "mlir/dl/Dl.h"
#include "mlir/interpreter/Handlers.h"
#include "runtime/host/attempt.h"
#include "runtime/host/output.h"
#include "runtime/host/print.h"

#include <chrono>
#include <ostream>

using namespace mlir;

namespace dual::interpreter {

/// "8.3", "8", ".3" or nothing.
static host::Format parseSpec(StringRef spec) {
  host::Format format;
  auto [width, digits] = spec.split('.');
  width.getAsInteger(10, format.width);
  int count = 0;
  if (!digits.getAsInteger(10, count))
    format.digits = count;
  return format;
}

static std::string formatted(const Value &value, StringRef spec) {
  if (spec == "\"")
    return host::quotedText(*std::get_if<std::string>(&value));
  host::Format format = parseSpec(spec);
  if (const auto *text = std::get_if<std::string>(&value))
    return host::padText(*text, format.width);
  if (const auto *data = std::get_if<host::Data>(&value))
    return host::toText(*data->get(), format);
  const auto &tensor = *std::get_if<host::Tensor>(&value);
  return spec.empty() ? host::toText(tensor) : host::toText(tensor, format);
}

static LogicalResult format(dl::FormatOp op, Access &in) {
  auto piece = [&](unsigned i) { return cast<StringAttr>(op.getPieces()[i]).getValue().str(); };
  std::string text = piece(0);
  for (unsigned i = 0; i < op.getValues().size(); ++i)
    text += formatted(in.value(i), cast<StringAttr>(op.getSpecs()[i]).getValue()) + piece(i + 1);
  in.set(0, std::move(text));
  return success();
}

static host::Tensor bytes(dl::BytesOp op, Access &in) { return host::bytesOf(in.text(0)); }

static LogicalResult text(dl::TextOp op, Access &in) {
  in.set(0, host::textOf(in.tensor(0)));
  return success();
}

static host::Tensor isUtf8(dl::IsUtf8Op op, Access &in) {
  return host::Tensor::scalar(host::isUtf8(host::textOf(in.tensor(0))));
}

static host::Tensor compareTexts(dl::CompareTextsOp op, Access &in) {
  return host::Tensor::scalar(host::compareTexts(in.text(0), in.text(1)));
}

static LogicalResult print(dl::PrintOp op, Access &in) {
  Session &session = in.frame.session;
  if (std::ostream *output = session.options.output) {
    *output << in.text(0) << '\n';
    return success();
  }
  host::Status written = host::printLine(in.text(0));
  Location nowhere = UnknownLoc::get(op.getContext());
  return written ? success() : session.fail(written.message(), "FAIL", nowhere);
}

static host::Tensor clock(dl::ClockOp op, Access &in) {
  std::chrono::duration<double> now = std::chrono::steady_clock::now().time_since_epoch();
  return host::Tensor::scalar(now.count());
}

static host::Tensor beginFails(dl::BeginFailsOp op, Access &in) {
  return host::Tensor::scalar(host::beginFails());
}

static host::Tensor endFails(dl::EndFailsOp op, Access &in) {
  return host::Tensor::scalar(host::endFails(in.text(0)));
}

static LogicalResult progress(dl::ProgressOp op, Access &in) {
  std::unique_ptr<host::Progress> &bar = in.frame.session.progress;
  int64_t done = in.integer(0), total = in.integer(1);
  if (!bar || done == 0)
    bar = std::make_unique<host::Progress>("", total);
  bar->update(done);
  if (done >= total)
    bar.reset();
  return success();
}

void addText(Handlers &handlers) {
  handlers.add<format>();
  handlers.add<bytes>();
  handlers.add<text>();
  handlers.add<isUtf8>();
  handlers.add<compareTexts>();
  handlers.add<print>();
  handlers.add<clock>();
  handlers.add<beginFails>();
  handlers.add<endFails>();
  handlers.add<progress>();
}

} // namespace dual::interpreter
