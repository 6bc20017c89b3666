#include "lowering/library/emit_arena.h"

#include "lowering/library/core_calls.h"
#include "lowering/library/enumeration.h"
#include "lowering/library/names.h"
#include "runtime/core/nodes.h"

#include <algorithm>

namespace dual::library {

using llvm::Value;

namespace {

// The function that runs on the arena's stack: it takes its arguments out of a frame on the border's.
class Inner {
public:
  Inner(Emission &emission, BorderEmitter &border, llvm::StructType *frame, const std::string &name)
      : emission(emission), border(border), frame(frame), builder(emission.module.getContext()) {
    auto *type = llvm::FunctionType::get(builder.getVoidTy(), builder.getPtrTy(), false);
    function = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, name, emission.module);
    markPlain(*function);
    builder.SetInsertPoint(llvm::BasicBlock::Create(builder.getContext(), "", function));
  }

  // The frame has the kernel's arguments, the arena last, then the call, the count of each table, and of each
  // result that is one its place, room and place of the count.
  llvm::Function *call(llvm::Function *kernel, const std::vector<TableArgument> &tables,
                       const std::vector<TableResult> &results) {
    std::vector<Value *> values;
    for (unsigned k = 0; k < kernel->arg_size(); ++k)
      values.push_back(field(k));
    unsigned next = kernel->arg_size();
    Value *call = field(next++);
    for (const TableArgument &t : tables)
      values[t.at] = builder.CreateCall(
          coreFunction(emission.module, "dual_arena_import"),
          {call, table(*t.enumeration, t.subject), values[t.at], field(next++), values.back()});
    builder.CreateCall(kernel, values);
    for (const TableResult &t : results) {
      Value *root = builder.CreateLoad(builder.getPtrTy(), values[t.at]);
      Value *nodes = field(next), *room = field(next + 1), *count = field(next + 2);
      next += 3;
      builder.CreateCall(coreFunction(emission.module, "dual_arena_export"),
                         {call, table(*t.enumeration, t.subject), root, nodes, room, count, values.back()});
    }
    builder.CreateRetVoid();
    return function;
  }

private:
  Value *field(unsigned k) {
    return builder.CreateLoad(frame->getElementType(k),
                              builder.CreateStructGEP(frame, function->getArg(0), k));
  }

  Value *constant(const std::vector<uint32_t> &cells) {
    return constantData(emission.module, llvm::ConstantDataArray::get(builder.getContext(), cells), 8);
  }

  // A dual_table on the stack.
  Value *table(const Enumeration &e, const std::string &subject) {
    NodeLayout layout = layoutOf(e);
    std::vector<uint32_t> variants, fields;
    std::string layouts;
    for (size_t v = 0; v < e.variants.size(); ++v) {
      for (uint32_t cell : {fields.size() / 3, e.variants[v].fields.size(), layouts.size()})
        variants.push_back(cell);
      layouts += lettersOf(e.variants[v]);
      for (size_t k = 0; k < e.variants[v].fields.size(); ++k) {
        const VariantField &f = e.variants[v].fields[k];
        for (int64_t cell :
             {int64_t{letterOf(f)}, layout.offsets[v][k], int64_t{border.name(fieldName(f.path))}})
          fields.push_back(static_cast<uint32_t>(cell));
      }
    }
    fields.resize(std::max<size_t>(fields.size(), 1));
    auto *text = llvm::ConstantDataArray::getString(builder.getContext(), layouts, false);
    std::vector<Value *> cells = {border.namesGlobal(),
                                  constantData(emission.module, text, 8),
                                  constant(variants),
                                  constant(fields),
                                  builder.getInt64(e.variants.size()),
                                  builder.getInt64(static_cast<uint64_t>(layout.size)),
                                  builder.getInt64(static_cast<uint64_t>(border.name(subject)))};
    Value *place = builder.CreateAlloca(llvm::ArrayType::get(builder.getInt64Ty(), cells.size()));
    for (size_t k = 0; k < cells.size(); ++k)
      builder.CreateStore(cells[k], builder.CreateConstInBoundsGEP1_64(builder.getInt64Ty(), place, k));
    return place;
  }

  static char letterOf(const VariantField &f) {
    return f.isNode ? 'N' : static_cast<char>('a' + static_cast<int>(f.dtype));
  }

  // A dual_node_layout, and what makes the next one 8-aligned.
  static std::string lettersOf(const Variant &v) {
    std::string letters;
    for (const VariantField &f : v.fields)
      letters += letterOf(f);
    letters += ':';
    std::string bytes(8, '\0');
    bytes[0] = static_cast<char>(letters.size() & 0xff), bytes[1] = static_cast<char>(letters.size() >> 8);
    bytes += letters;
    bytes.resize((bytes.size() + 7) / 8 * 8);
    return bytes;
  }

  Emission &emission;
  BorderEmitter &border;
  llvm::StructType *frame;
  llvm::IRBuilder<> builder;
  llvm::Function *function;
};

} // namespace

Value *callOnArena(Emission &emission, BorderEmitter &emitter, llvm::IRBuilder<> &builder,
                   llvm::Function *kernel, const std::vector<Value *> &values,
                   const std::vector<TableArgument> &tables, const std::vector<TableResult> &results,
                   Value *nodes) {
  Value *arena = builder.CreateAlloca(llvm::ArrayType::get(builder.getInt64Ty(), sizeof(dual_arena) / 8));
  builder.CreateCall(coreFunction(emission.module, "dual_arena_begin"), {arena, emitter.call(), nodes});
  std::vector<Value *> all = values;
  all.push_back(arena);
  all.push_back(emitter.call());
  for (const TableArgument &t : tables)
    all.push_back(t.count);
  for (const TableResult &t : results)
    all.insert(all.end(), {t.nodes, t.room, t.count});
  std::vector<llvm::Type *> types;
  for (Value *v : all)
    types.push_back(v->getType());
  auto *frame = llvm::StructType::get(builder.getContext(), types);
  Value *place = builder.CreateAlloca(frame);
  for (unsigned k = 0; k < all.size(); ++k)
    builder.CreateStore(all[k], builder.CreateStructGEP(frame, place, k));
  llvm::Function *inner =
      Inner(emission, emitter, frame, kernel->getName().str() + ".inner").call(kernel, tables, results);
  builder.CreateCall(coreFunction(emission.module, "dual_arena_enter"), {arena, inner, place});
  return arena;
}

} // namespace dual::library
