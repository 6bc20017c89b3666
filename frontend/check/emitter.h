// Writes operations of dl on values: arithmetic, comparisons, shapes, reductions, lists of rows, sizes and
// the checks that they need. It knows types, sizes and what holds of them, and nothing of syntax trees, but
// what a message says of one: the walk over those is in checker.h.
#pragma once

#include "frontend/check/module.h"
#include "frontend/check/value.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace dual::check {

struct Box;
struct Instance;
struct GraphCall;

// Where the walk stands: one function being written.
struct Frame {
  Instance *instance = nullptr;
  TypeEnv types;
  std::map<int, mlir::Value> dimValues;
  std::set<int> unboundSymbols; // those that the annotation of the `let` at hand brings in
  TypeRef result;               // null: not known (a lambda)
  const char *pure = nullptr;   // inside what cannot have effects: "a graph"
  bool inLambda = false;
  bool inTest = false; // directly in a `test` block
  int loops = 0;       // how many loops are around
  const std::map<const Expr *, Val> *children = nullptr;
  GraphCall *graphCall = nullptr;
};

class Emitter {
public:
  Emitter(mlir::ModuleOp module, SourceManager &sources, Diagnostics &diags);

  template <typename Op, typename... Args> Op emit(SourceRange range, Args &&...args) {
    return Op::create(builder, loc(range), std::forward<Args>(args)...);
  }

  // ---- errors and places (emitter.cpp)
  Val error(DiagCode code, SourceRange range, const std::string &message, const DiagNote &note = {});
  Val notBuilt(SourceRange range, const std::string &what);
  mlir::Location loc(SourceRange range);
  // A private function of the module; what is written next is its body. The caller guards the place.
  mlir::Block *openFunction(llvm::StringRef name, mlir::FunctionType type, SourceRange range);
  std::string text(const TypeRef &type) { return typeText(dims, type); }
  std::string text(const Dim &dim) { return dims.text(dim); }

  // ---- values (values.cpp)
  mlir::Type mlirType(const TypeRef &type);
  Val make(const TypeRef &type, llvm::ArrayRef<mlir::Value> leaves);
  Val scalar(mlir::Value value);
  // A number that is known: of floats the nearest that the dtype holds.
  Val knownNumber(mlir::Type element, double real, int64_t integer);
  Val intConstant(int64_t value);
  Val boolConstant(bool value);
  Val unit();
  Val member(const Val &value, size_t index);
  void setMember(Val &value, size_t index, const Val &part);
  Val materialize(const Val &value, mlir::Type element, SourceRange range);
  Val settle(const Val &value, SourceRange range);
  mlir::Value dimValue(const Dim &dim);
  llvm::SmallVector<mlir::Value> dynamicSizes(llvm::ArrayRef<Dim> shape);
  Dim dimOf(const Val &value, SourceRange range);
  Dim freshDim(const std::string &name, mlir::Value value, SourceRange range);
  Val refresh(const Val &value, SourceRange range);
  TypeRef withParameters(const TypeRef &type, llvm::ArrayRef<mlir::Value> leaves, SourceRange range);
  TypeRef renewed(const TypeRef &type, llvm::ArrayRef<mlir::Value> leaves, SourceRange range);
  bool requireSize(const Dim &size, SourceRange range);
  std::string placed(const Dim &dim, SourceRange range);
  void noteOrigins(DiagnosticBuilder &report, llvm::ArrayRef<Dim> sizes);
  bool requireEqual(const Dim &a, const Dim &b, SourceRange range, const std::string &what);
  Val coerce(const Val &value, const TypeRef &type, SourceRange range, const std::string &what);
  Val constantOf(const ConstValue &value, const TypeRef &type = nullptr);
  mlir::Value numberConstant(mlir::Type element, double real, int64_t integer);
  Val zeroOf(const TypeRef &type);
  mlir::Value zeroTensor(const TypeRef &type);
  mlir::Value castTo(mlir::Value value, mlir::Type type, SourceRange range);

  // ---- sizes and facts (sizes.cpp)
  std::vector<DimFact> factsHere();
  void assume(const Val &condition);
  Truth decided(const Val &condition);
  bool isProvedNotNegative(const Dim &dim);
  void noteFacts(DiagnosticBuilder &report, llvm::ArrayRef<Dim> sizes);
  void noteFacts(DiagnosticBuilder &report, const Val &condition);
  std::optional<Dim> solveSize(const Dim &pattern, int atom, const Dim &size, SourceRange range,
                               const std::string &what);

  // ---- enums (enum.cpp, node.cpp)
  Val nodeValue(const TypeRef &type, size_t index, llvm::ArrayRef<Val> fields);
  Val variantFields(const Val &value, size_t index, SourceRange range);
  Val variantValue(const TypeRef &type, size_t index, llvm::ArrayRef<Val> fields);
  mlir::Value tagIs(const Val &value, size_t index, SourceRange range);
  Val enumText(const Val &value, const std::string &spec, size_t index = 0);
  Val thenHolds(const Val &first, llvm::function_ref<Val()> second, SourceRange range);
  Val bothHold(const Val &first, const Val &second, SourceRange range);

  // ---- branches and scopes (branch.cpp)
  Dim atLeastNone(const Dim &count, SourceRange range);
  bool waitsForValue(const Dim &size);
  TypeRef typeOutside(const TypeRef &type, const std::map<int, mlir::Value> &known);
  Val branches(mlir::Value condition, llvm::function_ref<Val()> onTrue, llvm::function_ref<Val()> onFalse,
               std::set<std::string> names, const TypeRef &expected, SourceRange range);
  TypeRef settleTogether(const Val &a, const Val &b);
  void clearExit(int64_t which, SourceRange range);
  Val elementAt(const Val &tensor, mlir::Value at, SourceRange range);
  std::vector<Binding *> carried(const std::set<std::string> &names);
  void enter() { env = std::make_shared<Env>(Env{env, {}, {}}); }
  void leave() { env = env->parent; }

  // ---- operators, comparisons, subscripts (operators.cpp, equality.cpp, subscript.cpp, mask.cpp, rows.cpp)
  TypeRef bytesType(); // `u8[?]`
  Val bytes(const Val &text, SourceRange range);
  Val asText(const Val &bytes, SourceRange range, const std::string &what);
  Val listed(const Val &value, SourceRange range);
  void appendText(const Val &value, const std::string &spec, std::vector<std::string> &pieces,
                  std::vector<std::string> &specs, llvm::SmallVectorImpl<mlir::Value> &values,
                  bool inside = false);
  Val formatted(const std::vector<std::string> &pieces, const std::vector<std::string> &specs,
                llvm::ArrayRef<mlir::Value> values, SourceRange range);
  void checkDivisor(const Val &divisor, SourceRange range);
  TypeRef withRows(const TypeRef &row, const Dim &count);
  Val arithmetic(BinaryOp op, Val lhs, Val rhs, SourceRange range, const TypeRef &expected);
  Val power(const Val &base, const Val &exponent, SourceRange range, const TypeRef &expected);
  Val matmul(const Val &lhs, const Val &rhs, SourceRange range);
  Val compareTexts(CompareOp op, const Val &lhs, const Val &rhs, SourceRange range);
  std::optional<Val> compareWhole(CompareOp op, const Val &lhs, const Val &rhs, SourceRange range);
  Val equal(const Val &a, const Val &b, SourceRange range);
  Val equalTensors(const Val &a, const Val &b, SourceRange range);
  Val equalLists(const Val &a, const Val &b, SourceRange range);
  Val equalNodes(const Val &a, const Val &b, SourceRange range);
  std::string nodeEquality(const TypeRef &type);
  mlir::Value sameNode(const Val &a, const Val &b);
  mlir::Value sameVariant(const Val &a, const Val &b, size_t index);
  bool agree(Val &lhs, Val &rhs, SourceRange range, const TypeRef &expected);
  bool broadcastTogether(Val &lhs, Val &rhs, SourceRange range);
  Val broadcastTo(const Val &value, llvm::ArrayRef<Dim> shape, SourceRange range, const std::string &what);
  bool requireOrder(const Dim &low, const Dim &high, SourceRange range);
  bool requireInside(const Dim &low, const Dim &high, const Dim &size, SourceRange range);
  Val selectValues(const Val &condition, const Val &onTrue, const Val &onFalse, SourceRange range);
  Val gatherRows(const Val &object, const Val &index, SourceRange range, size_t axis = 0);
  mlir::Value spreadIndex(const Val &index, llvm::ArrayRef<Dim> shape, SourceRange range, size_t axis = 0);
  bool pick(const Val &index, const Dim &size, SourceRange range, Box &box);
  Val readBox(const Val &object, const Box &box, SourceRange range);
  Val stretched(const Val &given, llvm::ArrayRef<Dim> shape, SourceRange range);
  Val insertBox(const Val &object, const Box &box, const Val &value, SourceRange range);
  Val storePicked(const Val &part, const Box &box, const Val &value, SourceRange range,
                  std::optional<BinaryOp> op = std::nullopt);
  Val steppedNumbers(const Val &low, const Val &step, const Dim &count, SourceRange range);
  Val storeRows(const Val &object, const Val &index, const Val &value, SourceRange range,
                std::optional<BinaryOp> op = std::nullopt);
  mlir::Value runningCount(const Val &mask, SourceRange range);
  std::optional<Val> masked(const Val &object, const Val &mask, SourceRange range);
  Val placesOf(const Val &mask, SourceRange range);
  Val maskedRows(const Val &object, const Val &mask, SourceRange range);
  Val storeMasked(const Val &object, const Val &mask, const Val &value, SourceRange range);
  Val rowsInPlace(const Val &rows, const Val &mask, mlir::Value total, SourceRange range);
  Val flattened(const Val &value, size_t axes, SourceRange range);

  // ---- reductions, shapes, order, draws, rows (builtin.cpp, shapes.cpp, order.cpp, draws.cpp, data.cpp)
  bool requireElements(ReductionOp op, llvm::ArrayRef<Dim> shape, llvm::ArrayRef<int64_t> over,
                       SourceRange range);
  Val reduce(ReductionOp op, const Val &x, std::vector<int64_t> axes, bool keep, SourceRange range);
  Val topK(const Val &x, const Val &count, SourceRange range);
  Val reversed(const Val &x, SourceRange range);
  Val order(const Val &keys, bool descending, SourceRange range, size_t axis = 0);
  Val fmaCall(std::vector<Val> &args, SourceRange range, const TypeRef &expected);
  Val transposeAll(const Val &x, SourceRange range);
  Val reshapeTo(const Val &x, const std::vector<Dim> &shape, SourceRange range);
  mlir::Value foldSeed(const Val &seed, SourceRange range);
  Val uniformLike(mlir::Type element, llvm::ArrayRef<Dim> shape, mlir::Value seed, SourceRange range);
  Val bernoulli(const Val &p, std::vector<Dim> shape, mlir::Value seed, SourceRange range);
  Val categorical(const Val &p, mlir::Value seed, SourceRange range);
  Val randint(const Val &low, const Val &high, llvm::ArrayRef<Dim> shape, mlir::Value seed,
              SourceRange range);
  Val shuffled(const Val &value, mlir::Value seed, SourceRange range);
  Val batchAt(const Rows &rows, mlir::Value begin, SourceRange range);
  Val takeRows(const Val &value, mlir::Value order, const Dim &size, SourceRange range);
  mlir::Value permutation(const Dim &count, mlir::Value seed, SourceRange range);
  mlir::Value sliceRows(mlir::Value order, mlir::Value begin, const Dim &count, SourceRange range);
  std::optional<Dim> rowCount(const Val &value, SourceRange range);
  mlir::Value foldText(mlir::Value seed, const std::string &text);

  mlir::ModuleOp module;
  mlir::OpBuilder builder;
  SourceManager &sources;
  Diagnostics &diags;
  DimTable dims;
  Frame frame;
  std::shared_ptr<Env> env;
  std::map<std::string, int> usedNames;
  std::map<std::string, std::string> nodeEqualities; // the functions' symbols, by type

protected:
  ~Emitter() = default;

private:
  // The struct for other arguments: its fields' types are read anew.
  virtual TypeRef structType(const StructDecl &decl, const ModuleScope &scope, TypeEnv args) = 0;
};

} // namespace dual::check
