// What an expression gives while it is checked: a type, and the dl values of its leaves.
#pragma once

#include "frontend/check/facts.h"
#include "frontend/check/type.h"

#include "mlir/IR/ValueRange.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>
#include <set>

namespace dual::check {

struct Env;
struct Val;
struct TypeEnv;

struct LiteralOperation;

// A number whose dtype the context has still to say: an f64 must not pass through f32. Arithmetic of floats
// waits with its operands, that of integers is exact.
struct Literal {
  bool isFloat = false;
  int64_t integer = 0;
  double real = 0;
  std::shared_ptr<const LiteralOperation> operation = nullptr; // instead of `real`
  SourceRange range = {};                                      // where it stands
};

struct LiteralOperation {
  BinaryOp op;
  Literal lhs, rhs;
};

// What the place asks of a result says the dtype of its operands, but not their shapes: they may be repeated.
TypeRef ofOperand(const TypeRef &expected);
// Distinguishes literals that may become different numbers.
std::string keyOf(const Literal &literal);
// None: the operator asks for a dtype, or integers overflow.
std::optional<Literal> literalArithmetic(BinaryOp op, const Literal &lhs, const Literal &rhs);
std::optional<Literal> negated(const Literal &literal);

// Functions are second class: the checker always knows which one it is.
struct FnValue {
  // `opaque`: a parameter of a function that is checked by itself; only its signature is known.
  enum class Kind {
    builtin,
    function,
    graph,
    structure,
    variant,
    lambda,
    method,
    bound,
    transform,
    module,
    opaque,
    cut,
    list
  };
  Kind kind = Kind::builtin;
  std::string name; // builtin, transform: its name; method, variant, list: the method's, the variant's
  const Decl *decl = nullptr;         // function, graph, structure, method; variant: the enum
  const ModuleScope *scope = nullptr; // where decl stands; of `module`: that module
  const LambdaExpr *lambda = nullptr;
  std::shared_ptr<Env> captured;     // lambda: one level, the names that it mentions
  std::shared_ptr<TypeEnv> types;    // lambda: the symbols where it is written
  const Expr *receiver = nullptr;    // method, list: the expression before the dot
  std::shared_ptr<FnValue> inner;    // transform: what is differentiated
  std::shared_ptr<Val> instance;     // bound, cut: the graph instance that is called, up to the node `name`
  const FnType *signature = nullptr; // what the parameter that holds it promises
  const ModuleScope *signatureScope = nullptr;
  std::shared_ptr<TypeEnv> signatureTypes; // what names in it mean; null: what they mean where it is called
  TypeRef asked;                           // lambda: the type of the result, as the signature has it
};

// The lazy list that `data.batches` gives: rows of `source` in the order of `order`, `size` at a time.
struct Rows {
  std::shared_ptr<Val> source;
  mlir::Value order;
  mlir::Value size;
  bool progress = false;
};

// How a graph's child runs in a function that the graph calls; `seed` is null where it draws no numbers.
struct RunningCall {
  bool train = false;
  mlir::Value seed;
};

struct Val {
  TypeRef type;
  llvm::SmallVector<mlir::Value, 2> leaves;
  std::optional<Dim> dim;                            // of an `int`: what is known of it at compile time
  std::optional<Literal> literal;                    // a number without a dtype yet; no leaves
  std::optional<ConstValue> constant;                // a bool, number or text known at compile time
  std::shared_ptr<const std::vector<DimFact>> facts; // of a condition: what holds where it does
  std::shared_ptr<FnValue> fn;
  std::shared_ptr<std::vector<Val>> parts; // of a tuple that holds functions
  std::shared_ptr<FnValue> cut;            // of `m.h`: `m` up to the node `h`, besides the child of that name
  std::vector<std::string> path;           // of a graph's child, inside the graph: its name, in parts
  std::shared_ptr<RunningCall> running;    // of a graph's child, in a function: as the graph runs
  std::shared_ptr<Rows> rows;

  bool isError() const { return !type || type->isError(); }
  mlir::Value leaf() const { return leaves.front(); }
};

Val literalOf(Literal literal, SourceRange range);

struct Binding {
  Val value;
  bool isVar = false;
  SourceRange where;
};

// The names of a block, inside those of the block around it.
struct Env {
  std::shared_ptr<Env> parent;
  std::map<std::string, Binding> names;
  std::vector<DimFact> facts; // that hold from where the walk stands to the end of the block

  Binding *find(const std::string &name) {
    for (Env *env = this; env; env = env->parent.get())
      if (auto found = env->names.find(name); found != env->names.end())
        return &found->second;
    return nullptr;
  }
};

// The leaves of variables that a block changes, on the way into and out of structured control flow.
llvm::SmallVector<mlir::Value> leavesOfAll(llvm::ArrayRef<Binding *> variables);
void setLeaves(llvm::ArrayRef<Binding *> variables, mlir::ValueRange leaves);

// What symbols and type parameters stand for, in one signature or body.
struct TypeEnv {
  std::map<std::string, Dim> dims;
  std::map<std::string, TypeRef> types;
  std::map<std::string, std::vector<Dim>> packs;
  std::map<std::string, TypeRef>
      graphs;                    // for a parameter of graph type: what the argument is, but for its sizes
  std::set<std::string> classed; // type parameters that a `where` declares
  // Sizes of graphs inside, by the place that holds each, as in `m.hidden`: what a struct has of them.
  std::map<std::string, Dim> places;
  bool isResult = false; // of a function: graphs in it are as those of the parameters
};

} // namespace dual::check
