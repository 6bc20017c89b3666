// The list of stages.
#include "lowering/pipeline/Compile.h"

#include "lowering/Passes.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"
#include "mlir/dl/Attributes.h"
#include "llvm/TargetParser/Host.h"

using namespace mlir;

namespace dual::lowering {
namespace {

using Stage = void (*)(PassManager &, const CompileOptions &);

/// Registers of that CPU, in bits.
unsigned vectorBits(const CompileOptions &options) {
  if (options.cpu == "x86-64")
    return 128;
  if (options.cpu == "native")
    return llvm::sys::getHostCPUFeatures().lookup("avx512f") ? 512 : 256;
  return options.cpu == "x86-64-v4" ? 512 : 256;
}

void simplify(PassManager &passes) {
  // It takes the size with which a variable enters a loop for that of all turns.
  std::string wrong = "(anonymous namespace)::ForOpTensorCastFolder";
  passes.addPass(createCanonicalizerPass(GreedyRewriteConfig(), wrong));
  passes.addPass(createCSEPass());
}

void inlineCalls(PassManager &passes, const CompileOptions &) {
  passes.addPass(createCountDepth());
  passes.addPass(createInlinerPass());
  passes.addPass(createSymbolDCEPass());
  simplify(passes);
  passes.addPass(createFindDescent());
  passes.addNestedPass<func::FuncOp>(createCountHolds());
}

void toLinalg(PassManager &passes, const CompileOptions &) {
  passes.addPass(createConvertDlToLinalg());
  simplify(passes);
  passes.addPass(createFuseElementwise());
  simplify(passes);
}

bufferization::OneShotBufferizePassOptions bufferizeOptions() {
  bufferization::OneShotBufferizePassOptions options;
  options.allowReturnAllocsFromLoops = true;
  options.bufferizeFunctionBoundaries = true;
  options.functionBoundaryTypeConversion = bufferization::LayoutMapOption::IdentityLayoutMap;
  return options;
}

void bufferize(PassManager &passes, const CompileOptions &) {
  passes.addNestedPass<func::FuncOp>(createCopySlices());
  passes.addPass(createExportBoundary());
  passes.addPass(createPassReadOnly());
  passes.addPass(bufferization::createEmptyTensorEliminationPass());
  passes.addPass(bufferization::createOneShotBufferizePass(bufferizeOptions()));
  simplify(passes);
  passes.addPass(createCountFlops());
  passes.addPass(createChooseMemory());
  passes.addPass(createSettleLoops());
  simplify(passes);
  passes.addPass(createFreeBuffers());
}

void toLLVM(PassManager &passes, const CompileOptions &options) {
  VectorizeLoopsOptions lanes;
  lanes.bits = vectorBits(options);
  passes.addPass(createSpecialize());
  passes.addPass(createVectorizeLoops(lanes));
  simplify(passes);
  passes.addPass(createPlacePolls());
  passes.addPass(createPlanMemory());
  passes.addPass(createBoundHeap());
  passes.addPass(createExpandShapes());
  passes.addPass(memref::createExpandStridedMetadataPass());
  passes.addPass(createLowerAffinePass());
  passes.addPass(createLowerToLLVM());
  passes.addPass(createBF16AsBits());
  passes.addPass(createUseArena());
  passes.addPass(createChooseVersion());
  passes.addPass(createGrowStack());
  simplify(passes);
}

/// The program's `main` becomes `dual_main`: C's has another type. What is in one module with exports is
/// called by them.
void prepareRoots(ModuleOp module) {
  auto functions = module.getOps<func::FuncOp>();
  bool isLibrary =
      llvm::any_of(functions, [](func::FuncOp function) { return function->hasAttr("dl.export"); });
  for (auto function : module.getOps<func::FuncOp>()) {
    bool isRoot = function->hasAttr("dl.root") || function->hasAttr("dl.export");
    if (isLibrary)
      function->setAttr("dl.library", UnitAttr::get(module.getContext()));
    function.setVisibility(isRoot ? SymbolTable::Visibility::Public : SymbolTable::Visibility::Private);
    if (isRoot && function.getName() == "main")
      function.setSymName("dual_main");
  }
}

/// A specialized function of a program stays one of its own. In a library it is part of those that call it:
/// a kernel is one function.
void keepSpecialized(ModuleOp module) {
  bool isLibrary = llvm::any_of(module.getOps<func::FuncOp>(),
                                [](func::FuncOp function) { return function->hasAttr("dl.export"); });
  for (auto function : module.getOps<func::FuncOp>())
    if (function->hasAttr(dl::specializeAttr) && !function->hasAttr("dl.export")) {
      function.setNoInline(!isLibrary);
      if (isLibrary)
        function->removeAttr(dl::specializeAttr);
    }
}

} // namespace

LogicalResult lowerToLLVM(ModuleOp module, const CompileOptions &options) {
  static constexpr std::pair<StringLiteral, Stage> stages[] = {
      {"dl", inlineCalls}, {"linalg", toLinalg}, {"bufferized", bufferize}, {"llvm", toLLVM}};
  prepareRoots(module);
  keepSpecialized(module);
  for (auto [name, stage] : stages) {
    PassManager passes(module.getContext());
    passes.enableVerifier(false);
    stage(passes, options);
    if (failed(passes.run(module)))
      return failure();
    if (options.afterStage)
      options.afterStage(name, module);
  }
  return success();
}

std::vector<KernelMemory> reportMemory(ModuleOp module) {
  std::vector<KernelMemory> report;
  module.walk([&](Operation *op) {
    auto arena = op->getAttrOfType<AffineMapAttr>("dl.arena");
    auto nests = op->getAttrOfType<IntegerAttr>("dl.loop_nests");
    if (!arena)
      return;
    std::string formula;
    llvm::raw_string_ostream(formula) << arena.getValue().getResult(0);
    StringRef name = SymbolTable::getSymbolName(op).getValue();
    name.consume_front("kernel_");
    report.push_back({name.str(), nests ? unsigned(nests.getInt()) : 0, formula});
  });
  return report;
}

} // namespace dual::lowering
