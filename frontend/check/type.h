// The types of checked values.
#pragma once

#include "frontend/check/dim.h"
#include "frontend/syntax/ast.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

#include <functional>
#include <map>
#include <memory>
#include <variant>

namespace dual::check {

struct ModuleScope;
struct Type;
using TypeRef = std::shared_ptr<const Type>;

// The value of a `const` parameter.
// Whether a name is that of a size in a place, as `m.hidden` is of the graph in the field `m`: no symbol that
// a program writes.
bool isPlace(const std::string &name);

using ConstValue = std::variant<int64_t, bool, double, std::string>;
// Tells values of one type apart, also among other keys: a text has its length.
std::string keyOf(const ConstValue &value);

// What a member of a structure is: a `state` has no derivative, and calls may change it; neither has what a
// function that is an argument of a graph has captured.
enum class Role { field, param, child, state, capture };

struct FnValue;

// A function that decides a graph's structure; the key is equal for equal ones.
struct FunctionArg {
  std::string key;
  std::shared_ptr<FnValue> fn; // its captured values are those of one place where the graph is made
  TypeRef captured;            // what it captures: a tuple, kept in the instance
  std::vector<int> atoms;      // sizes that it captures: dims of the graph
};

struct Member {
  std::string name;
  TypeRef type;
  Role role = Role::field;
};

struct NamedDim {
  std::string name;
  Dim dim;
};

struct Type {
  // `enumeration`: the members are the tag, an i64, then for each variant a tuple of its fields. Those of the
  // variants that the tag does not name hold zeros. One that contains itself has no members but `unfold`: its
  // values are nodes, one leaf each.
  // `list`: the members are the length, then the columns (list_column.h).
  enum class Kind { error, tensor, str, tuple, structure, enumeration, graph, grad, function, rows, list };
  Kind kind = Kind::error;

  mlir::Type element;          // tensor: the dtype
  std::vector<Dim> shape;      // tensor: empty for a scalar
  std::vector<Member> members; // tuple, structure, enumeration, graph: the parts in order
  std::function<std::vector<Member>(const Type &)> unfold; // its members, each time anew
  bool floats = false;                                     // whether its nodes hold any
  TypeRef inner; // grad: what it is the gradient of; rows: one batch; list: one element

  const Decl *decl = nullptr;         // structure, enumeration, graph
  const ModuleScope *scope = nullptr; // where decl stands
  std::vector<NamedDim>
      dims; // structure, enumeration: dim parameters; graph: int arguments, then fixed symbols
  std::map<std::string, TypeRef> typeArgs;     // structure, enumeration: type parameters
  std::map<std::string, ConstValue> constArgs; // graph
  std::map<std::string, TypeRef>
      graphArgs; // graph: what its arguments of graph type are; only their structure counts
  std::map<std::string, FunctionArg> functionArgs; // graph
  bool frozen = false;                             // graph: its parameters are constants
  bool sequence = false; // tuple: what `repeat` makes; called, its parts run one after the other

  bool isTensor() const { return kind == Kind::tensor; }
  bool isScalar() const { return isTensor() && shape.empty(); }
  bool isUnit() const { return kind == Kind::tuple && members.empty(); }
  bool isError() const { return kind == Kind::error; }
  bool isNode() const { return kind == Kind::enumeration && unfold; }
  // A tensor, a text or a node: what is one leaf.
  bool isLeaf() const { return isTensor() || kind == Kind::str || isNode(); }
  // The members, also of an enum that contains itself.
  std::vector<Member> parts() const { return unfold ? unfold(*this) : members; }
  // Of the part that `.name` takes, or -1; `match` takes enums apart.
  int memberIndex(const std::string &name) const;
  const Dim *dim(const std::string &name) const;
};

TypeRef errorType();
TypeRef unitType();
TypeRef strType();
TypeRef functionType();
TypeRef tensorType(mlir::Type element, std::vector<Dim> shape = {});
TypeRef tupleType(std::vector<TypeRef> parts);
// `Grad[inner]`. Of an enum that contains itself: its own type, with derivatives for its floats.
TypeRef gradType(TypeRef inner);
TypeRef frozenType(const TypeRef &graph);
TypeRef listType(mlir::MLIRContext &context, TypeRef element);

// The dtype of this name (`f32`), or null.
mlir::Type dtypeNamed(mlir::MLIRContext &context, const std::string &name);
std::string dtypeText(mlir::Type element);
// As the user writes it: `f32[B, 64]`, `Digits[N]`, `Classifier`.
std::string typeText(const DimTable &dims, const TypeRef &type);

// One tensor, text or node inside a value, with its dotted path. `trainable`: a `param` or field that is or
// holds floats.
struct Leaf {
  std::string path;
  TypeRef type;
  bool trainable = true;
  bool state = false;
};
std::vector<Leaf> leavesOf(const TypeRef &type);
// `path.name`; the first column of a list has no name of its own, or one that goes on: `.ends`.
std::string joinedPath(const std::string &path, const std::string &name);
size_t leafCount(const TypeRef &type);
bool holdsEnum(const TypeRef &type);
bool holdsList(const TypeRef &type);
bool holdsGraph(const TypeRef &type);
// Whether a size in it is known only when the program runs: `i64[?]`.
bool holdsUnknown(const TypeRef &type);

// The type with every dim replaced.
TypeRef mapDims(const TypeRef &type, const std::function<Dim(const Dim &)> &map);
// The same but for dims.
bool sameStructure(const TypeRef &a, const TypeRef &b);
// Every dim of the type, in one fixed order; the same count for types of the same structure.
void collectDims(const TypeRef &type, std::vector<Dim> &dims);
// A text that is equal for types of the same structure: one compiled body serves them.
std::string structureKey(const TypeRef &type);

} // namespace dual::check
