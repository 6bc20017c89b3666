// What a kernel is called with, in the order that library.h states, and what is done with what it gives.
#pragma once

#include "lowering/library/emit_arena.h"

namespace dual::library {

class KernelCall {
public:
  KernelCall(BorderEmitter &emitter, llvm::IRBuilder<> &builder, const Interface &i, const Function &f,
             const Border &border)
      : emitter(emitter), builder(builder), interface(i), f(f), border(border) {}

  std::vector<llvm::Value *> arguments();
  // Writes what the kernel has put aside of results that are enums.
  void give();

  std::vector<TableArgument> tables;
  std::vector<TableResult> results;

private:
  // An enum that does not contain itself: the place of its tag, and of the fields of all variants.
  struct Chosen {
    const Enumeration *enumeration;
    size_t at; // the C argument
    std::vector<llvm::Value *> places;
  };

  void add(const Parameter &p, size_t at);
  void addEnumeration(const Parameter &p, size_t at);
  void addEnumerationResult(const Parameter &p, size_t at);
  void addRecord(const Parameter &p, size_t at);
  llvm::Value *aside(llvm::Type *type);
  llvm::Value *arena();
  void give(const Chosen &c);

  BorderEmitter &emitter;
  llvm::IRBuilder<> &builder;
  const Interface &interface;
  const Function &f;
  const Border &border;
  std::vector<llvm::Value *> values;
  std::vector<Chosen> chosen;
};

} // namespace dual::library
