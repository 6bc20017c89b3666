// Functions as they are used: the bodies that are written, and what a call brings.
#pragma once

#include "frontend/check/value.h"

namespace dual::check {

// One body of a function in the module.
struct Instance {
  std::string symbol;          // the name of the func.func
  TypeEnv types;               // what the signature's symbols are inside
  std::vector<int> dimAtoms;   // the atoms that come as leading i64 arguments, in this order
  std::vector<TypeRef> params; // of those parameters that exist at run time
  std::vector<size_t> sources; // for each of them: which of the declaration's parameters it is
  TypeRef result;
  std::vector<size_t> varParams; // indices into params: also given back after the result
  bool effects = false;
};

// One call's arguments, matched to the parameters.
struct BoundCall {
  std::vector<Val> args; // one for every parameter
  TypeEnv types;         // what the signature's symbols are at this call
  // For a symbol that an argument has bound: which one, and where it stands.
  std::map<std::string, std::pair<size_t, SourceRange>> origins;
  TypeRef self;                 // methods: the receiver's type
  std::set<std::string> floats; // type parameters of class `Float`
};

// What a function value brings along into a body of its own: symbols and values, and a text that is equal for
// two that can share one body.
struct Captures {
  std::vector<int> atoms;
  llvm::SmallVector<mlir::Value> leaves;
  std::string key;
};

} // namespace dual::check
