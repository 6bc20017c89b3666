// What a generated library exposes: filled in by the compiler's front end, read by the header, the manifest
// and the border. Names are the source's; names.h makes the C names of them.
#pragma once

#include "lowering/library/expression.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dual::library {

enum class Dtype { Bool, I8, U8, I16, I32, I64, F16, BF16, F32, F64 };

constexpr int64_t pointerBytes = 8; // of the only target so far, x86-64

// Where something was declared, for errors: a number of the front end's, 0 for nowhere.
using Place = size_t;

int64_t widthOf(Dtype dtype); // bytes of an element, which are its alignment too

// One tensor of a graph's parameters.
struct Weight {
  std::string path; // "h.weight", as in the safetensors file
  Dtype dtype = Dtype::F32;
  std::vector<int64_t> shape;
};

// A graph's parameters. `text` and `source` are what the header shows: "graph Classifier(hidden: 32)",
// "digits.dl:4".
struct Structure {
  std::string name; // "Classifier"
  std::string text;
  std::string source;
  std::vector<Weight> weights;
  bool builtin = false; // the weights' values are in the library
  Place place = 0;
};

// A tensor or number inside a record.
struct Field {
  std::string path; // "opt.steps"
  Dtype dtype = Dtype::F32;
  std::vector<Expression> shape;
};

// A struct of the source, or a graph's tensors where they change, as a C struct: what has a fixed size lies
// in it, to the rest it points.
struct Record {
  std::string name; // "Adam_Net": the C name is made of it
  std::string text; // "struct Adam[Net]"
  std::string source;
  std::vector<Field> fields{};
  // Parts that are graphs which the library also reads: where their fields begin.
  struct Part {
    std::string path; // empty: the whole
    size_t structure = 0, first = 0;
  };
  std::vector<Part> parts;
  Place place = 0;
};

// A field of a variant: a number, or a node of the same enum.
struct VariantField {
  std::string path; // "left"; of a struct in a field "point.x"
  Dtype dtype = Dtype::F32;
  bool isNode = false;
};

struct Variant {
  std::string name; // "Plus"
  std::vector<VariantField> fields{};
};

// An enum of the source. A value of one that contains itself is a table of nodes, of others one node.
struct Enumeration {
  std::string name; // "Expr"
  std::string text; // "enum Expr { Digit(image: i64), ... }"
  std::string source;
  std::vector<Variant> variants;
  bool isRecursive = false;
  Place place = 0;
};

struct Parameter {
  enum class Kind { Structure, Tensor, Scalar, Record, Text, Enumeration };
  enum class Way { In, Out, InOut };

  std::string name;
  Kind kind = Kind::Tensor;
  size_t structure = 0; // which of Interface::structures, ::records or ::enumerations
  Dtype dtype = Dtype::F32;
  std::vector<Expression> shape; // an axis whose size the call finds out is the symbol `?`
  std::string doc;
  Way way = Way::In;
  bool strided = false;
  std::vector<Field> fields{}; // of a record: with shapes in the dims of this function
  Place place = 0;

  bool isWritten() const { return way != Way::In; }
};

// A symbolic dim: the C parameter dim_<name>, right before parameter number `before` (the parameters' count:
// before the outputs).
struct Dim {
  std::string name;
  size_t before = 0;
  int64_t least = 0; // not negative
  std::optional<int64_t> most;
  bool isParameter = false; // an `int` of the source that stands in sizes: no parameter of its own
  bool isCount = false;     // bytes of a text, nodes of a table: the C parameter has this very name
};

// Something the compiler used and the border checks: `left` compared with `right`.
struct Fact {
  enum class Compare { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };

  struct Comparison {
    Expression left;
    Compare compare = Compare::Equal;
    Expression right;
  };

  std::string text; // "H % 2 == 0"
  Expression left;
  Compare compare = Compare::Equal;
  Expression right;
  std::vector<Comparison> orElse{}; // any of these is enough too
};

// A check inside the function: an `assert`, an index that may be outside.
struct Failure {
  std::string message; // {0} to {2} stand for numbers
  std::string status;  // "FAILED", as in runtime/core/status.def
  std::string source;  // "digits.dl:14"
};

struct Function {
  std::string name;
  std::string doc;       // from ///; empty if there is none
  std::string signature; // "classify(m: Classifier, x: f32[B, 64]) -> i64[B]"
  std::string source;    // "digits.dl:12"
  std::vector<Parameter> parameters;
  std::vector<Dim> dims; // in the order of the C parameters
  std::vector<Fact> facts;
  std::vector<Parameter> outputs; // of kind Tensor, rank 0 for a scalar, or Record
  // Bytes that the kernel needs behind a pointer that is 64-aligned; the library adds what aligning costs.
  std::optional<Expression> arena;
  // No plan bounds its memory: it works with any arena, or says that it is too small. `arena` is then what is
  // enough for all values of the arguments, if that is known.
  bool heap = false;
  std::string heapFor; // where the source asks for that: "digits.dl:31"
  // It asks the caller's `poll`. `nodes`: it goes down a table of so many, of which each call takes one.
  bool polls = false;
  std::optional<Expression> nodes;
  std::optional<Expression> flops, reads, writes;
  std::vector<Failure> failures; // in the order of the numbers that the kernel returns, from 1
  Place place = 0;
};

struct Interface {
  std::string prefix;    // "digits"
  std::string source;    // "digits.dl", as given on the command line
  std::string license;   // an SPDX expression; empty: none is stated
  std::string generator; // "dlc 0.1.0"
  std::string build;     // what P_build() says
  std::vector<Structure> structures;
  std::vector<Record> records;
  std::vector<Enumeration> enumerations;
  std::vector<Function> functions;
};

// Bytes of the arena at any address: what is stated in the header.
Expression arenaBytes(const Function &f);

// All parameters, outputs behind the inputs.
std::vector<const Parameter *> allOf(const Function &f);
// Whether the call finds out a size of this output.
bool hasOpenSize(const std::vector<Expression> &shape);
bool isOpenSize(const Expression &axis);

// Whether the struct points to the field.
bool isPointed(const Field &f);

// Where the fields of the C struct lie; `padding` in front of each, the last number at its end.
struct Layout {
  std::vector<int64_t> offsets, padding;
  int64_t size = 0, align = 1;
};
Layout layoutOf(const std::vector<Field> &fields);

Expression bytesOf(Dtype dtype, const std::vector<Expression> &shape);

int64_t elementsOf(const Weight &w);
int64_t bytesOf(const Weight &w);
// Where each weight lies when all are copied one behind the other, each at its alignment; the last number is
// the total.
std::vector<int64_t> offsetsOf(const Structure &s);
int64_t alignmentOf(const Structure &s);

} // namespace dual::library
