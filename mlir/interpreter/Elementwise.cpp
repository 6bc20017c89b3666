// Constants and elementwise ops.
#include "mlir/dl/Constants.h"
#include "mlir/dl/Kinds.h"
#include "mlir/interpreter/Handlers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace dual::interpreter {

template <class Op> static LogicalResult literal(Op op, Access &in) {
  in.set(0, *in.step.literal);
  return success();
}

/// `index` and i64 are one type here.
static host::Tensor indexCast(arith::IndexCastOp op, Access &in) { return in.tensor(0); }

static host::Tensor dim(dl::DimOp op, Access &in) {
  return host::Tensor::scalar<int64_t>(in.tensor(0).shape()[op.getAxis()]);
}

/// Elements that an operation is not made for: f64 functions that have no formula yet.
static LogicalResult undefined(StringRef name, const host::Tensor &x, Access &in) {
  return in.fail("`" + name.str() + "` of " + host::name(x.dtype()) + " is not available yet", "INTERNAL");
}

static LogicalResult unary(dl::UnaryOp op, Access &in) {
  host::UnaryOp function = dl::toHost(op.getKind());
  if (!host::isDefined(function, in.tensor(0).dtype()))
    return undefined(host::name(function), in.tensor(0), in);
  in.set(0, host::unary(function, in.tensor(0)));
  return success();
}

/// The front end guards integer divisions; this names the fault where it did not.
static bool dividesByZero(dl::BinaryOp op, Access &in) {
  bool divides = op.getKind() == dl::BinaryKind::Div || op.getKind() == dl::BinaryKind::Mod;
  return divides && host::isInteger(in.tensor(1).dtype()) && host::firstZero(in.tensor(1)) >= 0;
}

static LogicalResult binary(dl::BinaryOp op, Access &in) {
  host::BinaryOp function = dl::toHost(op.getKind());
  if (!host::isDefined(function, in.tensor(0).dtype()))
    return undefined(host::name(function), in.tensor(0), in);
  if (dividesByZero(op, in))
    return in.fail("division by 0", "VALUE");
  in.set(0, host::binary(function, in.tensor(0), in.tensor(1)));
  return success();
}

static host::Tensor compare(dl::CompareOp op, Access &in) {
  return host::compare(dl::toHost(op.getKind()), in.tensor(0), in.tensor(1));
}

static host::Tensor select(dl::SelectOp op, Access &in) {
  return host::select(in.tensor(0), in.tensor(1), in.tensor(2));
}

static host::Tensor fma(dl::FmaOp op, Access &in) {
  return host::fma(in.tensor(0), in.tensor(1), in.tensor(2));
}

static host::Tensor ipow(dl::IPowOp op, Access &in) { return host::ipow(in.tensor(0), in.tensor(1)); }

static host::Tensor cast(dl::CastOp op, Access &in) {
  return host::cast(in.tensor(0), dl::dtypeOf(dl::elementType(op.getType())));
}

template <class Op> static LogicalResult identity(Op, Access &in) {
  in.set(0, in.take(0));
  return success();
}

void addConstants(Handlers &handlers) {
  handlers.add<literal<dl::ConstantOp>>();
  handlers.add<literal<dl::StringOp>>();
  handlers.add<literal<arith::ConstantOp>>();
  handlers.add<indexCast>();
  handlers.add<dim>();
}

void addElementwise(Handlers &handlers) {
  handlers.add<unary>();
  handlers.add<binary>();
  handlers.add<compare>();
  handlers.add<select>();
  handlers.add<fma>();
  handlers.add<ipow>();
  handlers.add<cast>();
  handlers.add<identity<dl::StopGradientOp>>();
  handlers.add<identity<dl::AgainOp>>();
}

} // namespace dual::interpreter
