#include "lowering/library/library.h"

#include "lowering/library/core_calls.h"
#include "lowering/library/emit_weights.h"
#include "lowering/library/kernel_call.h"
#include "lowering/library/manifest.h"
#include "lowering/library/names.h"
#include "runtime/core/core_bitcode.h"

#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/IR/PassManager.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/IPO/GlobalDCE.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"

#include <algorithm>
#include <set>

namespace dual::library {

using llvm::Value;

static llvm::Error error(const std::string &message) { return llvm::createStringError(message.c_str()); }

static llvm::Error linkCore(llvm::Module &module, std::string_view bytes) {
  llvm::MemoryBufferRef buffer(llvm::StringRef(bytes.data(), bytes.size()), "core");
  llvm::Expected<std::unique_ptr<llvm::Module>> parts = llvm::parseBitcodeFile(buffer, module.getContext());
  if (!parts)
    return parts.takeError();
  (*parts)->setTargetTriple(module.getTargetTriple());
  (*parts)->setDataLayout(module.getDataLayout());
  for (llvm::Function &f : **parts) { // they run on the same CPUs as the borders
    f.removeFnAttr("target-features");
    f.removeFnAttr("tune-cpu");
  }
  if (llvm::Linker::linkModules(module, std::move(*parts)))
    return error("the runtime does not fit the kernels' module");
  return llvm::Error::success();
}

// Finding a function of libc when it is first called takes more stack than an arena keeps free: they are
// found when the library is loaded.
static void findFunctionsEarly(llvm::Module &module) {
  module.setRtLibUseGOT();
  for (llvm::Function &f : module)
    if (f.isDeclaration() && !f.isIntrinsic())
      f.addFnAttr(llvm::Attribute::NonLazyBind);
}

static uint64_t cpuBits(const std::vector<std::string> &features) {
  std::set<std::string> wanted(features.begin(), features.end());
  uint64_t bits = 0, bit = 1;
#define DUAL_CPU(name, leaf, reg, number, state)                                                             \
  bits |= wanted.count(name) != 0 ? bit : 0;                                                                 \
  bit <<= 1;
#include "runtime/core/cpu.def"
  return bits;
}

static std::string filled(std::string text, const Interface &i) {
  for (const auto &[mark, name] : {std::pair(std::string("{p}"), i.prefix), {"{P}", capitals(i.prefix)}})
    for (size_t at; (at = text.find(mark)) != std::string::npos;)
      text.replace(at, mark.size(), name);
  return text;
}

// The core's declaration is replaced: it is an array of unknown length there.
static void emitStatusSentences(llvm::Module &module, const Interface &i) {
  std::string sentences;
#define DUAL_STATUS(name, number, sentence, comment) sentences += filled(sentence, i) + '\0';
#include "runtime/core/status.def"
  sentences += std::string("not a status") + '\0';
  auto *text = llvm::ConstantDataArray::getString(module.getContext(), sentences, false);
  llvm::GlobalVariable *declared = module.getGlobalVariable("dual_status_sentences");
  declared->replaceAllUsesWith(constantData(module, text, 1));
  declared->eraseFromParent();
}

static void emitAbi(Emission &emission, const Interface &i) {
  llvm::Module &module = emission.module;
  auto *type = llvm::Type::getInt32Ty(module.getContext());
  auto *symbol = new llvm::GlobalVariable(module, type, true, llvm::GlobalValue::ExternalLinkage,
                                          llvm::ConstantInt::get(type, emission.abi), abiSymbol(i));
  markExported(*symbol, emission.shared);
}

static void emitBuild(Emission &emission, const Interface &i) {
  llvm::IRBuilder<> builder(emission.module.getContext());
  auto *type = llvm::FunctionType::get(builder.getPtrTy(), false);
  auto *f =
      llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, i.prefix + "_build", emission.module);
  markExported(*f, emission.shared);
  markPlain(*f);
  builder.SetInsertPoint(llvm::BasicBlock::Create(builder.getContext(), "", f));
  auto *text = llvm::ConstantDataArray::getString(builder.getContext(), i.build);
  builder.CreateRet(constantData(emission.module, text, 1));
}

static std::string typeText(const llvm::Type *type) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  type->print(stream);
  return text;
}

// A kernel with checks inside gives the number of the one that failed and the numbers of its message; one
// that only polls gives a number too.
static llvm::Type *kernelResult(llvm::IRBuilder<> &builder, const Function &f) {
  llvm::Type *number = builder.getInt64Ty();
  if (f.failures.empty())
    return f.polls ? builder.getInt32Ty() : builder.getVoidTy();
  return llvm::StructType::get(builder.getContext(), {builder.getInt32Ty(), number, number, number});
}

// Whether the kernel takes these values: what the interface says and what was compiled belong together.
static llvm::Error fits(const llvm::Function &kernel, const Function &f, llvm::IRBuilder<> &builder,
                        const std::vector<Value *> &values) {
  std::vector<llvm::Type *> types;
  for (Value *v : values)
    types.push_back(v->getType());
  if (f.heap)
    types.push_back(builder.getPtrTy());
  llvm::Type *result = f.heap ? kernel.getReturnType() : kernelResult(builder, f);
  auto *expected = llvm::FunctionType::get(result, types, false);
  if (kernel.getFunctionType() == expected)
    return llvm::Error::success();
  return error("the kernel of `" + f.name + "` is " + typeText(kernel.getFunctionType()) + ", not " +
               typeText(expected));
}

static llvm::Error emitFunction(Emission &emission, const Interface &i, const Function &f) {
  llvm::Function *kernel = emission.module.getFunction("kernel_" + f.name);
  if (kernel == nullptr)
    return error("export `" + f.name + "` has no kernel");
  Border border = borderOf(i, f);
  BorderEmitter emitter(emission, border);
  llvm::IRBuilder<> &builder = emitter.open();
  KernelCall call(emitter, builder, i, f, border);
  std::vector<Value *> values = call.arguments();
  if (llvm::Error e = fits(*kernel, f, builder, values))
    return e;
  if (f.heap) {
    Value *nodes = f.nodes ? emitter.expressions().unchecked(*f.nodes) : builder.getInt64(0);
    emitter.finishHeap(
        callOnArena(emission, emitter, builder, kernel, values, call.tables, call.results, nodes),
        [&] { call.give(); });
  } else {
    Value *outcome = builder.CreateCall(kernel, values);
    emitter.finish(f.failures.empty() && !f.polls ? nullptr : outcome, [&] { call.give(); });
  }
  emitter.close();
  if (f.arena)
    emitArenaFunction(emission, border, f);
  return llvm::Error::success();
}

static llvm::Error emitAll(Emission &emission, const Interface &i, const Weights &weights) {
  emitStatusSentences(emission.module, i);
  emitAbi(emission, i);
  emitBuild(emission, i);
  for (const Structure &s : i.structures) {
    if (s.builtin)
      if (llvm::Error e = emitBuiltin(emission, i, s, weights))
        return e;
    if (llvm::Error e = emitLoad(emission, i, s))
      return e;
  }
  for (const Record &r : i.records)
    for (const Record::Part &part : r.parts)
      emitView(emission, i, r, part);
  for (const Function &f : i.functions)
    if (llvm::Error e = emitFunction(emission, i, f))
      return e;
  return llvm::Error::success();
}

// What the header declares of the core is exported; all else of it and of the kernels becomes local, under
// the prefix.
static void rename(Emission &emission, const Interface &i, const std::set<std::string> &before) {
  for (llvm::GlobalObject &g : emission.module.global_objects()) {
    std::string name = g.getName().str();
    if (g.isDeclaration() || name.empty())
      continue;
    if (name == "dual_error_text" || name == "dual_status_text") {
      g.setName(i.prefix + name.substr(4));
      markExported(g, emission.shared);
    } else if (before.count(name) != 0 || name.rfind("dual_", 0) == 0 || g.hasLocalLinkage()) {
      g.setName(i.prefix + "_" + name);
      g.setVisibility(llvm::GlobalValue::DefaultVisibility);
      g.setLinkage(llvm::GlobalValue::InternalLinkage);
      g.setComdat(nullptr);
    }
  }
}

// Borders are written plainly and tidied here; kernels are left as they came.
static void tidy(llvm::Module &module, const std::set<std::string> &kernels) {
  llvm::PassBuilder passes;
  llvm::FunctionAnalysisManager functions;
  llvm::ModuleAnalysisManager modules;
  llvm::LoopAnalysisManager loops;
  llvm::CGSCCAnalysisManager cycles;
  passes.registerModuleAnalyses(modules);
  passes.registerCGSCCAnalyses(cycles);
  passes.registerFunctionAnalyses(functions);
  passes.registerLoopAnalyses(loops);
  passes.crossRegisterProxies(loops, functions, cycles, modules);
  llvm::FunctionPassManager simplify;
  simplify.addPass(llvm::EarlyCSEPass());
  simplify.addPass(llvm::InstCombinePass());
  simplify.addPass(llvm::SimplifyCFGPass());
  for (llvm::Function &f : module)
    if (!f.isDeclaration() && kernels.count(f.getName().str()) == 0 && !f.hasLocalLinkage())
      simplify.run(f, functions);
  llvm::ModulePassManager clean;
  clean.addPass(llvm::GlobalDCEPass());
  clean.run(module, modules);
}

llvm::Error makeLibrary(llvm::Module &module, const Interface &i, const Weights &weights,
                        const LibraryOptions &options) {
  std::set<std::string> before;
  for (llvm::GlobalObject &g : module.global_objects())
    if (!g.isDeclaration())
      before.insert(g.getName().str());
  module.setSourceFileName(i.source);
  module.setModuleIdentifier(i.prefix);
  if (llvm::Error e = linkCore(module, options.core.empty() ? core::bitcode() : options.core))
    return e;
  Emission emission{module, i, cpuBits(options.features), abiHash(i), options.shared};
  if (options.droppable)
    emission.dropped =
        new llvm::GlobalVariable(module, llvm::Type::getInt32Ty(module.getContext()), false,
                                 llvm::GlobalValue::ExternalLinkage, nullptr, "dual_test_dropped");
  if (llvm::Error e = emitAll(emission, i, weights))
    return e;
  findFunctionsEarly(module);
  rename(emission, i, before);
  tidy(module, before);
  return llvm::Error::success();
}

int countChecks(const Interface &i) {
  size_t n = 0;
  for (const Border &b : bordersOf(i))
    n += static_cast<size_t>(std::count_if(b.checks.begin(), b.checks.end(), [](const Check &c) {
      return c.kind != Check::Kind::Inside && c.kind != Check::Kind::ArenaGrows;
    }));
  return static_cast<int>(n);
}

} // namespace dual::library
