// Runs functions of the dl dialect op by op: the REPL, `dlc run --eager`, and the oracle for compiled code.
#ifndef DUAL_MLIR_INTERPRETER_INTERPRETER_H
#define DUAL_MLIR_INTERPRETER_INTERPRETER_H

#include "mlir/dl/Recursion.h"
#include "runtime/host/node.h"
#include "runtime/host/tensor.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <atomic>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace dual::interpreter {

/// What an SSA value holds at run time: a number or tensor (rank 0 for scalars, dtype Bool for i1), a text,
/// or a node of recursive data.
using Value = std::variant<host::Tensor, std::string, host::Data>;

/// A call that ended early: what to tell the user, the status a library would return, and the promise broken.
struct Failure {
  std::string message;
  std::string code;
  mlir::Location where;
};

struct Options {
  /// Where dl.print writes; null: standard output, by runtime/host/output.h.
  std::ostream *output = nullptr;
  /// Polled at every call and every turn of a loop; set by whoever handles Ctrl-C. Null: never interrupted.
  const std::atomic<bool> *interrupt = nullptr;
  /// Recursive calls within recursive calls.
  int64_t maxDepth = dl::deepestRecursion;
};

/// Functions are func.func with dl, scf (if, for, while), func.call and arith constants in their bodies.
/// The first call of a function numbers its values; so a function must not change or go away after that while
/// the interpreter lives, but new functions may be added to the module at any time (the REPL does).
class Interpreter {
public:
  explicit Interpreter(mlir::ModuleOp module, Options options = {});
  ~Interpreter();
  Interpreter(const Interpreter &) = delete;
  Interpreter &operator=(const Interpreter &) = delete;

  /// Appends the results to `results`, or says why there are none. An op that is not in the list above and a
  /// name that is not there are failures with code "INTERNAL".
  std::optional<Failure> call(llvm::StringRef name, llvm::ArrayRef<Value> args,
                              llvm::SmallVectorImpl<Value> &results);

  /// Drops what was numbered for the function of that name, so that it may be changed or erased.
  void forget(llvm::StringRef name);

private:
  struct State; // a Session of Frame.h
  std::unique_ptr<State> state_;
};

} // namespace dual::interpreter

#endif
