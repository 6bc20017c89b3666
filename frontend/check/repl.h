// The checker's side of the REPL: declarations and variables that outlive an input, and a function of dl for
// each statement.
//
// The caller runs these functions. It keeps the values of variables in slots, which are only numbers here: a
// statement names the slots that it reads and those that it fills.
#pragma once

#include "frontend/check/checker.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseSet.h"

namespace dual::check {

// A variable between inputs. The dl values in its binding belong to a function that is gone; `slots` are what
// they are now, in the order in which `renew` visits them.
struct Kept {
  Binding binding;
  std::vector<size_t> slots;
  std::vector<mlir::Type> types;
};

// A statement as a function, and what it makes of the variables.
struct Step {
  mlir::func::FuncOp function;
  std::vector<size_t> arguments; // slots to read
  std::vector<size_t> results;   // slots to fill
  std::map<std::string, Kept> changed;
  std::map<std::string, Dim> named; // symbols that annotations bind: all that hold after it
  std::map<int, size_t> atoms;      // sizes that came up in it, and their slots
  std::set<std::string> binders;    // the names that it defines
};

class ReplChecker {
public:
  // `differentiate` replaces the derivatives in the module, or says why not and gives false.
  ReplChecker(mlir::ModuleOp module, SourceManager &sources, Diagnostics &diags, Modules &modules,
              std::function<bool()> differentiate);

  // Takes an input for good: its statements and declarations are pointed to as long as the session lives.
  const Module &own(std::unique_ptr<Module> syntax);

  // Adds the uses and declarations of an input; what was there by these names is replaced. After an error,
  // reported or shown by `differentiate`, nothing has changed. `broken` gets the names of functions that no
  // longer check.
  bool declare(const Module &input, const std::string &directory, std::vector<std::string> &broken);

  // Writes a statement; the value of an expression is printed and becomes `_`. Nothing after an error.
  std::optional<Step> write(const Stmt &stmt);
  // After the function ran: the variables are as it left them. The function is gone afterwards.
  void keep(Step &step);
  // The function failed or was not run: only it goes away.
  void drop(Step &step);
  // Slots that variables still need.
  llvm::DenseSet<size_t> liveSlots() const;

  // The type of an expression, or what kind of function it is. Nothing after an error.
  std::optional<std::string> typeOf(const Expr &expr);
  // The dl of a declared function in every form it is used in so far, or else of the expression.
  std::optional<std::string> irOf(const Expr &expr);

  // For looking at declarations.
  Checker &useChecker() { return checker; }
  const ModuleScope &declared() const { return *scope; }

  // The type of the graph that a variable, or a part of it, holds; null: it holds none.
  TypeRef graphIn(const std::string &path);

  // What may follow `path.`, or what may be named at all if the path is empty.
  std::vector<std::string> namesAfter(const std::string &path);
  // The latest form of every declaration, and the uses, as source.
  std::string declarations() const;

private:
  // What the module held at some time, for going back to it.
  struct Mark {
    mlir::Operation *last;
    std::set<std::string> instances, templates;
  };
  Mark mark();
  void backTo(const Mark &mark);
  bool checkAll(llvm::ArrayRef<const Decl *> decls);

  // ---- declarations (repl_declare.cpp)
  struct Added {
    std::set<std::string> names;        // that mean something else now
    std::vector<const Decl *> decls;    // of the input
    std::vector<const Decl *> affected; // older ones that mention the names, as fresh trees
  };
  Added enter(const Module &input, const std::string &directory);
  std::vector<const Decl *> dependents(const std::set<std::string> &changed) const;
  std::vector<const Decl *> renewed(llvm::ArrayRef<const Decl *> decls);
  void renameOld(const std::map<std::string, const Decl *> &before);

  TypeRef typeIn(llvm::StringRef path);

  // ---- statements (repl.cpp)
  mlir::func::FuncOp open(const std::set<std::string> &binders);
  void close();
  void collectChanges(Step &step, llvm::SmallVectorImpl<mlir::Value> &results);
  void collectAtoms(Step &step, llvm::SmallVectorImpl<mlir::Value> &results);
  void show(const Expr &expr);
  std::string describe(const Val &value);
  std::string describe(const FnValue &fn);

  Checker checker;
  mlir::ModuleOp module;
  SourceManager &sources;
  Diagnostics &diags;
  Modules &modules;
  std::function<bool()> differentiate;
  ModuleScope *scope;
  std::vector<std::unique_ptr<Module>> inputs;
  std::vector<std::string> uses;       // as written
  std::map<std::string, int> replaced; // how often a type was

  std::map<std::string, Kept> variables;
  std::map<std::string, std::pair<Dim, std::set<std::string>>>
      named; // a symbol's size, and the names of the `let` that bound it
  std::map<int, size_t> atoms;
  size_t nextSlot = 0;
};

} // namespace dual::check
