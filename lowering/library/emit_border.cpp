#include "lowering/library/emit_border.h"

#include "lowering/library/core_calls.h"
#include "runtime/core/core.h"

#include "llvm/IR/MDBuilder.h"

namespace dual::library {

using Kind = Check::Kind;
using llvm::Value;

llvm::Type *valueType(llvm::LLVMContext &context, Dtype dtype) {
  if (dtype == Dtype::F32)
    return llvm::Type::getFloatTy(context);
  if (dtype == Dtype::F64)
    return llvm::Type::getDoubleTy(context);
  return llvm::IntegerType::get(context, static_cast<unsigned>(8 * widthOf(dtype)));
}

static llvm::Type *typeOf(llvm::LLVMContext &context, const Argument &a) {
  if (a.kind == Argument::Kind::Pointer)
    return llvm::PointerType::getUnqual(context);
  return a.kind == Argument::Kind::Scalar ? valueType(context, a.dtype) : llvm::Type::getInt64Ty(context);
}

void markExported(llvm::GlobalValue &value, bool shared) {
  value.setLinkage(llvm::GlobalValue::ExternalLinkage);
  value.setVisibility(shared ? llvm::GlobalValue::DefaultVisibility : llvm::GlobalValue::HiddenVisibility);
  value.setDSOLocal(!shared);
}

static llvm::Function *declare(Emission &emission, const Border &border) {
  llvm::LLVMContext &context = emission.module.getContext();
  std::vector<llvm::Type *> types;
  for (const Argument &a : border.arguments)
    types.push_back(typeOf(context, a));
  types.push_back(llvm::PointerType::getUnqual(context));
  auto *type = llvm::FunctionType::get(llvm::Type::getInt32Ty(context), types, false);
  auto *f =
      llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, border.function, emission.module);
  for (size_t k = 0; k < border.arguments.size(); ++k)
    f->getArg(static_cast<unsigned>(k))->setName(border.arguments[k].name);
  markExported(*f, emission.shared);
  markPlain(*f);
  return f;
}

BorderEmitter::BorderEmitter(Emission &emission, const Border &border)
    : emission(emission), border(border), builder(emission.module.getContext()), arithmetic(builder),
      function(declare(emission, border)) {
  names = border.function + '\0' + border.source + '\0';
  auto place = [&](const char *name) {
    return new llvm::GlobalVariable(emission.module, builder.getInt8Ty(), true,
                                    llvm::GlobalValue::PrivateLinkage, nullptr, name);
  };
  namesPlace = place("names");
  checksPlace = place("checks");
}

int32_t BorderEmitter::name(const std::string &text) {
  if (text.empty())
    return -1;
  auto [at, fresh] = offsets.emplace(text, static_cast<int32_t>(names.size()));
  if (fresh)
    names += text + '\0';
  return at->second;
}

llvm::Constant *BorderEmitter::namesGlobal() { return namesPlace; }

Value *BorderEmitter::callField(size_t offset, llvm::Type *type) {
  return builder.CreateLoad(type, builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), call(), offset));
}

Value *BorderEmitter::memberOf(size_t argument, size_t offset) {
  return builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), this->argument(argument), offset);
}

Value *BorderEmitter::fieldOf(size_t argument, size_t offset) {
  return builder.CreateLoad(builder.getPtrTy(), memberOf(argument, offset));
}

Value *BorderEmitter::pointer(size_t region) {
  Value *&known = pointers[region];
  if (known != nullptr)
    return known;
  const Region &r = border.regions[region];
  switch (r.origin) {
  case Region::Origin::Argument:
    return known = argument(r.argument);
  case Region::Origin::Field:
    return known = fieldOf(r.argument, r.field);
  case Region::Origin::Call:
    return known = call();
  case Region::Origin::Arena:
    return known = callField(offsetof(dual_call, arena), builder.getPtrTy());
  }
  return nullptr;
}

// Where its memory begins: with a negative stride that is before element 0.
Value *BorderEmitter::startOf(size_t region) {
  Value *start = builder.CreatePtrToInt(pointer(region), builder.getInt64Ty());
  const std::optional<Expression> &before = border.regions[region].before;
  return before ? builder.CreateSub(start, arithmetic.unchecked(*before)) : start;
}

// Of the arena: what the function uses of it.
Value *BorderEmitter::bytesOf(size_t region) {
  Value *&known = sizes[region];
  if (known != nullptr)
    return known;
  known = arithmetic.unchecked(border.regions[region].bytes);
  if (border.regions[region].origin == Region::Origin::Arena) {
    Value *given = callField(offsetof(dual_call, arena_bytes), builder.getInt64Ty());
    known = border.regions[region].whole ? given
                                         : builder.CreateBinaryIntrinsic(llvm::Intrinsic::umin, given, known);
  }
  return known;
}

Value *BorderEmitter::hasBytes(size_t region) { return builder.CreateIsNotNull(bytesOf(region)); }

Value *BorderEmitter::isDropped(int number) {
  Value *dropped = builder.CreateLoad(builder.getInt32Ty(), emission.dropped);
  return builder.CreateICmpEQ(dropped, builder.getInt32(static_cast<uint32_t>(number)));
}

void BorderEmitter::branch(Value *bad, llvm::BasicBlock *to) {
  if (emission.dropped && adding >= 0)
    bad = builder.CreateAnd(bad, builder.CreateNot(isDropped(adding)));
  auto *next = llvm::BasicBlock::Create(builder.getContext(), "", function);
  builder.CreateCondBr(bad, to, next, llvm::MDBuilder(builder.getContext()).createUnlikelyBranchWeights());
  builder.SetInsertPoint(next);
}

void BorderEmitter::returnIf(Value *bad, int status) {
  auto *out = llvm::BasicBlock::Create(builder.getContext(), "", function);
  llvm::ReturnInst::Create(builder.getContext(), builder.getInt32(static_cast<uint32_t>(status)), out);
  branch(bad, out);
}

// The block to go to is made by close().
void BorderEmitter::failIf(Value *bad, int row, Value *got, Value *want) {
  auto *from = llvm::BasicBlock::Create(builder.getContext(), "", function);
  failing.push_back({from, row, got, want});
  branch(bad, from);
}

void BorderEmitter::clearError() {
  Value *error = builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), call(), offsetof(dual_call, error));
  builder.CreateMemSet(error, builder.getInt8(0), sizeof(dual_error), llvm::Align(8));
  Value *index = builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), error, offsetof(dual_error, index));
  builder.CreateStore(builder.getInt64(~uint64_t{0}), index);
}

void BorderEmitter::checkAbi() {
  Value *abi = callField(offsetof(dual_call, abi), builder.getPtrTy());
  returnIf(builder.CreateIsNull(abi), STATUS_ABI);
  Value *number = builder.CreateLoad(builder.getInt32Ty(), abi);
  returnIf(builder.CreateICmpNE(number, builder.getInt32(emission.abi)), STATUS_ABI);
}

// What the CPU has is kept in the call; only the first call of each asks.
void BorderEmitter::checkDevice(int row) {
  Value *need = builder.getInt64(emission.cpu);
  Value *known = callField(offsetof(dual_call, cpu), builder.getInt64Ty());
  Value *has = builder.CreateICmpEQ(builder.CreateAnd(known, need), need);
  auto *ask = llvm::BasicBlock::Create(builder.getContext(), "", function);
  auto *next = llvm::BasicBlock::Create(builder.getContext(), "", function);
  builder.CreateCondBr(has, next, ask, llvm::MDBuilder(builder.getContext()).createLikelyBranchWeights());
  builder.SetInsertPoint(ask);
  Value *lacks = builder.CreateCall(coreFunction(emission.module, "dual_cpu_lacks"), {call(), need});
  failIf(builder.CreateIsNotNull(lacks), row, lacks, builder.getInt64(0));
  builder.CreateBr(next);
  builder.SetInsertPoint(next);
}

void BorderEmitter::checkPointer(const Check &c, int row) {
  Value *p = pointer(c.a), *zero = builder.getInt64(0);
  Value *bad = builder.CreateIsNull(p);
  if (c.kind == Kind::Align) {
    Value *low =
        builder.CreateAnd(builder.CreatePtrToInt(p, builder.getInt64Ty()), arithmetic.unchecked(c.right - 1));
    bad = builder.CreateIsNotNull(low);
  }
  if (!border.regions[c.a].required)
    bad = builder.CreateAnd(bad, hasBytes(c.a));
  failIf(bad, row, zero, arithmetic.unchecked(c.right));
}

void BorderEmitter::checkSpace(const Check &c, int row) {
  Value *got = bytesOf(c.a), *want = arithmetic.unchecked(c.right);
  Value *given = builder.CreateIsNotNull(pointer(c.a));
  failIf(builder.CreateAnd(given, builder.CreateICmpULT(got, want)), row, got, want);
}

void BorderEmitter::returnRefused(Value *status) {
  auto *refused = llvm::BasicBlock::Create(builder.getContext(), "", function);
  branch(builder.CreateIsNotNull(status), refused);
  llvm::IRBuilder<>::InsertPointGuard guard(builder);
  builder.SetInsertPoint(refused);
  builder.CreateRet(builder.CreateCall(coreFunction(emission.module, "dual_refused"), {call(), namesPlace}));
}

void BorderEmitter::checkUtf8(const Check &c) {
  Value *subject = builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), namesPlace, name(c.subject));
  returnRefused(builder.CreateCall(coreFunction(emission.module, "dual_check_utf8"),
                                   {call(), subject, pointer(c.a), bytesOf(c.a)}));
}

void BorderEmitter::checkTag(const Check &c, int row) {
  Value *tag = builder.CreateLoad(builder.getInt32Ty(), argument(c.argument));
  Value *most = builder.getInt64(emission.interface.enumerations[c.index].variants.size() - 1);
  Value *wide = builder.CreateSExt(tag, builder.getInt64Ty());
  failIf(builder.CreateICmpUGT(wide, most), row, wide, most);
}

// One begins within the other. Differences wrap to huge numbers where they would be negative.
Value *BorderEmitter::touching(const Check &c) {
  Value *p = startOf(c.a), *q = startOf(c.b);
  Value *qInP = builder.CreateICmpULT(builder.CreateSub(q, p), bytesOf(c.a));
  Value *pInQ = builder.CreateICmpULT(builder.CreateSub(p, q), bytesOf(c.b));
  return builder.CreateOr(builder.CreateAnd(qInP, hasBytes(c.b)), builder.CreateAnd(pInQ, hasBytes(c.a)));
}

void BorderEmitter::add(const Check &c, int row) {
  Value *zero = builder.getInt64(0);
  switch (c.kind) {
  case Kind::CallNull:
    return returnIf(builder.CreateIsNull(call()), c.status);
  case Kind::CallAbi:
    return checkAbi();
  case Kind::ArenaNull: {
    Value *null = builder.CreateIsNull(callField(offsetof(dual_call, arena), builder.getPtrTy()));
    Value *given = builder.CreateIsNotNull(callField(offsetof(dual_call, arena_bytes), builder.getInt64Ty()));
    return failIf(builder.CreateAnd(null, given), row, zero, zero);
  }
  case Kind::Device:
    return emission.cpu != 0 ? checkDevice(row) : void();
  case Kind::Holds:
  case Kind::Size:
    return failIf(dimsFail(builder, arithmetic, c), row, arithmetic.unchecked(c.got),
                  arithmetic.unchecked(c.right));
  case Kind::Null:
  case Kind::Align:
    return checkPointer(c, row);
  case Kind::Space:
    return checkSpace(c, row);
  case Kind::Overlap:
    return failIf(touching(c), row, zero, zero);
  case Kind::ArenaBytes: {
    Value *given = callField(offsetof(dual_call, arena_bytes), builder.getInt64Ty());
    Value *need = arithmetic.unchecked(border.regions.back().bytes);
    return failIf(builder.CreateICmpULT(given, need), row, given, need);
  }
  case Kind::Utf8:
    return checkUtf8(c);
  case Kind::Tag:
    return checkTag(c, row);
  case Kind::ArenaGrows:
  case Kind::Cancelled:
  case Kind::Inside:
    return;
  }
}

llvm::IRBuilder<> &BorderEmitter::open() {
  builder.SetInsertPoint(llvm::BasicBlock::Create(builder.getContext(), "", function));
  for (size_t k = 0; k < border.arguments.size(); ++k)
    if (!border.arguments[k].symbol.empty())
      arithmetic.define(border.arguments[k].symbol, argument(k));
  for (size_t row = 0; row < border.checks.size(); ++row) {
    if (border.checks[row].kind == Kind::Inside || border.checks[row].kind == Kind::ArenaGrows)
      continue;
    if (border.checks[row].kind == Kind::ArenaNull) // the call is known to be ours from here on
      clearError();
    adding = emission.number++;
    if (border.checks[row].kind == Kind::Cancelled)
      poll = adding;
    add(border.checks[row], static_cast<int>(row));
  }
  adding = -1;
  return builder;
}

// The rows of dual_check.
llvm::Constant *BorderEmitter::table() {
  std::vector<uint32_t> rows;
  for (const Check &c : border.checks)
    for (int32_t cell : {int32_t{c.status}, int32_t{c.text}, name(c.subject), name(c.object)})
      rows.push_back(static_cast<uint32_t>(cell));
  return constantData(emission.module, llvm::ConstantDataArray::get(builder.getContext(), rows), 4);
}

llvm::Function *BorderEmitter::close() {
  auto *out = llvm::BasicBlock::Create(builder.getContext(), "", function);
  builder.SetInsertPoint(out);
  unsigned n = static_cast<unsigned>(failing.size());
  auto *row = builder.CreatePHI(builder.getInt32Ty(), n);
  auto *got = builder.CreatePHI(builder.getInt64Ty(), n), *want = builder.CreatePHI(builder.getInt64Ty(), n);
  for (const Failing &f : failing) {
    llvm::BranchInst::Create(out, f.from);
    row->addIncoming(builder.getInt32(static_cast<uint32_t>(f.row)), f.from);
    got->addIncoming(f.got, f.from);
    want->addIncoming(f.want, f.from);
  }
  builder.CreateRet(builder.CreateCall(coreFunction(emission.module, "dual_fail"),
                                       {call(), checksPlace, namesPlace, row, got, want}));
  checksPlace->replaceAllUsesWith(table());
  checksPlace->eraseFromParent();
  auto *text = llvm::ConstantDataArray::getString(builder.getContext(), names, false);
  llvm::GlobalVariable *global = constantData(emission.module, text, 1);
  namesPlace->replaceAllUsesWith(global);
  namesPlace->eraseFromParent();
  return function;
}

} // namespace dual::library
