// The rt dialect and its bufferization.
#include "lowering/linalg/Rt.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"

using namespace mlir;

#include "lowering/linalg/RtDialect.cpp.inc"
#define GET_OP_CLASSES
#include "lowering/linalg/RtOps.cpp.inc"

namespace dual::rt {

void RTDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "lowering/linalg/RtOps.cpp.inc"
      >();
}

/// Whatever the runtime does, it comes in program order.
void CallOp::getEffects(SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  effects.emplace_back(MemoryEffects::Read::get());
  effects.emplace_back(MemoryEffects::Write::get());
}

void PollOp::getEffects(SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) {
  effects.emplace_back(MemoryEffects::Read::get());
  effects.emplace_back(MemoryEffects::Write::get());
}

int64_t dtypeNumber(Type element) {
  if (auto integer = dyn_cast<IntegerType>(element)) {
    static constexpr std::pair<unsigned, int64_t> table[] = {{1, 0}, {8, 1}, {16, 3}, {32, 4}, {64, 5}};
    for (auto [width, number] : table)
      if (integer.getWidth() == width)
        return integer.isUnsigned() ? 2 : number;
  }
  return element.isF16() ? 6 : element.isBF16() ? 7 : element.isF32() ? 8 : 9;
}

int64_t bytesNumber(Builder &b) { return dtypeNumber(b.getIntegerType(8, /*isSigned=*/false)); }

namespace {

struct CallModel : bufferization::DstBufferizableOpInterfaceExternalModel<CallModel, CallOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand, const bufferization::AnalysisState &) const {
    return !cast<CallOp>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const bufferization::BufferizationOptions &options,
                          bufferization::BufferizationState &state) const {
    auto call = cast<CallOp>(op);
    SmallVector<Value> inputs, inits;
    for (Value input : call.getInputs())
      if (failed(appendBuffer(inputs, input, rewriter, options, state)))
        return failure();
    for (Value init : call.getInits())
      if (failed(appendBuffer(inits, init, rewriter, options, state)))
        return failure();
    CallOp::create(rewriter, op->getLoc(), TypeRange(), call.getCalleeAttr(), inputs, inits,
                   call.getDtypesAttr());
    bufferization::replaceOpWithBufferizedValues(rewriter, op, inits);
    return success();
  }

  static LogicalResult appendBuffer(SmallVector<Value> &buffers, Value value, RewriterBase &rewriter,
                                    const bufferization::BufferizationOptions &options,
                                    bufferization::BufferizationState &state) {
    if (!isa<TensorType>(value.getType())) {
      buffers.push_back(value);
      return success();
    }
    FailureOr<Value> buffer = bufferization::getBuffer(rewriter, value, options, state);
    if (failed(buffer))
      return failure();
    buffers.push_back(*buffer);
    return success();
  }
};

struct AgainModel : bufferization::BufferizableOpInterface::ExternalModel<AgainModel, AgainOp> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &, const bufferization::AnalysisState &) const {
    return false;
  }
  bool bufferizesToMemoryWrite(Operation *, OpOperand &, const bufferization::AnalysisState &) const {
    return false;
  }
  bufferization::AliasingValueList getAliasingValues(Operation *op, OpOperand &,
                                                     const bufferization::AnalysisState &) const {
    return {{op->getResult(0), bufferization::BufferRelation::Equivalent}};
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const bufferization::BufferizationOptions &options,
                          bufferization::BufferizationState &state) const {
    FailureOr<Value> buffer = bufferization::getBuffer(rewriter, op->getOperand(0), options, state);
    if (failed(buffer))
      return failure();
    bufferization::replaceOpWithBufferizedValues(rewriter, op, *buffer);
    return success();
  }
};

} // namespace

void registerBufferization(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, RTDialect *) {
    CallOp::attachInterface<CallModel>(*context);
    AgainOp::attachInterface<AgainModel>(*context);
  });
}

} // namespace dual::rt
