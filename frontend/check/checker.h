// Checks a module and, in the same walk, writes it as functions of the dl dialect.
//
// A function body is walked once for every combination of dtypes, ranks, `const` arguments and structures it
// is used with; sizes stay symbols, which the function takes as i64 arguments before all others. One file
// here for each group of constructs: calls, graphs, statements, operators, subscripts, index notation,
// built-in functions.
#pragma once

#include "frontend/check/module.h"
#include "frontend/check/value.h"
#include "frontend/check/variants.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/STLFunctionalExtras.h"

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
  TypeRef self; // methods: the receiver's type
};

// What a function value brings along into a body of its own: symbols and values, and a text that is equal for
// two that can share one body.
struct Captures {
  std::vector<int> atoms;
  llvm::SmallVector<mlir::Value> leaves;
  std::string key;
};

// The arguments of a graph that decide its structure.
struct GraphArgs {
  std::map<std::string, ConstValue> consts;
  std::map<std::string, TypeRef> graphs;
  std::map<std::string, FunctionArg> functions;
};

// One way to run a graph: up to which node, and whether it trains.
struct GraphForward {
  std::string symbol;
  TypeRef output;
  SourceRange seedUse;  // where it first reads `seed`; not valid if it does not
  bool changes = false; // gives the instance's states after the outputs
  bool failed = false;
  std::string name;                       // "Net.h"
  std::vector<std::string> runs, leftOut; // its nodes, in their order
};

// A child that a node makes. `given`: by their paths inside the child, its arguments that are not made with
// it, but copied from what is there when the graph is made.
struct MadeChild {
  const Expr *place;
  Member member;
  std::map<std::string, const Expr *> given;
};

// The arguments of one call that makes a graph.
struct MakingArgs {
  GraphArgs structural;
  std::map<std::string, Dim> sizes;          // int arguments and symbols; "of.I" those of the graph `of`
  std::map<std::string, Val> parts;          // graphs, by their paths in what is made
  std::map<std::string, const Expr *> given; // of a child: as in MadeChild
};

// What the compiler knows of a graph once its nodes are checked, in terms of its own dims.
struct GraphTemplate {
  GraphArgs args;
  std::vector<NamedDim> dims; // int arguments, then symbols fixed at making
  std::vector<Member> members;
  // For every expression that makes a child: the member, and the part of it when a node makes several.
  std::map<const Expr *, std::pair<std::string, std::string>> children;
  std::set<std::string> bareChildren;        // nodes that are a child, not what one gives
  std::map<std::string, const Expr *> given; // of all children, by their paths
  std::vector<TypeRef> inputs;
  std::vector<std::string> inputNames;
  std::vector<SourceRange> inputRanges;
  std::vector<int> freeAtoms; // symbols bound anew at every call, such as the batch
  std::map<std::pair<std::string, bool>, GraphForward>
      forwards;           // by node, empty for the outputs, and by `train`
  bool runs = false;      // false: a graph without `in` and `out`
  bool usesTrain = false; // a node or child reads `train`
  bool failed = false;
  bool open = false; // its nodes are being walked
};

// The call of a graph whose nodes are being walked.
struct GraphCall {
  bool train = false;
  mlir::Value seed;
  std::string node;    // the one being walked
  SourceRange seedUse; // where `seed` was read first
  bool usesTrain = false;
  std::vector<std::string> states; // the instance's, by path; `%state` holds what they are by now
  bool changes = false;            // one of them was set
};

// `m(x, train: true, seed: 3)`: what a call says itself.
struct CallMode {
  std::optional<bool> train;
  mlir::Value seed;
  Val *after = nullptr; // takes the instance with its new states, if the call changes them
};

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

// Whether the parameter is a plain `int`, which may stand in sizes.
bool isIntParameter(const Param &param);

// Where the walk stands: one function being written.
struct Frame {
  Instance *instance = nullptr;
  TypeEnv types;
  std::map<int, mlir::Value> dimValues;
  TypeRef result;             // null: not known (a lambda)
  const char *pure = nullptr; // inside what cannot have effects: "a graph"
  bool inLambda = false;
  bool inTest = false; // directly in a `test` block
  int loops = 0;       // how many loops are around
  const std::map<const Expr *, Val> *children = nullptr;
  GraphCall *graphCall = nullptr;
};

// A `test` block: its title, and the function that it became.
struct TestRoot {
  std::string title;
  std::string function;
};

class Checker {
public:
  Checker(mlir::ModuleOp module, SourceManager &sources, Diagnostics &diags);

  // Writes every function of the module that can be written by itself. Generic ones are written where used.
  void checkModule(const ModuleScope &scope);

  // Checks what has not been written so far; nothing of it comes into the module.
  void checkUnused(const ModuleScope &scope);

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
  bool isGeneric(const FnDecl &decl, const ModuleScope &scope);
  bool isTypeParameter(const NamedType &type, const ModuleScope &scope, const TypeEnv &types);
  void declareClasses(const FnDecl &decl, TypeEnv &types);
  bool isOpen(const TypeExpr &type, const ModuleScope &scope, const TypeEnv &types);
  bool isOpenGraph(const NamedType &type, const ModuleScope &scope);
  bool freeTypeArgument(const NamedType &type, const TypeArg &arg, const ModuleScope &scope);
  bool draftParameter(const Param &param, const ModuleScope &scope, BoundCall &bound);
  bool draftTypes(const TypeExpr &type, const ModuleScope &scope, TypeEnv &types);
  void draftFunction(const FnDecl &decl, const ModuleScope &scope, const StructDecl *receiver);
  void draftForFunction(const FnDecl &decl, const ModuleScope &scope, BoundCall &bound);
  void draftAlias(const TypeAliasDecl &decl, const ModuleScope &scope);
  void draftGraph(const GraphDecl &decl, const ModuleScope &scope);

  // ---- errors and places (checker.cpp)
  Val error(DiagCode code, SourceRange range, const std::string &message, const DiagNote &note = {});
  Val notBuilt(SourceRange range, const std::string &what);
  mlir::Location loc(SourceRange range);
  std::string text(const TypeRef &type) { return typeText(dims, type); }
  std::string text(const Dim &dim) { return dims.text(dim); }

  // ---- values (values.cpp)
  mlir::Type mlirType(const TypeRef &type);
  Val make(const TypeRef &type, llvm::ArrayRef<mlir::Value> leaves);
  Val scalar(mlir::Value value);
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
  Val constantOf(const ConstValue &value);
  mlir::Value numberConstant(mlir::Type element, double real, int64_t integer);
  Val zeroOf(const TypeRef &type);
  mlir::Value zeroTensor(const TypeRef &type);

  // ---- types (types.cpp)
  TypeRef evalType(const TypeExpr &type, TypeEnv &env, const ModuleScope &scope, const std::string &prefix,
                   bool open);
  TypeRef evalNamed(const NamedType &type, TypeEnv &env, const ModuleScope &scope, const std::string &prefix,
                    bool open);
  TypeRef evalTensor(mlir::Type element, const NamedType &type, TypeEnv &env, const ModuleScope &scope,
                     bool open);
  TypeRef evalList(const NamedType &type, TypeEnv &env, const ModuleScope &scope, const std::string &prefix,
                   bool open);
  TypeRef structType(const StructDecl &decl, const ModuleScope &scope, TypeEnv args);
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
  std::vector<DimFact> factsHere();
  void assume(const Val &condition);
  void assumeFacts(llvm::ArrayRef<WhereFact> facts);
  Truth decided(const Val &condition);
  bool isProvedNotNegative(const Dim &dim);
  void noteFacts(DiagnosticBuilder &report, llvm::ArrayRef<Dim> sizes);
  void noteFacts(DiagnosticBuilder &report, const Val &condition);
  std::optional<Dim> solveSize(const Dim &pattern, int atom, const Dim &size, SourceRange range,
                               const std::string &what);
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
                                               std::set<std::string> *extra = nullptr);
  void unknownParameter(const std::string &callee, const Ident &name, llvm::ArrayRef<Param> params,
                        std::vector<std::string> known);
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
  llvm::SmallVector<mlir::Value> flatArguments(const BoundCall &bound);
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
  std::optional<Val> givenResult(const ResultItem &item, const Val &given, const ModuleScope &scope,
                                 SourceRange range);
  Val givenResults(const FnDecl &decl, const Val &given, const ModuleScope &scope, SourceRange range);
  Val callForFunction(const FnDecl &decl, const ModuleScope &scope, const BoundCall &bound,
                      SourceRange range);
  TypeRef expectedBy(const TypeExpr *type, const std::string &name, const ModuleScope &scope,
                     const TypeEnv &types);
  bool mayWait(const Param &param, const Expr &given, const ModuleScope &scope, const TypeEnv &types);
  Val callLambdaInPlace(const FnValue &fn, const CallExpr &expr, const Val *piped);
  Val lambdaBody(const LambdaExpr &lambda);
  Val callStruct(const StructDecl &decl, const ModuleScope &scope, const CallExpr &expr);
  Val callTransform(const FnValue &fn, const CallExpr &expr);
  bool promisedArguments(const FnValue &fn, const CallExpr &expr, BoundCall &bound);
  Val derivative(bool only, const std::string &name, Instance &instance, const BoundCall &bound,
                 const TypeRef &result, llvm::SmallVector<mlir::Value> args, SourceRange range,
                 std::vector<Val> &changed);
  Val mapLeaves(const CallExpr &expr);
  void openExits(const TypeRef &result);
  void missingResult(const Stmt &place, const std::string &name, const TypeRef &result);
  void functionBody(const Block &body, const TypeRef &result, const std::vector<std::string> &varNames,
                    const FnDecl &decl);
  mlir::Value castTo(mlir::Value value, mlir::Type type, SourceRange range);
  std::string declName(const ModuleScope &scope, const std::string &name);

  // ---- function values (closure.cpp)
  void captureDim(const Dim &dim, Captures &found);
  void captureType(const TypeRef &type, Captures &found);
  void captureValue(const Val &value, Captures &found);
  void captureFunction(const FnValue &fn, Captures &found);
  FnValue withCaptures(const FnValue &fn, llvm::ArrayRef<mlir::Value> &leaves);
  Val lambda(const LambdaExpr &expr);
  Val applyValues(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range);
  std::optional<Val> asFunction(const Val &value, const FnType &signature, const ModuleScope &scope,
                                const std::string &name, SourceRange range);
  Val opaqueFunction(const FnType &signature, const ModuleScope &scope);
  Val callPromised(const FnValue &fn, const CallExpr &expr, const Val *piped);
  Instance *bodyOf(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range,
                   llvm::SmallVectorImpl<mlir::Value> &leading);
  void writeBody(const FnValue &fn, llvm::ArrayRef<Val> args, SourceRange range, const Captures &found,
                 Instance &instance);

  // ---- graphs (graph.cpp, make.cpp)
  GraphTemplate &graphTemplate(const GraphDecl &decl, const ModuleScope &scope, const GraphArgs &args);
  TypeRef graphType(const GraphDecl &decl, const ModuleScope &scope, const GraphArgs &args,
                    std::vector<Dim> dims);
  GraphTemplate &templateOf(const Type &type);
  Val callGraph(const GraphDecl &decl, const ModuleScope &scope, const CallExpr &expr);
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
  bool checkLabels(const GraphDecl &decl, const GraphTemplate &graph, const NamedType &type);
  std::pair<const GraphDecl *, const ModuleScope *> graphParameter(const Param &param,
                                                                   const ModuleScope &scope);
  bool isStructural(const Param &param);
  bool inGraph(const ModuleScope &scope, llvm::function_ref<bool()> walk);
  void bindGraphConsts(const GraphDecl &decl, const GraphArgs &args, const ModuleScope &scope);
  bool constCondition(const Expr &expr);
  void fixSymbols(const GraphDecl &decl, GraphTemplate &graph);
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
  mlir::Value foldText(mlir::Value seed, const std::string &text);
  Val initialize(const TypeRef &type, mlir::Value seed, SourceRange range,
                 std::map<std::string, Val> parts = {});
  void bindArguments(const Val &soFar);
  Val initializer(const Type &type, const Member &member, mlir::Value seed);
  bool givenParts(const Val &soFar, const std::string &member, std::map<std::string, Val> &parts);
  void bindCaptured(const std::map<std::string, FunctionArg> &functions, const std::string &name,
                    const Val &captured);
  bool isKnownAtMaking(const GraphTemplate &graph, const Expr &argument);
  bool discover(const GraphDecl &decl, const ModuleScope &scope, GraphTemplate &result);
  Val repeatExpr(const RepeatExpr &expr);
  Val cutAt(const Val &instance, const std::string &node);
  Val freeze(const Val &instance, SourceRange range);

  // ---- enums (enum.cpp, node.cpp, match.cpp)
  TypeRef enumType(const EnumDecl &decl, const ModuleScope &scope, TypeEnv args);
  std::vector<Member> enumMembers(const EnumDecl &decl, const ModuleScope &scope, TypeEnv args);
  bool containsItself(const EnumDecl &decl, const ModuleScope &scope);
  TypeRef nodeType(const std::shared_ptr<Type> &type);
  Val nodeValue(const TypeRef &type, size_t index, llvm::ArrayRef<Val> fields);
  Val variantFields(const Val &value, size_t index, SourceRange range);
  TypeRef fieldType(const Param &field, TypeEnv &args, const ModuleScope &scope);
  void draftEnum(const EnumDecl &decl, const ModuleScope &scope);
  Val variantNamed(const VariantRef &variant, SourceRange range, const TypeRef &expected);
  Val callVariant(const FnValue &fn, const CallExpr &expr, const TypeRef &expected);
  TypeRef enumOf(const VariantRef &variant, TypeEnv args, const TypeRef &expected, SourceRange range);
  Val variantValue(const TypeRef &type, size_t index, llvm::ArrayRef<Val> fields);
  mlir::Value tagIs(const Val &value, size_t index, SourceRange range);
  Val enumText(const Val &value, const std::string &spec, size_t index = 0);
  bool patternFits(const Pattern &pattern, const TypeRef &type);
  bool variantFits(const VariantPattern &pattern, const TypeRef &type);
  bool literalPatternFits(const LiteralPattern &pattern, const TypeRef &type);
  bool checkArms(const MatchExpr &expr, const TypeRef &type);
  Val patternHolds(const Pattern &pattern, const Val &value);
  Val literalHolds(const LiteralPattern &pattern, const Val &value);
  Val thenHolds(const Val &first, llvm::function_ref<Val()> second, SourceRange range);
  Val bothHold(const Val &first, const Val &second, SourceRange range);
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
  TypeRef annotation(const TypeExpr &type);
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
  Dim atLeastNone(const Dim &count, SourceRange range);
  struct Turning;
  TypeRef typeOutside(const TypeRef &type, const std::map<int, mlir::Value> &known);
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
  Val branches(mlir::Value condition, llvm::function_ref<Val()> onTrue, llvm::function_ref<Val()> onFalse,
               std::set<std::string> names, const TypeRef &expected, SourceRange range);
  TypeRef settleTogether(const Val &a, const Val &b);
  void guarded(mlir::Value running, llvm::ArrayRef<const Stmt *> rest, const TypeRef &expected,
               bool valueWanted, SourceRange range);
  void exitableLoop(SourceRange range, const Block &body, mlir::Value begin,
                    llvm::function_ref<mlir::Value(mlir::Value)> more, mlir::Value step,
                    llvm::function_ref<void(mlir::Value)> bindLoopVariable);
  void clearExit(int64_t which, SourceRange range);
  bool isFunctionLevel();
  void finish(const Val &value, SourceRange range);
  Val elementAt(const Val &tensor, mlir::Value at, SourceRange range);
  std::vector<Binding *> carried(const std::set<std::string> &names);
  void enter() { env = std::make_shared<Env>(Env{env, {}, {}}); }
  void leave() { env = env->parent; }

  // ---- expressions (expr.cpp, operators.cpp, subscript.cpp, index.cpp)
  Val expr(const Expr &expr, const TypeRef &expected = nullptr);
  Val integer(const IntLiteralExpr &literal);
  Val value(const Expr &expr, const TypeRef &expected = nullptr);
  Val name(const NameExpr &expr, const TypeRef &expected);
  Val declared(const Decl &decl, const ModuleScope &scope, SourceRange range);
  Val memberExpr(const MemberExpr &expr, const TypeRef &expected);
  Val gradientMember(const Val &gradient, const Ident &member);
  Val unknownMember(const TypeRef &type, const Ident &name);
  Val bytes(const Val &text, SourceRange range);
  Val textMember(const Val &text, const MemberExpr &expr);
  Val listMember(const Val &list, const MemberExpr &expr);
  Val listed(const Val &value, SourceRange range);
  Val unknownName(const NameExpr &expr);
  void unusedValue(const Expr &expr, const Val &result);
  std::vector<std::string> visibleNames();
  Val pipe(const PipeExpr &expr);
  std::vector<Val> spread(const Val &value);
  Val callSpread(const Val &callee, const std::vector<Val> &parts, const CallExpr *stage, SourceRange range);
  void appendText(const Val &value, const std::string &spec, std::vector<std::string> &pieces,
                  std::vector<std::string> &specs, llvm::SmallVectorImpl<mlir::Value> &values,
                  bool inside = false);
  Val formatted(const std::vector<std::string> &pieces, const std::vector<std::string> &specs,
                llvm::ArrayRef<mlir::Value> values, SourceRange range);
  void checkDivisor(const Val &divisor, SourceRange range);
  Val listExpr(const ListExpr &expr, const TypeRef &expected);
  TypeRef withRows(const TypeRef &row, const Dim &count);
  Val stacked(const ListExpr &expr, llvm::ArrayRef<Val> parts, const TypeRef &row);
  Val listOf(const ListExpr &expr, llvm::ArrayRef<Val> parts);
  Val string(const StringExpr &expr);
  Val unary(const UnaryExpr &expr, const TypeRef &expected);
  Val binary(const BinaryExpr &expr, const TypeRef &expected);
  Val arithmetic(BinaryOp op, Val lhs, Val rhs, SourceRange range, const TypeRef &expected);
  Val power(const Val &base, const Val &exponent, SourceRange range);
  Val matmul(const Val &lhs, const Val &rhs, SourceRange range);
  Val compare(const CompareExpr &expr);
  Val compareTexts(CompareOp op, const Val &lhs, const Val &rhs, SourceRange range);
  std::optional<Val> compareWhole(CompareOp op, const Val &lhs, const Val &rhs, SourceRange range);
  Val equal(const Val &a, const Val &b, SourceRange range);
  Val equalTensors(const Val &a, const Val &b, SourceRange range);
  Val equalLists(const Val &a, const Val &b, SourceRange range);
  Val logical(const LogicalExpr &expr);
  bool agree(Val &lhs, Val &rhs, SourceRange range, const TypeRef &expected);
  bool broadcastTogether(Val &lhs, Val &rhs, SourceRange range);
  Val broadcastTo(const Val &value, llvm::ArrayRef<Dim> shape, SourceRange range, const std::string &what);
  Val subscript(const SubscriptExpr &expr);
  Val updated(const Val &object, const SubscriptExpr &place, const Val &value);
  struct Box;
  bool box(const Val &object, const SubscriptExpr &expr, Box &box);
  std::optional<Val> position(const Expr &expr, const Dim &size);
  bool requireOrder(const Dim &low, const Dim &high, SourceRange range);
  bool requireInside(const Dim &low, const Dim &high, const Dim &size, SourceRange range);
  Val selectValues(const Val &condition, const Val &onTrue, const Val &onFalse, SourceRange range);
  Val gatherRows(const Val &object, const Val &index, SourceRange range);
  mlir::Value spreadIndex(const Val &index, llvm::ArrayRef<Dim> shape, SourceRange range);
  std::optional<Val> rowIndex(const SubscriptExpr &expr, const Val &object);
  bool isStep(const Expr &given);
  Val checkedStep(const Expr &given);
  Val steppedNumbers(const Val &low, const Val &step, const Dim &count, SourceRange range);
  std::optional<Val> steppedIndex(const Subscript &sub, const Val &object);
  Val paddedRead(const Val &object, const SubscriptExpr &expr);
  Val storeRows(const Val &object, const Val &index, const Val &value, SourceRange range,
                std::optional<BinaryOp> op = std::nullopt);
  bool addRows(const AssignStmt &stmt, BinaryOp op);
  mlir::Value runningCount(const Val &mask, SourceRange range);
  std::optional<Val> masked(const Val &object, const Val &mask, SourceRange range);
  Val maskedRows(const Val &object, const Val &mask, SourceRange range);
  Val storeMasked(const Val &object, const Val &mask, const Val &value, SourceRange range);
  Val rowsInPlace(const Val &rows, const Val &mask, mlir::Value total, SourceRange range);
  Val flattened(const Val &value, size_t axes, SourceRange range);
  std::optional<size_t> tuplePart(const Val &tuple, const SubscriptExpr &place);
  Val indexDefinition(llvm::ArrayRef<Binder> binders, const Expr &body, SourceRange range);

  // ---- built-in functions (builtin.cpp, data.cpp, files.cpp)
  Val builtin(const std::string &name, const CallExpr &expr, const Val *piped, const TypeRef &expected);
  std::vector<Val> positional(const CallExpr &expr, const Val *piped, const TypeRef &expected = nullptr);
  const Argument *named(const CallExpr &expr, const std::string &name);
  bool takesNamed(const CallExpr &expr, const std::string &name, llvm::StringRef allowed);
  std::optional<std::vector<Val>> exactly(size_t count, const std::string &name, const CallExpr &expr,
                                          const Val *piped, const TypeRef &expected);
  Val elementwise(int kind, const CallExpr &expr, const Val *piped, const TypeRef &expected);
  Val reduction(const std::string &name, const CallExpr &expr, const Val *piped);
  bool requireElements(ReductionOp op, llvm::ArrayRef<Dim> shape, llvm::ArrayRef<int64_t> over,
                       SourceRange range);
  Val reduce(ReductionOp op, const Val &x, std::vector<int64_t> axes, bool keep, SourceRange range);
  Val convert(mlir::Type element, const CallExpr &expr, const Val *piped);
  std::optional<std::vector<int64_t>> axes(const Expr &expr, size_t rank);
  std::optional<std::vector<Dim>> shapeArguments(const CallExpr &expr, size_t first);
  mlir::Type dtypeArgument(const CallExpr &expr, const TypeRef &expected);
  Val textCall(const std::string &name, const CallExpr &expr, const Val *piped);
  Val orderCall(const std::string &name, const CallExpr &expr, const Val *piped);
  Val sortList(const Val &list, const CallExpr &expr);
  Val sortKeys(const Val &list, const FnValue &by, SourceRange range);
  Val topK(const Val &x, const Val &count, SourceRange range);
  Val reversed(const Val &x, SourceRange range);
  Val order(const Val &keys, bool descending, SourceRange range, size_t axis = 0);
  Val shapeCall(const std::string &name, const CallExpr &expr, const Val *piped, const TypeRef &expected);
  Val fillCall(double fill, const CallExpr &expr, const TypeRef &expected);
  Val fmaCall(std::vector<Val> &args, SourceRange range, const TypeRef &expected);
  Val transposeAll(const Val &x, SourceRange range);
  Val reshapeTo(const Val &x, const std::vector<Dim> &shape, SourceRange range);
  Val concatAll(std::vector<Val> &args, const CallExpr &expr);
  Val concatLists(std::vector<Val> &args, const CallExpr &expr);
  mlir::Value seedArgument(const CallExpr &expr);
  mlir::Value foldSeed(const Val &seed, SourceRange range);
  Val random(int kind, const CallExpr &expr);
  Val draw(const std::string &name, const CallExpr &expr, const Val *piped);
  Val uniformLike(mlir::Type element, llvm::ArrayRef<Dim> shape, mlir::Value seed, SourceRange range);
  Val bernoulli(const Val &p, std::vector<Dim> shape, mlir::Value seed, SourceRange range);
  Val categorical(const Val &p, mlir::Value seed, SourceRange range);
  Val randint(const Val &low, const Val &high, llvm::ArrayRef<Dim> shape, mlir::Value seed,
              SourceRange range);
  Val shuffled(const Val &value, mlir::Value seed, SourceRange range);
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
  Val batchAt(const Rows &rows, mlir::Value begin, SourceRange range);
  Val takeRows(const Val &value, mlir::Value order, const Dim &size, SourceRange range);
  mlir::Value permutation(const Dim &count, mlir::Value seed, SourceRange range);
  mlir::Value sliceRows(mlir::Value order, mlir::Value begin, const Dim &count, SourceRange range);
  std::optional<Dim> rowCount(const Val &value, SourceRange range);
  Val saveCall(const CallExpr &expr);
  Val loadCall(const CallExpr &expr);
  Val transform(const std::string &name, const CallExpr &expr, const Val *piped);

  template <typename Op, typename... Args> Op emit(SourceRange range, Args &&...args) {
    return Op::create(builder, loc(range), std::forward<Args>(args)...);
  }

  friend struct Derivatives;
  friend Val placeOf(Checker &checker, mlir::Value flat, llvm::ArrayRef<struct Index> over,
                     SourceRange range);
  friend struct IndexWalk;
  friend class IndexDraft;
  friend struct Specialization;
  friend class IndexLoops;
  friend class LoopNest;
  friend class Asked;
  friend class Fold;
  friend struct ControlScope;
  friend class Columns;
  friend class Lists;
  friend class ReplChecker;
  friend class Outliner;
  friend class FunctionOutliner;
  friend class Exporter;

  mlir::ModuleOp module;
  mlir::OpBuilder builder;
  SourceManager &sources;
  Diagnostics &diags;
  DimTable dims;
  Frame frame;
  std::shared_ptr<Env> env;
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
  std::set<const Decl *> openParameters;  // whose parameters are being told apart
  std::map<const Decl *, bool> recursive; // enums: whether they contain themselves
  std::map<const Decl *, bool> nodeEnums; // those whose fields have been read: whether all is right
  std::set<int> pending;                  // sizes of children that wait for their first use
  std::map<std::string, int> usedNames;
  // Where the graphs that are written are noted, by the name of their function; null: nowhere.
  std::map<std::string, TracedGraph> *traces = nullptr;
  // While arguments are bound: the callee's parameters, for defaults that read earlier ones.
  llvm::ArrayRef<Param> currentParams;
};

} // namespace dual::check
