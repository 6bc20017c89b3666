// What cannot cross the border of a library is said here.
#include "frontend/check/exporter.h"

#include <fmt/format.h>

namespace dual::check {

// The types of what crosses are the source's, or those of a tuple in it.
static void typesIn(const TypeExpr &type, llvm::SmallVectorImpl<const NamedType *> &found) {
  if (auto *tuple = type.as<TupleType>())
    for (const TypePtr &element : tuple->elements)
      typesIn(*element, found);
  if (auto *named = type.as<NamedType>())
    found.push_back(named);
}

bool Exporter::isConcrete(const FnDecl &decl, const ModuleScope &in) {
  if (llvm::any_of(decl.params, [](const Param &param) { return !param.type; }))
    return false; // said where the function is checked
  llvm::SmallVector<const NamedType *> types;
  for (const Param &param : decl.params)
    typesIn(*param.type, types);
  for (const ResultItem &result : decl.results)
    typesIn(*result.type, types);
  TypeEnv classes;
  c.declareClasses(decl.where, classes);
  auto generic = llvm::find_if(types, [&](auto *type) { return c.isTypeParameter(*type, in, classes); });
  if (generic == types.end())
    return true;
  const std::string &name = (*generic)->path.last().text;
  c.diags
      .error(DiagCode::bad_export, (*generic)->range,
             fmt::format("`{}` is generic in `{}`; a function of a library has one type for each value",
                         decl.name.text, name))
      .help(fmt::format("write the type, as in `f32` for `{}`, or an `export fn` for each that is needed",
                        name));
  return false;
}

bool Exporter::canExport(const Export &what) {
  const FnDecl &decl = *what.decl;
  size_t before = c.diags.errorCount();
  for (const ExportOption &option : decl.exported->options)
    checkOption(what, option);
  for (const ExportedValue &value : what.params)
    canCross(what, value, decl.params[value.source].range, true);
  for (const ExportedValue &value : what.outputs)
    canCross(what, value, decl.name.range, false);
  return c.diags.errorCount() == before;
}

void Exporter::checkOption(const Export &what, const ExportOption &option) {
  if (option.name.text != "strided") {
    c.error(DiagCode::bad_export, option.name.range,
            fmt::format("`export` has no `{}`; it has `strided`", option.name.text));
    return;
  }
  for (const Ident &name : option.values) {
    auto value = llvm::find_if(what.params, [&](auto &param) { return param.name == name.text; });
    if (value == what.params.end())
      c.error(DiagCode::bad_export, name.range,
              fmt::format("`{}` has no parameter `{}`", what.decl->name.text, name.text));
    else if (!value->type->isTensor() || value->type->shape.empty() || value->isVar)
      c.error(DiagCode::bad_export, name.range,
              fmt::format("`{}` has no strides: that is for tensors which are only read", name.text));
  }
}

// A size that neither the caller states nor the source: which, or empty.
std::string Exporter::unstatedSize(const Export &what, const Dim &dim) {
  for (int id : c.dims.symbolsIn(dim))
    if (llvm::none_of(what.dims, [&](auto &known) { return known.dim.bareAtom() == id; }))
      return c.dims[id].name;
  return "";
}

void Exporter::canCross(const Export &what, const ExportedValue &value, SourceRange range, bool isParam) {
  llvm::SmallVector<std::pair<std::string, TypeRef>> graphs;
  graphsIn(value.type, value.name, graphs);
  for (auto &[path, graph] : graphs)
    for (const NamedDim &named : graph->dims)
      if (!named.dim.isConstant()) {
        c.diags
            .error(DiagCode::bad_export, range,
                   fmt::format("the size `{}` of `{}` must be a number in a library", named.name, path))
            .help(fmt::format("name it in the type: `{}[{}: 64]`", graph->decl->name.text, named.name));
        return;
      }
  if (value.type->kind == Type::Kind::function || value.type->kind == Type::Kind::rows) {
    c.error(DiagCode::bad_export, range,
            fmt::format("`{}` is `{}`; a function of a library takes and gives values", value.name,
                        c.text(value.type)));
    return;
  }
  if (holdsEnum(value.type)) {
    enumCrosses(value, range);
    return;
  }
  if (holdsList(value.type)) {
    listCrosses(value, range);
    return;
  }
  for (const Leaf &leaf : leavesOf(value.type))
    if (!leafCrosses(what, value, leaf, range, isParam))
      return;
}

// A list that does is its columns by now.
void Exporter::listCrosses(const ExportedValue &value, SourceRange range) {
  std::string what = value.isVar                            ? "a list that a function changes"
                     : value.type->kind != Type::Kind::list ? "a list inside a struct"
                                                            : fmt::format("`{}`", c.text(value.type));
  c.notBuilt(range, fmt::format("{} at the border of a library, here `{}`,", what, value.name));
}

// An enum crosses by itself, as a table of nodes with numbers in them.
void Exporter::enumCrosses(const ExportedValue &value, SourceRange range) {
  std::string what;
  std::vector<Member> variants = value.type->parts();
  if (value.type->kind != Type::Kind::enumeration)
    what = "an enum inside a struct or list";
  else if (value.isVar)
    what = "an enum that a function changes";
  else
    for (const Member &variant : llvm::drop_begin(variants)) {
      if (holdsList(variant.type))
        what = "a list in an enum";
      for (const Leaf &leaf : leavesOf(variant.type))
        if (!leaf.type->isScalar() && !(leaf.type->isNode() && leaf.type->decl == value.type->decl))
          what = what.empty() ? fmt::format("`{}` in an enum", c.text(leaf.type)) : what;
    }
  auto holdsOther = [](const Member &variant) { return holdsEnum(variant.type); };
  if (what.empty() && !value.type->isNode() && llvm::any_of(llvm::drop_begin(variants), holdsOther))
    what = "an enum inside an enum";
  if (!what.empty())
    c.notBuilt(range, fmt::format("{} at the border of a library, here `{}`,", what, value.name));
}

bool Exporter::leafCrosses(const Export &what, const ExportedValue &value, const Leaf &leaf,
                           SourceRange range, bool isParam) {
  std::string name = leaf.path.empty() ? value.name : value.name + "." + leaf.path;
  if (leaf.type->kind == Type::Kind::str) {
    if (leaf.path.empty() && !value.isVar)
      return true;
    c.notBuilt(range,
               fmt::format("the text `{}` inside a value, or changed, at the border of a library", name));
    return false;
  }
  for (const Dim &dim : leaf.type->shape) {
    if (dim.isUnknown() && (isParam || !leaf.path.empty())) {
      c.error(DiagCode::bad_export, range,
              fmt::format("a size of `{}` is `?`; a library needs a name or a number for it", name));
      return false;
    }
    if (std::string size = dim.isUnknown() ? "" : unstatedSize(what, dim); !size.empty()) {
      c.error(DiagCode::bad_export, range, fmt::format("nothing states the size `{}` of `{}`", size, name));
      return false;
    }
  }
  return true;
}

} // namespace dual::check
