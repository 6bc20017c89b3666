// Graphs as they are used: what is known of one, the ways in which it runs, and what a call says.
#pragma once

#include "frontend/check/module.h"
#include "frontend/check/value.h"

namespace dual::check {

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

// The `seed:` of a child, among what it is given: no name that a program writes.
inline constexpr llvm::StringLiteral ownSeed = "%seed";

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

} // namespace dual::check
