// What a graph consists of, for people: its nodes in the order in which they run, with types, parameters and
// costs.
#pragma once

#include "frontend/check/checker.h"
#include "frontend/check/costs.h"

namespace dual::check {

// One line of a summary, one box of a plot; of a function (outline_function.h) one operation, named by its
// line.
struct OutlineLine {
  enum class Kind { input, param, node, graph, operation };
  Kind kind = Kind::node;
  int id = 0;
  std::string name;
  std::string text; // the operations as written; of a child its graph's name
  std::string type; // what it gives
  Dim parameters, trainable, parameterBytes;
  Dim flops, bytes;   // bytes: of what it gives
  std::set<int> from; // the lines whose results it reads
  bool isOutput = false;
  std::vector<OutlineLine> nested; // of a node the children that it calls, of a child its lines
};

struct Outline {
  std::string name; // with its arguments: `Classifier(hidden: 32)`
  std::vector<OutlineLine> lines;
  bool isFunction = false;
};

// A node as it was written into the graph's function.
struct TracedNode {
  std::string name;
  SourceRange range;
  TypeRef type;
  llvm::SmallVector<mlir::Value, 2> leaves;
  mlir::Operation *last = nullptr; // its operations end here; null: none so far
};

// A graph's function: sizes, then the leaves of the instance, then those of the inputs.
struct TracedGraph {
  const GraphDecl *decl = nullptr;
  TypeRef self;
  std::vector<int> sizes;
  std::vector<TypeRef> inputs;
  std::vector<std::string> inputNames, outputs;
  std::vector<TracedNode> nodes;
};

// Writes the graph anew to see it: nothing of it stays in the module.
class Outliner {
public:
  // `depth`: of how many levels of children the nodes are shown.
  Outliner(Checker &checker, int depth);
  ~Outliner();

  // `given` are arguments and sizes by name, as text; the others have their defaults or stay symbols. Nothing
  // after an error.
  std::optional<Outline> outline(const GraphDecl &decl, const ModuleScope &scope,
                                 const std::map<std::string, std::string> &given);
  // Of an instance that is there: its arguments and sizes.
  std::optional<Outline> outline(const Type &instance);

private:
  struct Arguments {
    GraphArgs args;
    std::map<std::string, Dim> sizes;
  };
  std::optional<Arguments> arguments(const GraphDecl &decl, const ModuleScope &scope,
                                     const std::map<std::string, std::string> &given);
  bool argument(const Param &param, const ModuleScope &scope, const std::string *given, Arguments &result);
  bool dtypeArgument(const GraphDecl &decl, const std::string &name,
                     const std::map<std::string, std::string> &given, Arguments &result);
  bool givenArgument(const Param &param, const ModuleScope &scope, const std::string &text,
                     Arguments &result);
  bool graphArgument(const Param &param, const ModuleScope &scope, Arguments &result);
  bool bindSizes(const GraphTemplate &graph, const GraphDecl &decl,
                 const std::map<std::string, std::string> &given, const Arguments &arguments,
                 DimSubstitution &map);
  void bindRoot(const TracedGraph &graph, mlir::func::FuncOp fn, const DimSubstitution &map);
  std::optional<Outline> whole(const GraphDecl &decl, const ModuleScope &scope,
                               const std::map<std::string, std::string> &given, const Arguments &known);
  std::string title(const GraphDecl &decl, const Arguments &arguments);

  Dim body(const TracedGraph &graph, mlir::func::FuncOp fn, std::vector<OutlineLine> &lines);
  void inputLines(const TracedGraph &graph, llvm::ArrayRef<mlir::Value> leaves,
                  std::vector<OutlineLine> &lines);
  void paramLines(const TracedGraph &graph, llvm::ArrayRef<mlir::Value> leaves,
                  std::vector<OutlineLine> &lines);
  void unusedLines(const TracedGraph &graph, std::vector<OutlineLine> &lines);
  Dim node(const TracedGraph &graph, const TracedNode &node, mlir::Block &block,
           std::vector<OutlineLine> &lines);
  Dim child(mlir::func::CallOp call);
  Dim hidden(mlir::func::CallOp call);
  Dim shown(const TracedGraph &graph, mlir::func::CallOp call, mlir::func::FuncOp fn,
            std::vector<OutlineLine> &lines);
  std::string childName(const TracedGraph &callee, mlir::func::CallOp call);
  std::string typeOf(const TypeRef &type);
  Dim bytesOf(const TypeRef &type);
  void count(const TypeRef &type, OutlineLine &line);

  Checker &checker;
  Costs costs;
  int depth;
  int nextId = 0;
  std::map<std::string, TracedGraph> traces; // by the function's name
  // What was there before.
  std::map<std::string, std::unique_ptr<GraphTemplate>> templates;
  std::set<std::string> instances;
  std::map<std::string, int> usedNames;
  mlir::Operation *last;
  // Where the walk stands: the graph, its sizes, the operation that ran last, the line being made, the
  // children shown.
  DimSubstitution sizes;
  const TracedGraph *here = nullptr;
  mlir::func::FuncOp function;
  mlir::Operation *done = nullptr;
  OutlineLine *current = nullptr;
  std::set<std::string> children;
  llvm::DenseSet<mlir::Value> named; // what a line of the graph gives
};

} // namespace dual::check
