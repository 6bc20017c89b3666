// Type expressions and patterns.
#pragma once

#include "frontend/syntax/node.h"

namespace dual {

// One argument in brackets after a type's name.
struct TypeArg {
  enum class Kind {
    name,    // `f32[B]`, `list[Tree]`: one plain name; a dim or a type, which only the checker can tell
    dim,     // `f32[2*N + 1]`: an expression of integers, names and + - * / %
    type,    // `list[f32[B]]`, `Adam[optim.Sgd]`, `list[(A, B)]`: certainly a type
    pack,    // `T[S..., N]`: any number of dims
    unknown, // `i64[?]`: known at run time only
  };
  Kind kind = Kind::name;
  std::optional<Ident> label; // `hidden` in `Net[hidden: 32]`
  Ident name;                 // for name and pack
  ExprPtr dim;                // for dim, and for name as well, since it may be one
  TypePtr type;               // for type
  SourceRange range;
};

// `f32`, `f32[B, 64]`, `optim.Adam[Net]`, `Net[hidden: H]`, `list[A]`
struct NamedType : NodeOf<TypeExpr, TypeKind::Named> {
  Path path;
  std::vector<TypeArg> args;
  bool hasArgs = false;
};

// `(A, B)`, and `()` with no elements
struct TupleType : NodeOf<TypeExpr, TypeKind::Tuple> {
  std::vector<TypePtr> elements;
};

// `fn(A, B) -> C`; result is null for `()`
struct FnType : NodeOf<TypeExpr, TypeKind::Fn> {
  std::vector<TypePtr> params;
  TypePtr result;
};

// `x`: binds; starts with a lower-case letter
struct NamePattern : NodeOf<Pattern, PatternKind::Name> {
  Ident name;
};

// `_`
struct WildcardPattern : NodeOf<Pattern, PatternKind::Wildcard> {};

// `0`, `-1.5`, `true`, `'a'`, `"text"`
struct LiteralPattern : NodeOf<Pattern, PatternKind::Literal> {
  ExprPtr value; // a literal, or minus of a number
};

// `None`, `Leaf(w)`, `tree.Node(l, _)`: upper-case, so it names a variant
struct VariantPattern : NodeOf<Pattern, PatternKind::Variant> {
  Path path;
  std::vector<PatternPtr> args;
  bool hasArgs = false;
};

// `(a, b)`
struct TuplePattern : NodeOf<Pattern, PatternKind::Tuple> {
  std::vector<PatternPtr> elements;
};

} // namespace dual
