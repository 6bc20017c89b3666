// Checks a module and, in the same walk, writes it as functions of the dl dialect.
//
// A function body is walked once for every combination of dtypes, ranks, `const` arguments and structures it
// is used with; sizes stay symbols, which the function takes as i64 arguments before all others. One file
// here for each group of constructs: calls, graphs, statements, operators, subscripts, index notation,
// built-in functions.
#pragma once

#include "frontend/check/emitter.h"
#include "frontend/check/graph.h"
#include "frontend/check/instance.h"
#include "frontend/check/node_floats.h"
#include "frontend/check/variants.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace dual::check {

// What a comprehension runs over: begin, begin + step, ..., or the rows of a tensor or list.
struct Turns {
  Dim count;
  mlir::Value begin, step;
  std::optional<Val> rows;
};

struct NodeList;
struct GraphNode;
struct TracedGraph;

// The number after a literal minus, which counts from the end; null for any other subscript.
const Expr *literalMinus(const Expr &expr);

// What a comparison of two ints says of them when it holds.
std::vector<DimFact> comparisonFacts(CompareOp op, const Dim &lhs, const Dim &rhs, SourceRange range);

// The parameters in brackets of a struct, enum or alias.
llvm::ArrayRef<Ident> typeParamsOf(const Decl &decl);

// Whether a result is a function.
bool givesFunction(const FnDecl &decl);

// Whether a `where` can name it for a type parameter that stands for dtypes: `Float`, `Int`, `Num`.
bool isDtypeClass(const std::string &name);

// Whether the parameter is a plain `int`, which may stand in sizes.
bool isIntParameter(const Param &param);

// A `test` block: its title, and the function that it became.
struct TestRoot {
  std::string title;
  std::string function;
};

class Checker final : private Emitter {
public:
  using Emitter::Emitter;

  // Writes every function of the module that can be written by itself. Generic ones are written where used.
  void checkModule(const ModuleScope &scope);

  // Checks what has not been written so far; nothing of it comes into the module.
  void checkUnused(const ModuleScope &scope);
  void checkUnused(llvm::ArrayRef<const Decl *> decls, const ModuleScope &scope);

  // Writes `@main`: a call of the module's `main`, or its statements. False: it has neither. `given` are the
  // arguments of the command line, to check that they fit; null: they come when the program is started.
  bool writeProgram(const ModuleScope &scope, const std::map<std::string, std::string> *given);

  // Writes one root for each `test` block, in source order.
  std::vector<TestRoot> writeTests(const ModuleScope &scope);

  const DimTable &dimTable() const { return dims; }
  // Of each way in which the program runs a graph, a line with the nodes that run and those that do not.
  std::vector<std::string> nodeReport() const;
  std::string textOf(SourceRange range) const { return std::string(sources.text(range)); }

private:
  void checkDecl(const Decl &decl, const ModuleScope &in);

  // ---- programs (program.cpp)
  void writeRoot(const ModuleScope &scope, SourceRange range, const std::string &name,
                 llvm::function_ref<void()> body);
  Val failsCall(const CallExpr &given);
  bool failsInCheck(size_t before, const CallExpr &given);
  Val mainArgument(const Param &param, const ModuleScope &scope);
  void checkGiven(const FnDecl &main, const std::map<std::string, std::string> &given);

  // ---- declarations by themselves (draft.cpp)
  void draftDecl(const Decl &decl, const ModuleScope &scope, const std::set<const FnDecl *> &done);
  bool isGeneric(const FnDecl &decl, const ModuleScope &scope);
  bool isTypeParameter(const NamedType &type, const ModuleScope &scope, const TypeEnv &types);
  void declareClasses(llvm::ArrayRef<WhereFact> where, TypeEnv &types);
  bool isOpen(const TypeExpr &type, const ModuleScope &scope, const TypeEnv &types);
  bool isOpenGraph(const NamedType &type, const ModuleScope &scope);
  bool takesType(const NamedType &type, const TypeArg &arg, const ModuleScope &scope);
  bool freeTypeArgument(const NamedType &type, const TypeArg &arg, const ModuleScope &scope);
  bool draftParameter(const Param &param, const ModuleScope &scope, BoundCall &bound);
  bool draftTypes(const TypeExpr &type, const ModuleScope &scope, TypeEnv &types);
  void draftFunction(const FnDecl &decl, const ModuleScope &scope, const StructDecl *receiver);
  void draftForFunction(const FnDecl &decl, const ModuleScope &scope, BoundCall &bound);
  TypeEnv draftParameters(const Decl &decl, const ModuleScope &scope);
  template <typename Fields>
  void draftDefaults(const Fields &fields, const std::vector<Member> &members, const ModuleScope &scope,
                     const TypeEnv &args);
  bool hasParameters(const StructDecl &decl, const ModuleScope &scope);
  void draftStruct(const StructDecl &decl, const ModuleScope &scope);
  void draftEnum(const EnumDecl &decl, const ModuleScope &scope);
  void draftAlias(const TypeAliasDecl &decl, const ModuleScope &scope);
  void draftGraph(const GraphDecl &decl, const ModuleScope &scope);

  // ---- errors and places (checker.cpp)

  // ---- values (values.cpp)

  // ---- types (types.cpp)
  TypeRef evalType(const TypeExpr &type, TypeEnv &env, const ModuleScope &scope, const std::string &prefix,
                   bool open);
  TypeRef evalNamed(const NamedType &type, TypeEnv &env, const ModuleScope &scope, const std::string &prefix,
                    bool open);
  TypeRef evalTensor(mlir::Type element, const NamedType &type, TypeEnv &env, const ModuleScope &scope,
                     bool open);
  TypeRef evalList(const NamedType &type, TypeEnv &env, const ModuleScope &scope, const std::string &prefix,
                   bool open);
  TypeRef structType(const StructDecl &decl, const ModuleScope &scope, TypeEnv args) override;
  void refuseEndless(const StructDecl &decl);
  TypeRef evalData(const Decl &decl, const ModuleScope &declScope, const NamedType &type, TypeEnv &env,
                   const ModuleScope &scope, const std::string &prefix, bool open);
  TypeRef evalGraph(const GraphDecl &decl, const ModuleScope &declScope, const NamedType &type, TypeEnv &env,
                    const ModuleScope &scope, const std::string &prefix, bool open);
  TypeRef dataType(const Decl &decl, const ModuleScope &scope, TypeEnv args);
  bool mentionsDim(const TypeExpr &type, const ModuleScope &scope, const std::string &name);
  bool isDimParameter(const Decl &decl, const ModuleScope &scope, const std::string &name);
  Dim evalDim(const Expr &expr, TypeEnv &env, const ModuleScope &scope, bool open);
  Dim dimNamed(const Ident &name, TypeEnv &env, const ModuleScope &scope, bool open);
  Dim constantDim(const Decl &decl, const ModuleScope &scope, SourceRange range);
  TypeRef evalAlias(const TypeAliasDecl &decl, const ModuleScope &declScope, const NamedType &type,
                    TypeEnv &env, const ModuleScope &scope, const std::string &prefix, bool open);
  bool bindAlias(const TypeAliasDecl &decl, const ModuleScope &declScope, const NamedType &pattern,
                 const TypeRef &actual, TypeEnv &env, const ModuleScope &scope, const std::string &prefix);

  // ---- sizes and facts (sizes.cpp)
  void assumeFacts(llvm::ArrayRef<WhereFact> facts);
  std::vector<std::pair<const Expr *, Dim>> statedSizes(const NamedType &type, const TypeRef &actual,
                                                        const ModuleScope &scope);
  bool solveSizes(const TypeExpr &pattern, const TypeRef &actual, TypeEnv &types, const ModuleScope &scope,
                  SourceRange range, const std::string &what);
  bool checkGraphFacts(const Type &graph, SourceRange range, bool emit);
  std::pair<const Decl *, const ModuleScope *> findDecl(const std::string &name, const ModuleScope &scope);
  std::pair<const Decl *, const ModuleScope *> findDecl(const Path &path, const ModuleScope &scope);
  bool bindType(const TypeExpr &pattern, const TypeRef &actual, TypeEnv &env, const ModuleScope &scope,
                const std::string &prefix);
  void bindShape(const NamedType &pattern, llvm::ArrayRef<Dim> shape, TypeEnv &env);
  TypeRef generalize(const TypeRef &type, const std::string &prefix);

  // ---- functions and calls (call.cpp, instance.cpp)
  Val call(const CallExpr &expr, const TypeRef &expected);
  Val callValue(const Val &callee, std::vector<Argument> const &args, const CallExpr &expr, const Val *piped,
                const TypeRef &expected);
  Val callFunction(const FnDecl &decl, const ModuleScope &scope, const CallExpr &expr, const Val *piped,
                   const Expr *receiver, const TypeRef &expected);
  bool bindCall(const FnDecl &decl, const ModuleScope &scope, const CallExpr &expr, const Val *piped,
                const Val *self, BoundCall &bound);
  std::vector<const Argument *> matchArguments(llvm::ArrayRef<Param> params, const CallExpr &expr,
                                               size_t filled, const std::string &name,
                                               std::vector<const Argument *> &symbols);
  void unknownParameter(const std::string &callee, const Ident &name, llvm::ArrayRef<Param> params,
                        std::vector<std::string> known);
  void bindNumber(const NamedType &type, const Val &number, const Param &param, const ModuleScope &in,
                  BoundCall &bound);
  bool takeArgument(const Param &param, const Val &value, SourceRange range, const ModuleScope &in,
                    BoundCall &bound);
  bool bindArgument(const Param &param, const Argument *arg, const ModuleScope &scope, BoundCall &bound);
  Val asDeclared(const Val &given, const TypeExpr *type, SourceRange range);
  Val defaultValue(const Expr &source, const ModuleScope &scope, const std::map<std::string, Val> &earlier,
                   const TypeEnv &types, const TypeRef &expected = nullptr);
  bool bindArguments(llvm::ArrayRef<Param> params, llvm::ArrayRef<const Argument *> matched, size_t filled,
                     const ModuleScope &scope, BoundCall &bound);
  void noteParameter(const FnDecl &decl, size_t k, const BoundCall &bound);
  bool checkFacts(llvm::ArrayRef<WhereFact> facts, TypeEnv &env, const ModuleScope &scope, SourceRange range,
                  bool emit);
  Instance *instantiate(const FnDecl &decl, const ModuleScope &scope, const BoundCall &bound);
  void elaborate(const FnDecl &decl, const ModuleScope &scope, const BoundCall &bound, Instance &instance);
  Val emitCall(Instance &instance, const BoundCall &bound, const TypeRef &result, SourceRange range,
               std::vector<Val> *varResults);
  Val ownFunction(const Val &given, mlir::Block &entry, size_t &next);
  llvm::SmallVector<mlir::Value> flatArguments(const Instance &instance, const BoundCall &bound);
  bool readsTrain(const TypeRef &type);
  bool readsSeed(const TypeRef &type, bool train);
  mlir::Value childSeed(const Val &child, SourceRange range);
  void attachCall(Val &child, SourceRange range);
  void inheritCall(Val &part, const Val &whole, const std::string &name);
  TypeRef resultType(const FnDecl &decl, const ModuleScope &scope, const BoundCall &bound);
  bool storeChanged(const std::string &callee, llvm::ArrayRef<Param> params, const CallExpr &expr,
                    size_t filled, const Expr *receiver, llvm::ArrayRef<Val> changed);
  Val callLambda(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range,
                 std::vector<Val> *changed = nullptr);
  std::vector<const Expr *> varPlaces(const std::string &callee, llvm::ArrayRef<Param> params,
                                      const CallExpr &expr, size_t filled, const Expr *receiver);
  std::optional<Val> promised(const Val &given, const FnType &signature, const ModuleScope &in,
                              SourceRange range);
  std::optional<Val> givenResult(const ResultItem &item, const Val &given, const ModuleScope &scope,
                                 SourceRange range);
  Val givenResults(const FnDecl &decl, const Val &given, const ModuleScope &scope, SourceRange range);
  Val callForFunction(const FnDecl &decl, const ModuleScope &scope, const BoundCall &bound,
                      SourceRange range);
  TypeRef bracketsOf(const NamedType &type, const ListExpr &given, const TypeEnv &types);
  TypeRef expectedBy(const TypeExpr *type, const std::string &name, const ModuleScope &scope,
                     const TypeEnv &types, const Expr *given);
  TypeRef askedBy(const FnValue &fn, size_t number, const Expr &given);
  // `x: T[N]` while nothing says what `T` is.
  bool hasOpenDtype(const Param &param, const ModuleScope &scope, const TypeEnv &types);
  bool mayWait(const Param &param, const Expr &given, const ModuleScope &scope, const TypeEnv &types);
  Val lambdaArgument(const Param &param, const Val &given, SourceRange range);
  Val callLambdaInPlace(const FnValue &fn, const CallExpr &expr, const Val *piped);
  Val lambdaBody(const LambdaExpr &lambda, const TypeRef &asked);
  void bindOpenParameters(const StructDecl &decl, const ModuleScope &in, llvm::ArrayRef<Val> parts,
                          const TypeRef &expected, TypeEnv &types);
  Val callStruct(const StructDecl &decl, const ModuleScope &scope, const CallExpr &expr,
                 const TypeRef &expected);
  Val callTransform(const FnValue &fn, const CallExpr &expr);
  bool promisedArguments(const FnValue &fn, const CallExpr &expr, BoundCall &bound);
  Val derivative(bool only, const std::string &name, Instance &instance, const BoundCall &bound,
                 const TypeRef &result, llvm::SmallVector<mlir::Value> args, SourceRange range,
                 std::vector<Val> &changed);
  void openExits(const TypeRef &result);
  void missingResult(const Stmt &place, const std::string &name, const TypeRef &result);
  void functionBody(const Block &body, const TypeRef &result, const std::vector<std::string> &varNames,
                    const FnDecl &decl);
  std::string declName(const ModuleScope &scope, const std::string &name);

  // ---- function values (closure.cpp)
  void captureDim(const Dim &dim, Captures &found);
  void captureType(const TypeRef &type, Captures &found);
  void captureValue(const Val &value, Captures &found);
  void captureFunction(const FnValue &fn, Captures &found);
  FnValue withCaptures(const FnValue &fn, llvm::ArrayRef<mlir::Value> &leaves);
  Val lambda(const LambdaExpr &expr);
  Val applyValues(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range,
                  std::vector<Val> *changed = nullptr);
  Val methodAsValue(const FnValue &method, SourceRange range, const std::string &what);
  std::optional<Val> asFunction(const Val &value, const FnType &signature, const ModuleScope &scope,
                                const std::string &name, SourceRange range);
  Val opaqueFunction(const FnType &signature, const ModuleScope &scope);
  Val callPromised(const FnValue &fn, const CallExpr &expr, const Val *piped);
  Instance *bodyOf(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range,
                   llvm::SmallVectorImpl<mlir::Value> &leading);
  void writeBody(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range, const Captures &found,
                 Instance &instance);

  // ---- what type parameters stand for (type_parameters.cpp)
  mlir::Type dtypeOfClass(const std::string &className);
  mlir::Type dtypeOf(const Expr &given);
  void bindOtherDtypes(const FnDecl &decl, BoundCall &bound);
  std::set<std::string> dtypeParameters(const GraphDecl &decl, const ModuleScope &scope);
  ConstValue dtypeOtherwise(const GraphDecl &decl, const std::string &parameter);
  bool graphDtypes(const GraphDecl &decl, const ModuleScope &scope, const CallExpr &expr,
                   llvm::ArrayRef<Val> applied, MakingArgs &making);
  void bindDtypes(const std::map<std::string, ConstValue> &consts, TypeEnv &types);
  bool saysDtype(const NamedType &type, const TypeArg &arg, const ModuleScope &scope);
  std::optional<ConstValue> statedDtype(const TypeArg &arg, const TypeEnv &types);

  // ---- graphs (graph.cpp, make.cpp)
  GraphTemplate &graphTemplate(const GraphDecl &decl, const ModuleScope &scope, const GraphArgs &args);
  TypeRef graphType(const GraphDecl &decl, const ModuleScope &scope, const GraphArgs &args,
                    std::vector<Dim> dims);
  GraphTemplate &templateOf(const Type &type);
  bool checkSymbols(const GraphDecl &decl, const GraphTemplate &graph, const CallExpr &expr);
  Val callGraph(const GraphDecl &decl, const ModuleScope &scope, const CallExpr &expr,
                llvm::ArrayRef<Val> applied = {});
  Val callInstance(const Val &callee, const CallExpr &expr, const Val *piped);
  std::optional<CallMode> callMode(const CallExpr &expr);
  std::optional<std::vector<Val>> instanceInputs(const Val &callee, const CallExpr &expr, const Val *piped);
  Val runInstance(const Val &callee, llvm::ArrayRef<Val> inputs, const Expr &place, CallMode mode,
                  SourceRange range);
  Val applyInstance(const Val &instance, llvm::ArrayRef<Val> inputs, SourceRange range,
                    const std::string &node = "", CallMode mode = {});
  void bindInputSizes(const TypeRef &input, const TypeRef &given, DimSubstitution &map);
  bool solveInputSizes(const TypeRef &input, const TypeRef &given, DimSubstitution &map, SourceRange range,
                       const std::string &what);
  Val applySequence(const Val &sequence, llvm::ArrayRef<Val> inputs, SourceRange range, const CallMode &mode);
  bool graphArguments(const GraphDecl &decl, const ModuleScope &scope, const CallExpr &expr,
                      MakingArgs &making);
  void partArgument(const Param &param, const Expr &source, const Val &value,
                    llvm::ArrayRef<MadeChild> inside, MakingArgs &making);
  void graphArgument(const Param &param, const ModuleScope &scope, const Val &value, SourceRange range,
                     MakingArgs &making);
  void functionArgument(const Param &param, const FnType &signature, const ModuleScope &scope,
                        const Val &value, SourceRange range, MakingArgs &making);
  std::optional<GraphArgs> defaultArgs(const GraphDecl &decl, const ModuleScope &scope,
                                       const std::map<std::string, ConstValue> &stated = {});
  bool defaultFunction(const Param &param, const ModuleScope &scope, GraphArgs &args);
  std::map<std::string, ConstValue> statedConsts(const GraphDecl &decl, const NamedType &type, TypeEnv &types,
                                                 const ModuleScope &scope);
  TypeRef unboundResult(const NamedType &type, const std::string &size);
  bool checkLabels(const GraphDecl &decl, const GraphTemplate &graph, const NamedType &type);
  std::pair<const GraphDecl *, const ModuleScope *> graphParameter(const Param &param,
                                                                   const ModuleScope &scope);
  bool isStructural(const Param &param, const ModuleScope &scope);
  bool inGraph(const ModuleScope &scope, llvm::function_ref<bool()> walk);
  void bindGraphConsts(const GraphDecl &decl, const GraphArgs &args, const ModuleScope &scope);
  bool constCondition(const Expr &expr);
  std::optional<bool> decidedNow(const Expr &expr, const GraphArgs &args);
  void fixSymbols(const GraphDecl &decl, GraphTemplate &graph, bool sound);
  Val unfitInput(const GraphDecl &decl, const GraphTemplate &graph, size_t k, const TypeRef &given,
                 SourceRange range);
  bool discoverParameters(const GraphDecl &decl, const ModuleScope &scope, GraphTemplate &result);
  void discoverNodes(const GraphDecl &decl, const ModuleScope &scope, GraphTemplate &result);
  void walkNodes(llvm::ArrayRef<GraphNode> nodes, GraphTemplate *found);
  Val outputs(llvm::ArrayRef<std::string> names);
  void nameChildren(const GraphNode &node, std::vector<MadeChild> &made, GraphTemplate &graph);
  GraphForward &forward(GraphTemplate &graph, const GraphDecl &decl, const ModuleScope &scope,
                        const std::string &node, bool train);
  void writeForward(const GraphDecl &decl, const ModuleScope &scope, GraphTemplate &graph,
                    const std::string &node, bool train, GraphForward &result);
  void bindInstance(const Val &instance, const GraphTemplate &graph, std::map<const Expr *, Val> &children);
  bool isGraphDim(const GraphTemplate &graph, int atom);
  void traceGraph(const GraphDecl &decl, const GraphTemplate &graph, const TypeRef &self,
                  const NodeList &nodes);
  void traceNode(const GraphNode &node, const Val &result);
  std::vector<Dim> canonicalDims(const GraphTemplate &graph);
  Val callForward(GraphTemplate &graph, const Val &instance, const std::string &node, const CallMode &mode,
                  llvm::ArrayRef<Val> inputs, DimSubstitution &map, SourceRange range);
  mlir::Value callSeed(const GraphForward &forward, const Val &instance, const CallMode &mode,
                       SourceRange range);
  void bindStates(const Val &instance);
  Val withStates(const Val &instance);
  void walkNexts(llvm::ArrayRef<GraphNode> nexts, bool discovering);
  bool keepStates(const Val &instance, llvm::ArrayRef<mlir::Value> states, const CallMode &mode,
                  SourceRange range);
  void storeStates(const Expr &place, const Val &after, SourceRange range);
  std::optional<Val> implicitArgument(const NameExpr &name);
  Val initialize(const TypeRef &type, mlir::Value seed, SourceRange range,
                 std::map<std::string, Val> parts = {});
  void bindArguments(const Val &soFar);
  Val initializer(const Type &type, const Member &member);
  bool givenParts(const Val &soFar, const std::string &member, std::map<std::string, Val> &parts);
  void bindCaptured(const std::map<std::string, FunctionArg> &functions, const std::string &name,
                    const Val &captured);
  bool isKnownAtMaking(const GraphTemplate &graph, const Expr &argument);
  bool discover(const GraphDecl &decl, const ModuleScope &scope, GraphTemplate &result);
  Val makeChild(const Expr &maker, llvm::ArrayRef<Val> applied);
  Val repeatExpr(const RepeatExpr &expr, llvm::ArrayRef<Val> applied = {});
  Val cutAt(const Val &instance, const std::string &node);
  Val freeze(const Val &instance, SourceRange range);

  // ---- enums (enum.cpp, node.cpp, match.cpp)
  TypeRef enumType(const EnumDecl &decl, const ModuleScope &scope, TypeEnv args);
  std::vector<Member> enumMembers(const EnumDecl &decl, const ModuleScope &scope, TypeEnv args);
  bool containsItself(const EnumDecl &decl, const ModuleScope &scope);
  TypeRef nodeType(const std::shared_ptr<Type> &type);
  TypeRef fieldType(const Param &field, TypeEnv &args, const ModuleScope &scope);
  Val variantNamed(const VariantRef &variant, SourceRange range, const TypeRef &expected);
  Val callVariant(const FnValue &fn, const CallExpr &expr, const TypeRef &expected);
  TypeRef enumOf(const VariantRef &variant, TypeEnv args, const TypeRef &expected, SourceRange range);
  bool patternFits(const Pattern &pattern, const TypeRef &type);
  bool variantFits(const VariantPattern &pattern, const TypeRef &type);
  bool literalPatternFits(const LiteralPattern &pattern, const TypeRef &type);
  bool checkArms(const MatchExpr &expr, const TypeRef &type);
  Val patternHolds(const Pattern &pattern, const Val &value);
  Val literalHolds(const LiteralPattern &pattern, const Val &value);
  Val armHolds(const MatchArm &arm, const Val &subject);
  void standsTwice(const Ident &name, SourceRange first);
  void bindMatched(const Pattern &pattern, const Val &value);
  Val matchExpr(const MatchExpr &expr, const TypeRef &expected, bool valueWanted, bool ends = false);

  // ---- statements (stmt.cpp, control.cpp)
  Val block(const Block &block, const TypeRef &expected, bool valueWanted, bool ends = false);
  Val statements(llvm::ArrayRef<const Stmt *> stmts, const TypeRef &expected, bool valueWanted);
  void statement(const Stmt &stmt);
  void letStmt(const LetStmt &stmt);
  void bindPattern(const Pattern &pattern, const Val &value, bool isVar);
  void bindPattern(const Pattern &pattern, const Val &value, bool isVar,
                   std::map<std::string, SourceRange> &bound);
  bool boundSymbols(const TypeExpr &type, const TypeEnv &known, const TypeEnv &opened);
  TypeRef annotation(const TypeExpr &type);
  Val annotated(const TypeExpr &type, const Expr &value, const char *what);
  TypeRef typesOfPlaces(const TupleExpr &places, const AssignStmt &stmt);
  void assignStmt(const AssignStmt &stmt);
  void store(const Expr &place, const Val &value);
  void assertStmt(const AssertStmt &stmt);
  void forStmt(const ForStmt &stmt);
  void forRange(const ForStmt &stmt, const RangeExpr &range);
  void forRows(const ForStmt &stmt, const Val &rows);
  void forTensor(const ForStmt &stmt, const Val &tensor);
  void forTuple(const ForStmt &stmt, const Val &tuple);
  void forList(const ForStmt &stmt, const Val &list);
  Val comprehension(const ComprehensionExpr &expr, const TypeRef &expected);
  std::optional<Turns> turnsOf(const Expr &iterable);
  struct Turning;
  void walkTurn(const ComprehensionExpr &expr, const Turns &turns, const TypeRef &inner, bool wantsList,
                Turning &turn);
  Val pushedElement(Turning &turn, const TypeRef &element, SourceRange range);
  Val insertedElement(Turning &turn, const TypeRef &type, SourceRange range);
  void requireStep(const Val &step, SourceRange range);
  void countedLoop(const Stmt &stmt, const Block &body, mlir::Value begin, mlir::Value end, mlir::Value step,
                   llvm::function_ref<void(mlir::Value)> bindLoopVariable);
  void whileStmt(const WhileStmt &stmt);
  Val ifExpr(const IfExpr &expr, size_t branch, const TypeRef &expected, bool valueWanted, bool ends = false);
  void returnStmt(const ReturnStmt &stmt);
  Val returned(const ReturnStmt &stmt);
  Val condition(const Expr &expr);
  void guarded(mlir::Value running, llvm::ArrayRef<const Stmt *> rest, const TypeRef &expected,
               bool valueWanted, SourceRange range);
  void exitableLoop(SourceRange range, const Block &body, mlir::Value begin,
                    llvm::function_ref<mlir::Value(mlir::Value)> more, mlir::Value step,
                    llvm::function_ref<void(mlir::Value)> bindLoopVariable);
  bool isFunctionLevel();
  void finish(const Val &value, SourceRange range);

  // ---- expressions (expr.cpp, operators.cpp, subscript.cpp, index.cpp)
  Val expr(const Expr &expr, const TypeRef &expected = nullptr);
  Val integer(const IntLiteralExpr &literal);
  Val value(const Expr &expr, const TypeRef &expected = nullptr);
  Val name(const NameExpr &expr, const TypeRef &expected);
  Val declared(const Decl &decl, const ModuleScope &scope, SourceRange range);
  Val memberExpr(const MemberExpr &expr, const TypeRef &expected);
  Val gradientMember(const Val &gradient, const Ident &member);
  Val gradientWith(const Val &gradient, const Ident &member, const Val &part, SourceRange range);
  Val partOf(const Val &whole, size_t index, SourceRange range);
  Val unknownMember(const TypeRef &type, const Ident &name);
  Val textMember(const Val &text, const MemberExpr &expr);
  Val listMember(const Val &list, const MemberExpr &expr);
  Val unknownName(const NameExpr &expr);
  // Whether a name stands for anything where the walk is.
  bool isNameHere(const NameExpr &name);
  // What a known condition leaves out of an `if`, a `match` or an `and` is not checked, for it need not fit:
  // a rank, a field. Its names must exist all the same.
  void requireNames(const Expr &leftOut, const std::set<std::string> &bound);
  void requireNames(const Expr &leftOut);
  void requireNames(const Block &leftOut, std::set<std::string> bound = {});
  void requireNamesAfter(const IfExpr &choice, size_t branch);
  void requireNamesOf(const MatchArm &arm);
  void unusedValue(const Expr &expr, const Val &result);
  std::vector<std::string> visibleNames();
  Val pipe(const PipeExpr &expr, const TypeRef &expected);
  std::vector<Val> leftOf(const PipeExpr &expr);
  std::vector<Val> spread(const Val &value);
  Val callSpread(const Val &callee, const std::vector<Val> &parts, const CallExpr *stage, SourceRange range);
  Val listExpr(const ListExpr &expr, const TypeRef &expected);
  Val stacked(const ListExpr &expr, llvm::ArrayRef<Val> parts, const TypeRef &row);
  Val ownList(const ListExpr &expr);
  Val listOf(const ListExpr &expr, llvm::ArrayRef<Val> parts);
  Val string(const StringExpr &expr);
  Val unary(const UnaryExpr &expr, const TypeRef &expected);
  // From left to right, but for brackets of bare numbers, which take the dtype of the rest. If that is not
  // known, `wanted` is what the place says of it, and `brackets` what it says of such brackets. `first`: an
  // operand before them.
  std::vector<Val> operands(llvm::ArrayRef<const Expr *> given, const TypeRef &wanted,
                            const TypeRef &brackets, const Val *first = nullptr);
  Val binary(const BinaryExpr &expr, const TypeRef &expected);
  Val compare(const CompareExpr &expr);
  Val logical(const LogicalExpr &expr);
  Val subscript(const SubscriptExpr &expr);
  Val subscriptOf(const Val &object, const SubscriptExpr &expr);
  Val textPart(const Val &text, const SubscriptExpr &expr);
  Val updated(const Val &object, const SubscriptExpr &place, const Val &value);
  bool box(const Val &object, const SubscriptExpr &expr, Box &box);
  std::optional<Val> position(const Expr &expr, const Dim &size, bool mayPick = false);
  std::optional<Val> rowIndex(const SubscriptExpr &expr, const Val &object);
  bool isStep(const Expr &given);
  Val checkedStep(const Expr &given);
  Val steppedBetween(const Dim &low, const Dim &high, const Expr &step, SourceRange range);
  std::optional<Val> steppedIndex(const Subscript &sub, const Val &object);
  Val paddedRead(const Val &object, const SubscriptExpr &expr);
  bool addRows(const AssignStmt &stmt, BinaryOp op);
  bool addPicked(const AssignStmt &stmt, const Val &object, BinaryOp op);
  std::optional<size_t> tuplePart(const Val &tuple, const SubscriptExpr &place);
  Val indexDefinition(llvm::ArrayRef<Binder> binders, const Expr &body, SourceRange range);

  // ---- built-in functions (builtin.cpp, data.cpp, files.cpp)
  Val builtin(const std::string &name, const CallExpr &expr, const Val *piped, const TypeRef &expected);
  using Expecting = llvm::function_ref<TypeRef(llvm::ArrayRef<Val> earlier, const Expr &given)>;
  std::vector<Val> positional(const CallExpr &expr, const Val *piped, const TypeRef &expected = nullptr);
  std::vector<Val> positionalExpecting(const CallExpr &expr, const Val *piped, Expecting expecting);
  static llvm::SmallVector<const Expr *> placesOf(const CallExpr &expr);
  // The arguments without names, as operands of one dtype.
  std::vector<Val> operandsOf(const CallExpr &expr, const Val *piped, const TypeRef &wanted);
  TypeRef floatAsked(const TypeRef &expected);
  std::vector<Val> argumentsOf(const FnValue &fn, const CallExpr &expr, const Val *piped = nullptr);
  const Argument *named(const CallExpr &expr, const std::string &name);
  bool takesNamed(const CallExpr &expr, const std::string &name, llvm::StringRef allowed);
  std::optional<std::vector<Val>> exactly(size_t count, const std::string &name, const CallExpr &expr,
                                          const Val *piped, const TypeRef &expected);
  std::optional<std::vector<Val>> exactly(size_t count, const std::string &name, const CallExpr &expr,
                                          std::vector<Val> values);
  Val elementwise(int kind, const CallExpr &expr, const Val *piped, const TypeRef &expected);
  Val reduction(const std::string &name, const CallExpr &expr, const Val *piped, const TypeRef &expected);
  Val convert(mlir::Type element, const CallExpr &expr, const Val *piped);
  std::optional<std::vector<int64_t>> axes(const Expr &expr, size_t rank);
  std::optional<std::vector<Dim>> shapeArguments(const CallExpr &expr, size_t first);
  mlir::Type dtypeArgument(const CallExpr &expr, const TypeRef &expected);
  Val textCall(const std::string &name, const CallExpr &expr, const Val *piped);
  Val orderCall(const std::string &name, const CallExpr &expr, const Val *piped);
  Val sortList(const Val &list, const CallExpr &expr);
  Val sortKeys(const Val &list, const FnValue &by, SourceRange range);
  Val shapeCall(const std::string &name, const CallExpr &expr, const Val *piped, const TypeRef &expected);
  std::vector<Val> shapeOperands(const std::string &name, const CallExpr &expr, const Val *piped,
                                 const TypeRef &expected);
  Val fillCall(double fill, const CallExpr &expr, const TypeRef &expected);
  Val concatAll(std::vector<Val> &args, const CallExpr &expr);
  Val concatLists(std::vector<Val> &args, const CallExpr &expr);
  mlir::Value seedArgument(const CallExpr &expr);
  Val random(int kind, const CallExpr &expr);
  Val draw(const std::string &name, const CallExpr &expr, const Val *piped);
  Val effect(const std::string &name, const CallExpr &expr, const Val *piped, const TypeRef &expected);
  Val printCall(const CallExpr &expr, const Val *piped);
  Val fileCall(const std::string &name, const CallExpr &expr, const TypeRef &expected);
  Val dataNpz(const CallExpr &expr, const TypeRef &expected);
  Val dataCsv(const CallExpr &expr, const TypeRef &expected);
  Val readArrays(const CallExpr &expr, const TypeRef &expected, mlir::Value path,
                 std::vector<std::string> names, const char *format);
  void fixSizes(const CallExpr &expr, mlir::Value array, const TypeRef &type, const std::string &name);
  Val dataSplit(const CallExpr &expr);
  Val dataBatches(const CallExpr &expr);
  Val saveCall(const CallExpr &expr);
  Val loadCall(const CallExpr &expr);
  Val transform(const std::string &name, const CallExpr &expr, const Val *piped);

  friend struct Derivatives;
  friend struct IndexWalk;
  friend class IndexDraft;
  friend struct Specialization;
  friend class IndexLoops;
  friend class Asked;
  friend class NamedSymbols;
  friend class GivenTypes;
  friend struct ControlScope;
  friend class ListUse;
  friend class MapLeaves;
  friend class ReplChecker;
  friend class Outliner;
  friend class FunctionOutliner;
  friend class Exporter;

  const ModuleScope *scope = nullptr;
  std::map<std::string, std::unique_ptr<Instance>> instances;
  std::map<const FnDecl *, int> openBodies; // how many bodies of a function are being written
  std::set<const FnDecl *> used;            // those that have an instance
  std::map<std::string, std::unique_ptr<GraphTemplate>> templates;
  // While the structure of a graph is being found: the children made so far in the node at hand.
  std::vector<MadeChild> *discovered = nullptr;
  // Sizes of children that their first use has found.
  DimSubstitution resolved;
  std::set<const Decl *> openAliases;     // whose types are being read
  std::set<const Decl *> openStructs;     // whose fields are being read, but for those in nodes
  std::set<const Decl *> endlessStructs;  // that contain themselves, or such a one: reported
  std::set<const Decl *> openParameters;  // whose parameters are being told apart
  std::set<const Decl *> openConstants;   // whose values are being computed
  std::map<const Decl *, bool> recursive; // enums: whether they contain themselves
  std::map<const Decl *, bool> nodeEnums; // those whose fields have been read: whether all is right
  NodeFloats nodeFloats;
  std::set<int> pending; // sizes of children that wait for their first use
  // Where the graphs that are written are noted, by the name of their function; null: nowhere.
  std::map<std::string, TracedGraph> *traces = nullptr;
  // While arguments are bound: the callee's parameters, for defaults that read earlier ones.
  llvm::ArrayRef<Param> currentParams;
};

} // namespace dual::check
