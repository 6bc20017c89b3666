// What a function's border checks, in order: one description that the code, the header and the manifest are
// made from.
#pragma once

#include "lowering/library/interface.h"

#include <set>

namespace dual::library {

// A parameter of the C function. The last one, `call`, is not listed.
struct Argument {
  enum class Kind { Pointer, Dim, Number, Scalar };

  Kind kind = Kind::Pointer;
  std::string name;   // in C
  std::string type;   // in C: "const float *"
  std::string symbol; // of a dim, of bytes, of a stride: what expressions call it
  Dtype dtype = Dtype::F32;
};

// Memory that a call reads or writes.
struct Region {
  enum class Origin { Argument, Field, Call, Arena };

  std::string name; // as errors call it: "m.h.weight"
  Origin origin = Origin::Argument;
  size_t argument = 0; // of Argument, and of Field: the struct
  size_t field = 0;    // of Field: the byte of the struct where its pointer lies
  Expression bytes;    // of Arena: what the function needs
  int64_t align = 1;
  bool written = false;
  bool required = false;                           // must not be null, even if there are no bytes
  std::optional<Expression> before = std::nullopt; // bytes of it that lie before the pointer
  bool whole = false;                              // of Arena: all that there is
};

struct Check {
  enum class Kind {
    CallNull,
    CallAbi,
    ArenaNull,
    Device,
    Holds,
    Size,
    Null,
    Align,
    Space,
    Overlap,
    ArenaBytes,
    Utf8,       // the bytes of region a
    Tag,        // of the enum number `index` whose node is the argument `argument`
    ArenaGrows, // found out on the way
    Cancelled,  // the caller's `poll` says so on the way
    Inside      // the kernel checks it
  };

  Kind kind;
  int status;
  int text;
  std::string subject, object;
  Expression left = 0,
             right =
                 0; // Holds: compared; Size: `left` is at most what memory can address; Space: `right` bytes
  Fact::Compare compare = Fact::Compare::GreaterEqual;
  Expression got = 0;                     // what the error shows
  size_t a = 0, b = 0;                    // regions
  std::vector<Fact::Comparison> orElse{}; // Holds: any of these is enough too
  size_t argument = 0, index = 0;
};

struct Border {
  std::string function; // in C
  std::string source;
  std::vector<Argument> arguments;
  std::vector<Region> regions;
  std::vector<Check> checks;
  // The first C argument of each parameter, outputs behind the inputs; `dims`: of each dim.
  std::vector<size_t> first, dims;
  std::set<int> statuses; // of what C code checks besides: the block of weights, the nodes of tables
};

Border borderOf(const Interface &i, const Function &f);
Border builtinBorder(const Interface &i, const Structure &s);
Border loadBorder(const Interface &i, const Structure &s);
Border viewBorder(const Interface &i, const Record &r, const Record::Part &part);

// All of a library's, in the order of its header. A check's number in the library is its place in this
// sequence.
std::vector<Border> bordersOf(const Interface &i);

// The statuses it can give, by number: "ABI", "NULL", ...
std::vector<std::string> failsOf(const Border &b);

} // namespace dual::library
