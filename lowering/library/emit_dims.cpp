// What is checked of dims alone, and the arena as a function of them.
#include "lowering/library/core_calls.h"
#include "lowering/library/emit_border.h"

#include "llvm/ADT/STLExtras.h"

namespace dual::library {

using Kind = Check::Kind;
using llvm::Value;

static llvm::CmpInst::Predicate negated(Fact::Compare compare) {
  using P = llvm::CmpInst;
  static const P::Predicate predicates[] = {P::ICMP_NE,  P::ICMP_EQ,  P::ICMP_SGE,
                                            P::ICMP_SGT, P::ICMP_SLE, P::ICMP_SLT};
  return predicates[static_cast<int>(compare)];
}

// What a size may be at most: room is left for the constants that arenas add.
static constexpr uint64_t addressable = INT64_MAX - 16384;

Value *dimsFail(llvm::IRBuilder<> &builder, ExpressionEmitter &arithmetic, const Check &c) {
  if (c.kind == Kind::Size) {
    Computed left = arithmetic.checked(c.left);
    return builder.CreateOr(left.overflow, builder.CreateICmpUGT(left.value, builder.getInt64(addressable)));
  }
  auto fails = [&](const Expression &lhs, Fact::Compare compare, const Expression &rhs) {
    Computed l = arithmetic.checked(lhs), r = arithmetic.checked(rhs);
    Value *differs = builder.CreateICmp(negated(compare), l.value, r.value);
    return builder.CreateOr(builder.CreateOr(l.overflow, r.overflow), differs);
  };
  Value *bad = fails(c.left, c.compare, c.right);
  for (const Fact::Comparison &other : c.orElse)
    bad = builder.CreateAnd(bad, fails(other.left, other.compare, other.right));
  return bad;
}

// A span depends on strides, which the arena does not.
static bool isOfDims(const Check &c, const Function &f) {
  std::vector<std::string> used = symbols(c.left);
  return llvm::all_of(used, [&](const std::string &symbol) {
    return llvm::any_of(f.dims, [&](const Dim &d) { return d.name == symbol; });
  });
}

llvm::Function *emitArenaFunction(Emission &emission, const Border &border, const Function &f) {
  llvm::IRBuilder<> builder(emission.module.getContext());
  std::vector<llvm::Type *> types(f.dims.size(), builder.getInt64Ty());
  auto *type = llvm::FunctionType::get(builder.getInt64Ty(), types, false);
  auto *function = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage,
                                          border.function + "_arena", emission.module);
  markExported(*function, emission.shared);
  markPlain(*function);
  builder.SetInsertPoint(llvm::BasicBlock::Create(builder.getContext(), "", function));
  ExpressionEmitter arithmetic(builder);
  for (size_t k = 0; k < f.dims.size(); ++k)
    arithmetic.define(f.dims[k].name, function->getArg(static_cast<unsigned>(k)));
  Value *refused = builder.getFalse();
  for (const Check &c : border.checks)
    if ((c.kind == Kind::Holds || c.kind == Kind::Size) && isOfDims(c, f))
      refused = builder.CreateOr(refused, dimsFail(builder, arithmetic, c));
  Computed bytes = arithmetic.checked(arenaBytes(f)); // of a heap the border has not checked it
  Value *tooLarge = builder.CreateICmpUGT(bytes.value, builder.getInt64(addressable));
  refused = builder.CreateOr(refused, builder.CreateOr(bytes.overflow, tooLarge));
  builder.CreateRet(builder.CreateSelect(refused, builder.getInt64(~uint64_t{0}), bytes.value));
  return function;
}

} // namespace dual::library
