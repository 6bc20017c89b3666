// Draws: pure functions of seed and element number.
#include "runtime/host/random.h"
#include "mlir/dl/Constants.h"
#include "mlir/dl/Kinds.h"
#include "mlir/interpreter/Handlers.h"

using namespace mlir;

namespace dual::interpreter {

static host::Tensor foldSeed(dl::FoldSeedOp op, Access &in) {
  return host::Tensor::scalar(static_cast<int64_t>(host::fold(in.integer(0), in.integer(1))));
}

/// The 16-bit floats are drawn as f32 and rounded.
static host::Tensor random(dl::RandomOp op, Access &in) {
  host::DType wanted = dl::dtypeOf(dl::elementType(op.getType()));
  host::DType drawn = wanted == host::DType::F64 ? wanted : host::DType::F32;
  host::Dims shape = in.shape(op.getType(), op.getSizes());
  auto *draw = op.getKind() == dl::RandomKind::Uniform ? host::uniform : host::normal;
  return host::cast(draw(drawn, in.integer(0), shape), wanted);
}

static host::Tensor permutation(dl::PermutationOp op, Access &in) {
  return host::permutation(in.integer(0), in.integer(1));
}

void addRandom(Handlers &handlers) {
  handlers.add<foldSeed>();
  handlers.add<random>();
  handlers.add<permutation>();
}

} // namespace dual::interpreter
