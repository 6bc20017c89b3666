// Declarations and the module that holds them.
#pragma once

#include "frontend/syntax/stmt.h"

namespace dual {

// `@specialize(B: [1, 8])`
struct Attribute {
  Ident name;
  std::vector<Argument> args;
  SourceRange range;
};

// One option in `export(strided: x, y)`
struct ExportOption {
  Ident name;
  std::vector<Ident> values;
};

struct ExportClause {
  std::vector<ExportOption> options;
  SourceRange range;
};

// In a `where`: either a class of types (`T: Float`) or a condition (`dim % heads == 0`).
struct WhereFact {
  Ident typeName; // empty for a condition
  Ident className;
  ExprPtr condition; // null for a class
  SourceRange range;
};

// `-> f32` is one item without a name; `-> (loss: f32, acc: f32)` has two with names.
struct ResultItem {
  std::optional<Ident> name;
  TypePtr type;
};

struct Decl : Node<DeclKind> {
  Ident name;      // of a test: its title, without quotes
  std::string doc; // the `///` lines above it, without the slashes, joined by newlines
  std::vector<Attribute> attrs;
  std::optional<ExportClause> exported;

protected:
  using Node::Node;
};
using DeclPtr = std::unique_ptr<Decl>;

struct FnDecl : NodeOf<Decl, DeclKind::Fn> {
  std::vector<Param> params;
  std::vector<ResultItem> results; // empty for `()`
  std::vector<WhereFact> where;
  BlockPtr body;
};

struct GraphDecl : NodeOf<Decl, DeclKind::Graph> {
  std::vector<Param> params;
  std::vector<WhereFact> where;
  GraphBody body;
};

struct Field {
  std::string doc;
  Ident name;
  TypePtr type;
  ExprPtr defaultValue;
  SourceRange range;
};

struct StructDecl : NodeOf<Decl, DeclKind::Struct> {
  std::vector<Ident> typeParams; // dims and types alike
  std::vector<Field> fields;
  std::vector<std::unique_ptr<FnDecl>> methods; // the first parameter is `self`
};

struct Variant {
  std::string doc;
  Ident name;
  std::vector<Param> fields;
  SourceRange range;
};

struct EnumDecl : NodeOf<Decl, DeclKind::Enum> {
  std::vector<Ident> typeParams;
  std::vector<Variant> variants;
};

// `type Image[H, W] = u8[H, W, 3]`
struct TypeAliasDecl : NodeOf<Decl, DeclKind::TypeAlias> {
  std::vector<Ident> typeParams;
  TypePtr type;
};

struct ConstDecl : NodeOf<Decl, DeclKind::Const> {
  TypePtr type; // may be null
  ExprPtr value;
};

struct TestDecl : NodeOf<Decl, DeclKind::Test> {
  BlockPtr body;
};

// `use nn` has no names; `use nn: Dense, Conv2d` has two. `use optim, data` becomes two of them.
struct Use {
  Path path;
  std::vector<Ident> names;
  SourceRange range;
};

// Uses, declarations and statements each in source order; the ranges tell the order between them.
struct Module {
  FileId file = FileId::none;
  std::vector<Use> uses;
  std::vector<DeclPtr> decls;
  std::vector<StmtPtr> stmts;
  std::vector<SourceRange> comments; // every comment, `///` too: the formatter puts them back
};

} // namespace dual
