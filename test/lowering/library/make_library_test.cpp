#include "lowering/library/library.h"
#include "test/lowering/library/digits_model.h"

#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/SourceMgr.h"

#include <gtest/gtest.h>

using namespace dual::library;

// One export without parameters, and what it says of this IR.
static std::string saidOf(const char *ir, const Interface &i, const Weights &weights = {}) {
  llvm::LLVMContext context;
  llvm::SMDiagnostic diagnostic;
  std::unique_ptr<llvm::Module> module = llvm::parseAssemblyString(ir, diagnostic, context);
  return llvm::toString(makeLibrary(*module, i, weights, {}));
}

static Interface oneExport() {
  Interface i;
  i.prefix = "p";
  i.functions.emplace_back();
  i.functions[0].name = "f";
  return i;
}

TEST(MakeLibrary, AsksForEachKernel) {
  EXPECT_EQ(saidOf("define void @kernel_f(ptr %a) { ret void }", oneExport()), "");
  EXPECT_EQ(saidOf("", oneExport()), "export `f` has no kernel");
  EXPECT_EQ(saidOf("define void @kernel_f(i64 %a) { ret void }", oneExport()),
            "the kernel of `f` is void (i64), not void (ptr)");
}

TEST(MakeLibrary, AsksForEachWeight) {
  Interface i = digitsModel("p");
  i.functions.clear();
  EXPECT_EQ(saidOf("", i), "weight `h.weight` of graph `Classifier` has no value");
  Weights weights;
  weights["Classifier"]["h.weight"] = "1234";
  EXPECT_EQ(saidOf("", i, weights), "weight `h.weight` of graph `Classifier` has 4 bytes, not 8192");
}
