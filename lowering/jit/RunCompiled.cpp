// For tests: one function of a file, compiled, its results printed as the interpreter prints them.
#include "lowering/jit/Jit.h"

#include "lowering/pipeline/Compile.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/dl/Dl.h"

#include <cstdio>
#include <cstdlib>

using namespace mlir;

namespace dual::lowering {

/// A `main` that calls the function and prints each result on lines of its own.
static void addPrintingMain(ModuleOp module, func::FuncOp function) {
  ImplicitLocOpBuilder b(function.getLoc(), module.getBodyRegion());
  b.setInsertionPointToEnd(module.getBody());
  if (auto old = module.lookupSymbol<func::FuncOp>("main"); old && old != function)
    old.erase();
  function.setSymName("dual_tested");
  auto main = func::FuncOp::create(b, "main", b.getFunctionType({}, {}));
  main->setAttr("dl.root", b.getUnitAttr());
  b.setInsertionPointToStart(main.addEntryBlock());
  for (Value result : func::CallOp::create(b, function, ValueRange()).getResults()) {
    Value text = dl::FormatOp::create(b, dl::StrType::get(b.getContext()), result,
                                      b.getStrArrayAttr({"", ""}), b.getStrArrayAttr({""}));
    dl::PrintOp::create(b, text);
  }
  func::ReturnOp::create(b);
}

[[noreturn]] static void reportFailure(const char *message, const char *code, const char *place) {
  std::fprintf(stderr, "%s: error: %s: %s\n", place, code, message);
  std::_Exit(1); // what the program holds goes with the process
}

LogicalResult runCompiled(ModuleOp source, StringRef name) {
  OwningOpRef<ModuleOp> module = source.clone();
  auto function = module->lookupSymbol<func::FuncOp>(name);
  if (!function)
    return source.emitError("there is no function ") << name;
  for (auto other : module->getOps<func::FuncOp>())
    for (StringRef attribute : {"dl.root", "dl.export"})
      other->removeAttr(attribute);
  addPrintingMain(*module, function);
  CompileOptions options;
  if (const char *cpu = std::getenv("DUAL_TEST_CPU"))
    options.cpu = cpu;
  if (failed(lowerToLLVM(*module, options)))
    return failure();
  llvm::LLVMContext context;
  auto target = makeTarget(options);
  auto code = translate(*module, context, *target);
  if (!code)
    return failure();
  if (llvm::Error problem = runMain(*code, *target, reportFailure))
    return source.emitError(llvm::toString(std::move(problem)));
  std::fflush(stdout);
  return success();
}

} // namespace dual::lowering
