// LLVM IR, its optimisation, objects.
#include "lowering/pipeline/Compile.h"

#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include "llvm/TargetParser/X86TargetParser.h"
#include "llvm/Transforms/Utils/Cloning.h"

using namespace mlir;

namespace dual::lowering {

static std::string hostFeatures() {
  llvm::SubtargetFeatures features;
  for (auto &[name, has] : llvm::sys::getHostCPUFeatures())
    features.AddFeature(name, has);
  return features.getString();
}

std::unique_ptr<llvm::TargetMachine> makeTarget(const CompileOptions &options) {
  llvm::InitializeNativeTarget();
  llvm::InitializeNativeTargetAsmPrinter();
  llvm::Triple triple(llvm::sys::getProcessTriple());
  std::string problem;
  const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, problem);
  if (!target)
    return nullptr;
  bool native = options.cpu == "native";
  if (!native && llvm::X86::parseArchX86(options.cpu, /*Only64Bit=*/true) == llvm::X86::CK_None)
    return nullptr;
  llvm::TargetOptions settings;
  settings.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  settings.FunctionSections = true;
  return std::unique_ptr<llvm::TargetMachine>(
      target->createTargetMachine(triple, native ? llvm::sys::getHostCPUName() : llvm::StringRef(options.cpu),
                                  native ? hostFeatures() : "", settings, llvm::Reloc::PIC_, std::nullopt,
                                  llvm::CodeGenOptLevel::Default));
}

/// The loops are already in vectors: unrolling and vectorizing again costs time and spills.
static void optimize(llvm::Module &module, llvm::TargetMachine &target) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopUnrolling = tuning.LoopInterleaving = tuning.LoopVectorization = tuning.SLPVectorization = false;
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager graph;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&target, tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(graph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, graph, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O1).run(module, modules);
}

std::unique_ptr<llvm::Module> translate(ModuleOp source, llvm::LLVMContext &context,
                                        llvm::TargetMachine &target) {
  std::unique_ptr<llvm::Module> module = translateModuleToLLVMIR(source, context, "dual");
  if (!module)
    return nullptr;
  module->setTargetTriple(target.getTargetTriple());
  module->setDataLayout(target.createDataLayout());
  for (llvm::Function &function : *module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", target.getTargetCPU());
    function.addFnAttr("target-features", target.getTargetFeatureString());
    function.addFnAttr("prefer-vector-width", "512");
  }
  if (llvm::Function *fail = module->getFunction("dual_rt_fail"))
    fail->addFnAttr(llvm::Attribute::NoReturn);
  optimize(*module, target);
  storeOneLane(*module);
  return module;
}

namespace {

/// The code generator tells the frame of every function that is larger than it wants.
struct CollectFrames : llvm::DiagnosticHandler {
  explicit CollectFrames(llvm::StringMap<uint64_t> &frames) : frames(frames) {}

  bool handleDiagnostics(const llvm::DiagnosticInfo &info) override {
    if (auto *size = llvm::dyn_cast<llvm::DiagnosticInfoStackSize>(&info))
      frames[size->getFunction().getName()] = size->getStackSize();
    return true;
  }

  llvm::StringMap<uint64_t> &frames;
};

} // namespace

llvm::StringMap<uint64_t> frameSizes(const llvm::Module &module, llvm::TargetMachine &target) {
  llvm::StringMap<uint64_t> frames;
  std::unique_ptr<llvm::Module> copy = llvm::CloneModule(module);
  for (llvm::Function &function : *copy)
    function.addFnAttr("warn-stack-size", "0");
  llvm::LLVMContext &context = copy->getContext();
  std::unique_ptr<llvm::DiagnosticHandler> before = context.getDiagnosticHandler();
  context.setDiagnosticHandler(std::make_unique<CollectFrames>(frames));
  emitCode(*copy, target);
  context.setDiagnosticHandler(std::move(before));
  return frames;
}

std::string emitCode(llvm::Module &module, llvm::TargetMachine &target, bool assembly) {
  llvm::SmallString<0> bytes;
  llvm::raw_svector_ostream out(bytes);
  llvm::legacy::PassManager passes;
  auto kind = assembly ? llvm::CodeGenFileType::AssemblyFile : llvm::CodeGenFileType::ObjectFile;
  if (target.addPassesToEmitFile(passes, out, nullptr, kind))
    return {};
  passes.run(module);
  return bytes.str().str();
}

} // namespace dual::lowering
