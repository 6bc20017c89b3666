// Nodes of recursive data.
#include "mlir/dl/Constants.h"
#include "mlir/dl/Dl.h"
#include "mlir/interpreter/Handlers.h"
#include "runtime/host/node_sum.h"
#include "runtime/host/output.h"

#include <cstring>

using namespace mlir;

namespace dual::interpreter {

static void fill(host::Node::Slot &slot, mlir::Type type, Value value) {
  if (auto *data = std::get_if<host::Data>(&value)) {
    slot.node = data->take();
    return;
  }
  auto &tensor = *std::get_if<host::Tensor>(&value);
  if (isa<RankedTensorType>(type))
    slot.tensor = new host::Tensor(std::move(tensor));
  else
    std::memcpy(&slot.bits, tensor.data(), tensor.byteCount()); // little-endian
}

static LogicalResult node(dl::NodeOp op, Access &in) {
  unsigned count = op.getFields().size();
  if (!in.step.layout)
    in.step.layout = host::nodeLayout(op.layout());
  host::Data made(host::newNode(op.getVariant(), in.step.layout, count));
  if (!made.get())
    return in.fail(host::outOfMemoryText(host::nodeBytes(count)), "ARENA");
  for (unsigned i = 0; i < count; ++i)
    fill(made.get()->slots[i], op.getFields()[i].getType(), in.take(i));
  in.set(0, std::move(made));
  return success();
}

static LogicalResult noNode(dl::NoNodeOp, Access &in) {
  in.set(0, host::Data());
  return success();
}

static host::Tensor variant(dl::VariantOp, Access &in) { return host::Tensor::scalar(in.node(0).variant); }

static LogicalResult field(dl::FieldOp op, Access &in) {
  const host::Node::Slot &slot = in.node(0).slots[op.getSlot()];
  mlir::Type type = op.getType();
  if (isa<dl::DataType>(type)) {
    host::retain(slot.node);
    in.set(0, host::Data(slot.node));
  } else if (isa<RankedTensorType>(type)) {
    in.set(0, *slot.tensor);
  } else {
    host::Tensor scalar = host::Tensor::uninitialized(dl::dtypeOf(type), {});
    std::memcpy(scalar.mutableData(), &slot.bits, scalar.byteCount());
    in.set(0, std::move(scalar));
  }
  return success();
}

static const host::Node *nodeOrNone(Access &in, unsigned i) {
  return std::get_if<host::Data>(&in.value(i))->get();
}

static host::Tensor hasNode(dl::HasNodeOp, Access &in) {
  return host::Tensor::scalar(nodeOrNone(in, 0) != nullptr);
}

static LogicalResult addField(dl::AddFieldOp op, Access &in) {
  host::Node::Slot part{};
  host::Tensor tensor;
  if (auto *node = std::get_if<host::Data>(&in.value(2))) {
    part.node = node->get();
  } else if (tensor = in.tensor(2); isa<RankedTensorType>(op.getPart().getType())) {
    part.tensor = &tensor;
  } else {
    std::memcpy(&part.bits, tensor.data(), tensor.byteCount()); // little-endian
  }
  host::Data sum = host::ownCopy(nodeOrNone(in, 0), in.node(1));
  host::addTo(*sum.get(), op.getSlot(), part);
  in.set(0, std::move(sum));
  return success();
}

static LogicalResult addNodes(dl::AddNodesOp, Access &in) {
  in.set(0, host::sumOf(nodeOrNone(in, 0), nodeOrNone(in, 1)));
  return success();
}

static host::Tensor sameNodes(dl::SameNodesOp, Access &in) {
  return host::Tensor::scalar(host::haveSameStructure(nodeOrNone(in, 0), nodeOrNone(in, 1)));
}

static LogicalResult fillNodes(dl::FillNodesOp, Access &in) {
  in.set(0, host::filled(nodeOrNone(in, 0), nodeOrNone(in, 1)));
  return success();
}

void addData(Handlers &handlers) {
  handlers.add<node>();
  handlers.add<noNode>();
  handlers.add<variant>();
  handlers.add<field>();
  handlers.add<hasNode>();
  handlers.add<addField>();
  handlers.add<addNodes>();
  handlers.add<fillNodes>();
  handlers.add<sameNodes>();
}

} // namespace dual::interpreter
