#include "mlir/dl/Endless.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace dual::dl {
namespace {

/// That the program goes on: read and written by no operation but these loops.
struct Progress : SideEffects::Resource::Base<Progress> {
  StringRef getName() final { return "progress"; }
};

struct Effects : MemoryEffectOpInterface::ExternalModel<Effects, scf::WhileOp> {
  void getEffects(Operation *op,
                  SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>> &effects) const {
    if (!op->hasAttr(endsAttr))
      effects.emplace_back(MemoryEffects::Write::get(), Progress::get());
  }
};

} // namespace

void registerEndlessLoops(DialectRegistry &registry) {
  registry.addExtension(
      +[](MLIRContext *context, scf::SCFDialect *) { scf::WhileOp::attachInterface<Effects>(*context); });
}

} // namespace dual::dl
