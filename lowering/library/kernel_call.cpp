#include "lowering/library/kernel_call.h"

#include "lowering/library/enumeration.h"

namespace dual::library {

using llvm::Value;

std::vector<Value *> KernelCall::arguments() {
  for (size_t at : border.dims)
    values.push_back(emitter.argument(at));
  size_t inputs = f.parameters.size();
  for (size_t k = 0; k < inputs; ++k)
    add(f.parameters[k], border.first[k]);
  for (size_t k = 0; k < f.outputs.size(); ++k) // the rooms, in bytes
    if (hasOpenSize(f.outputs[k].shape) && f.outputs[k].kind != Parameter::Kind::Enumeration)
      values.push_back(emitter.argument(border.first[inputs + k] + 1));
  for (size_t k = 0; k < f.outputs.size(); ++k)
    add(f.outputs[k], border.first[inputs + k]);
  if (!f.heap)
    values.push_back(arena());
  if (f.polls && !f.heap)
    values.push_back(emitter.call());
  return values;
}

void KernelCall::give() {
  for (const Chosen &c : chosen)
    give(c);
}

void KernelCall::add(const Parameter &p, size_t at) {
  if (p.kind == Parameter::Kind::Record)
    return addRecord(p, at);
  if (p.kind == Parameter::Kind::Structure) {
    for (const auto &[k, weight] : llvm::enumerate(interface.structures[p.structure].weights)) {
      Value *place = emitter.fieldOf(at, pointerBytes * k);
      bool isNumber = weight.shape.empty();
      values.push_back(isNumber ? builder.CreateLoad(valueType(builder.getContext(), weight.dtype), place)
                                : place);
    }
    return;
  }
  if (p.kind == Parameter::Kind::Enumeration)
    return addEnumeration(p, at);
  values.push_back(emitter.argument(at));
  for (size_t axis = 0; p.strided && axis < p.shape.size(); ++axis)
    values.push_back(emitter.argument(at + 1 + axis));
  size_t size = at + 2; // behind the pointer and the room
  for (const Expression &axis : p.shape)
    if (isOpenSize(axis))
      values.push_back(emitter.argument(size++));
}

Value *KernelCall::aside(llvm::Type *type) {
  values.push_back(builder.CreateAlloca(type));
  return values.back();
}

void KernelCall::addEnumerationResult(const Parameter &p, size_t at) {
  const Enumeration &e = interface.enumerations[p.structure];
  if (e.isRecursive) {
    results.push_back({values.size(), &e, p.name, emitter.argument(at), emitter.argument(at + 1),
                       emitter.argument(at + 2)});
    aside(builder.getInt64Ty());
    return;
  }
  chosen.push_back({&e, at, {aside(builder.getInt64Ty())}});
  for (const Variant &v : e.variants)
    for (const VariantField &field : v.fields)
      chosen.back().places.push_back(aside(valueType(builder.getContext(), field.dtype)));
}

void KernelCall::give(const Chosen &c) {
  llvm::LLVMContext &context = builder.getContext();
  llvm::Function *function = builder.GetInsertBlock()->getParent();
  const Enumeration &e = *c.enumeration;
  NodeLayout layout = layoutOf(e);
  Value *tag = builder.CreateLoad(builder.getInt64Ty(), c.places[0]);
  builder.CreateMemSet(emitter.argument(c.at), builder.getInt8(0), static_cast<uint64_t>(layout.size),
                       llvm::MaybeAlign(static_cast<uint64_t>(layout.align)));
  builder.CreateStore(builder.CreateTrunc(tag, builder.getInt32Ty()), emitter.argument(c.at));
  size_t next = 1;
  for (size_t v = 0; v < e.variants.size(); ++v) {
    auto *isIt = llvm::BasicBlock::Create(context, "", function);
    auto *rest = llvm::BasicBlock::Create(context, "", function);
    builder.CreateCondBr(builder.CreateICmpEQ(tag, builder.getInt64(v)), isIt, rest);
    builder.SetInsertPoint(isIt);
    for (size_t k = 0; k < e.variants[v].fields.size(); ++k) {
      llvm::Type *type = valueType(context, e.variants[v].fields[k].dtype);
      builder.CreateStore(builder.CreateLoad(type, c.places[next++]),
                          emitter.memberOf(c.at, static_cast<size_t>(layout.offsets[v][k])));
    }
    builder.CreateBr(rest);
    builder.SetInsertPoint(rest);
  }
}

void KernelCall::addEnumeration(const Parameter &p, size_t at) {
  const Enumeration &e = interface.enumerations[p.structure];
  if (p.isWritten())
    return addEnumerationResult(p, at);
  if (e.isRecursive) {
    tables.push_back({values.size(), &e, p.name, emitter.expressions().unchecked(p.shape[0])});
    values.push_back(emitter.argument(at));
    return;
  }
  llvm::Type *word = builder.getInt32Ty();
  Value *tag = builder.CreateSExt(builder.CreateLoad(word, emitter.argument(at)), builder.getInt64Ty());
  values.push_back(tag);
  NodeLayout layout = layoutOf(e);
  for (size_t v = 0; v < e.variants.size(); ++v)
    for (size_t k = 0; k < e.variants[v].fields.size(); ++k) { // of other variants: zero
      llvm::Type *type = valueType(builder.getContext(), e.variants[v].fields[k].dtype);
      Value *field =
          builder.CreateLoad(type, emitter.memberOf(at, static_cast<size_t>(layout.offsets[v][k])));
      Value *chosen = builder.CreateICmpEQ(tag, builder.getInt64(v));
      values.push_back(builder.CreateSelect(chosen, field, llvm::Constant::getNullValue(type)));
    }
}

void KernelCall::addRecord(const Parameter &p, size_t at) {
  Layout layout = layoutOf(p.fields);
  for (size_t k = 0; k < p.fields.size(); ++k) {
    size_t offset = static_cast<size_t>(layout.offsets[k]);
    const Field &field = p.fields[k];
    Value *place = isPointed(field) ? emitter.fieldOf(at, offset) : emitter.memberOf(at, offset);
    bool byValue = field.shape.empty() && !p.isWritten();
    values.push_back(byValue ? builder.CreateLoad(valueType(builder.getContext(), field.dtype), place)
                             : place);
  }
}

Value *KernelCall::arena() {
  if (!f.arena)
    return llvm::ConstantPointerNull::get(builder.getPtrTy());
  Value *arena = emitter.pointer(border.regions.size() - 1);
  Value *address = builder.CreatePtrToInt(arena, builder.getInt64Ty());
  Value *slack = builder.CreateAnd(builder.CreateNeg(address), builder.getInt64(63));
  return builder.CreatePtrAdd(arena, slack);
}

} // namespace dual::library
