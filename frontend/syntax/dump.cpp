#include "frontend/syntax/dump.h"

#include "frontend/syntax/dump_writer.h"

#include <fmt/format.h>

namespace dual {

static std::string joined(const std::vector<Ident> &names, std::string_view between) {
  std::string text;
  for (const Ident &name : names) {
    if (!text.empty())
      text += between;
    text += name.text;
  }
  return text;
}

static std::string typeParams(const std::vector<Ident> &names) {
  return names.empty() ? std::string() : "[" + joined(names, ", ") + "]";
}

void DumpWriter::module(const Module &node) {
  for (const Use &use : node.uses)
    line("use " + joined(use.path.parts, ".") + (use.names.empty() ? "" : ": " + joined(use.names, ", ")));
  for (const DeclPtr &one : node.decls)
    decl(*one);
  for (const StmtPtr &one : node.stmts)
    stmt(*one);
}

void DumpWriter::doc(const std::string &text) {
  if (!text.empty())
    line("doc " + quoted(text));
}

void DumpWriter::attribute(const Attribute &attr) {
  line("@" + attr.name.text);
  indented([&] {
    for (const Argument &arg : attr.args)
      argument(arg);
  });
}

void DumpWriter::exportClause(const ExportClause &clause) {
  line("export");
  indented([&] {
    for (const ExportOption &option : clause.options)
      line(option.name.text + (option.values.empty() ? "" : ": " + joined(option.values, ", ")));
  });
}

void DumpWriter::decl(const Decl &node) {
  doc(node.doc);
  for (const Attribute &attr : node.attrs)
    attribute(attr);
  if (node.exported)
    exportClause(*node.exported);
  switch (node.kind) {
  case DeclKind::Fn:
    return fn(*node.as<FnDecl>());
  case DeclKind::Graph:
    return graph(*node.as<GraphDecl>());
  case DeclKind::Struct:
    return structure(*node.as<StructDecl>());
  case DeclKind::Enum:
    return enumeration(*node.as<EnumDecl>());
  case DeclKind::TypeAlias: {
    const auto &alias = *node.as<TypeAliasDecl>();
    return line(
        fmt::format("type {}{} = {}", alias.name.text, typeParams(alias.typeParams), dump(*alias.type)));
  }
  case DeclKind::Const: {
    const auto &constant = *node.as<ConstDecl>();
    return labelled("const " + constant.name.text + typeSuffix(constant.type), constant.value.get());
  }
  case DeclKind::Test:
    return labelled("test " + quoted(node.name.text), *node.as<TestDecl>()->body);
  }
}

void DumpWriter::where(const std::vector<WhereFact> &facts) {
  for (const WhereFact &fact : facts) {
    if (fact.condition)
      labelled("where", fact.condition.get());
    else
      line(fmt::format("where {}: {}", fact.typeName.text, fact.className.text));
  }
}

void DumpWriter::fn(const FnDecl &node) {
  line("fn " + node.name.text);
  indented([&] {
    for (const Param &one : node.params)
      param(one);
    for (const ResultItem &item : node.results)
      line("result " + (item.name ? item.name->text + ": " : "") + dump(*item.type));
    where(node.where);
    labelled("body", *node.body);
  });
}

void DumpWriter::graph(const GraphDecl &node) {
  line("graph " + node.name.text);
  indented([&] {
    for (const Param &one : node.params)
      param(one);
    where(node.where);
    graphBody(node.body);
  });
}

void DumpWriter::structure(const StructDecl &node) {
  line("struct " + node.name.text + typeParams(node.typeParams));
  indented([&] {
    for (const Field &field : node.fields) {
      doc(field.doc);
      line("field " + field.name.text + typeSuffix(field.type));
      indented([&] { labelled("default", field.defaultValue.get()); });
    }
    for (const auto &method : node.methods)
      decl(*method);
  });
}

void DumpWriter::enumeration(const EnumDecl &node) {
  line("enum " + node.name.text + typeParams(node.typeParams));
  indented([&] {
    for (const Variant &variant : node.variants) {
      doc(variant.doc);
      line("variant " + variant.name.text);
      indented([&] {
        for (const Param &one : variant.fields)
          param(one);
      });
    }
  });
}

std::string dump(const Module &module) {
  DumpWriter writer;
  writer.module(module);
  return writer.take();
}

} // namespace dual
