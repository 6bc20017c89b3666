// Arithmetic over dims, in LLVM IR.
#pragma once

#include "lowering/library/expression.h"

#include "llvm/IR/IRBuilder.h"

namespace dual::library {

// A value, and whether a step on the way left int64 or divided by less than 1.
struct Computed {
  llvm::Value *value;
  llvm::Value *overflow;
};

class ExpressionEmitter {
public:
  explicit ExpressionEmitter(llvm::IRBuilder<> &builder) : builder(builder) {}

  void define(const std::string &symbol, llvm::Value *value) { dims[symbol] = value; }

  Computed checked(const Expression &e);
  // For dims whose sizes have been checked: nothing can overflow.
  llvm::Value *unchecked(const Expression &e) { return checked(e).value; }

private:
  Computed binary(Expression::Kind kind, Computed a, Computed b);
  Computed arithmetic(llvm::Intrinsic::ID id, Computed a, Computed b);
  Computed division(Expression::Kind kind, Computed a, Computed b);

  llvm::IRBuilder<> &builder;
  std::map<std::string, llvm::Value *> dims;
};

} // namespace dual::library
