// Which copy of a specialized function the arguments of a call are for.
#include "lowering/EntryBlock.h"
#include "lowering/Passes.h"
#include "lowering/memory/Formula.h"

#include "mlir/IR/SymbolTable.h"
#include "mlir/dl/Attributes.h"

using namespace mlir;

namespace dual::lowering {

#define GEN_PASS_DEF_CHOOSEVERSION
#include "lowering/Passes.h.inc"

namespace {

class Choice {
public:
  Choice(LLVM::LLVMFuncOp function, DictionaryAttr given)
      : function(function), b(function.getLoc(), function.getContext()),
        arguments(given.getAs<DenseI64ArrayAttr>("arguments")), versions(given.getAs<ArrayAttr>("versions")) {
  }

  void run(ArrayRef<LLVM::LLVMFuncOp> copies) {
    SmallVector<Attribute> titles;
    for (auto [version, each] : llvm::reverse(llvm::zip_equal(versions, copies))) {
      LLVM::LLVMFuncOp copy = each;
      ArrayRef<int64_t> values = cast<DenseI64ArrayAttr>(version);
      std::string title = copy.getName().split('[').second.drop_back().str();
      if (fits(values, copy))
        askAtEntry(values, copy);
      else
        title += " (not made: it takes more scratch)";
      titles.insert(titles.begin(), b.getStringAttr(title));
      for (StringRef own : {"dl.arena", "dl.loop_nests", "dl.flops", "dl.checks", "dl.polls"})
        copy->removeAttr(own);
    }
    function->setAttr("dl.versions", b.getArrayAttr(titles));
  }

private:
  /// The header states the scratch of the function itself: a copy may take no more.
  bool fits(ArrayRef<int64_t> values, LLVM::LLVMFuncOp copy) {
    auto stated = function->getAttrOfType<AffineMapAttr>("dl.arena");
    auto needed = copy->getAttrOfType<AffineMapAttr>("dl.arena");
    if (!stated || !needed)
      return true;
    SmallVector<AffineExpr> sizes;
    for (unsigned k = 0; k < stated.getValue().getNumSymbols(); ++k)
      sizes.push_back(b.getAffineSymbolExpr(k));
    for (auto [argument, value] : llvm::zip_equal(arguments.asArrayRef(), values))
      sizes[argument] = b.getAffineConstantExpr(value);
    AffineExpr there =
        simplifyAffineExpr(stated.getValue().getResult(0).replaceSymbols(sizes), 0, sizes.size());
    return isAtLeast(there, needed.getValue().getResult(0));
  }

  void askAtEntry(ArrayRef<int64_t> values, LLVM::LLVMFuncOp copy) {
    Block *rest = splitEntry(function), *entry = &function.getBody().front();
    b.setInsertionPointToEnd(entry);
    Value isIt;
    for (auto [argument, value] : llvm::zip_equal(arguments.asArrayRef(), values)) {
      Value constant = LLVM::ConstantOp::create(b, b.getI64IntegerAttr(value));
      Value same = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::eq, function.getArgument(argument), constant);
      isIt = isIt ? LLVM::AndOp::create(b, isIt, same).getResult() : same;
    }
    Block *call = b.createBlock(rest);
    auto result = LLVM::CallOp::create(b, copy, function.getArguments());
    LLVM::ReturnOp::create(b, result.getResults());
    b.setInsertionPointToEnd(entry);
    LLVM::CondBrOp::create(b, isIt, call, rest);
  }

  LLVM::LLVMFuncOp function;
  ImplicitLocOpBuilder b;
  DenseI64ArrayAttr arguments;
  ArrayAttr versions;
};

struct Choose : impl::ChooseVersionBase<Choose> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (auto function : getOperation().getOps<LLVM::LLVMFuncOp>()) {
      auto copies = function->getAttrOfType<ArrayAttr>("dl.copies");
      if (!copies)
        continue;
      SmallVector<LLVM::LLVMFuncOp> found;
      for (auto copy : copies.getAsRange<FlatSymbolRefAttr>()) {
        found.push_back(symbols.lookup<LLVM::LLVMFuncOp>(copy.getValue()));
        found.back().setLinkage(LLVM::Linkage::Private);
      }
      Choice(function, function->getAttrOfType<DictionaryAttr>(dl::specializeAttr)).run(found);
      function->removeAttr("dl.copies");
      function->removeAttr(dl::specializeAttr);
    }
  }
};

} // namespace
} // namespace dual::lowering
