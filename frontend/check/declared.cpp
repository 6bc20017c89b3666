#include "frontend/check/declared.h"

#include "frontend/check/wording.h"

#include "llvm/ADT/ArrayRef.h"

#include <fmt/format.h>

namespace dual::check {

namespace {

class Declarations {
public:
  explicit Declarations(Diagnostics &diags) : diags(diags) {}

  void check(const Decl &decl) {
    attributes(decl);
    if (auto *structure = decl.as<StructDecl>())
      members(*structure);
    if (auto *choice = decl.as<EnumDecl>())
      variants(*choice);
    if (auto *graph = decl.as<GraphDecl>())
      outputs(*graph);
    if (auto *fn = decl.as<FnDecl>())
      classes(*fn);
  }

private:
  void attributes(const Decl &decl) {
    for (const Attribute &attribute : decl.attrs) {
      const std::string &name = attribute.name.text;
      if (!decl.is<FnDecl>() && (name == "vjp" || name == "specialize"))
        diags.error(DiagCode::wrong_arguments, attribute.range,
                    fmt::format("`@{}` stands before a function; `{}` is none", name, decl.name.text));
      if (name == "vjp" || name == "specialize")
        continue;
      auto report = diags.error(DiagCode::unknown_name, attribute.name.range,
                                fmt::format("there is no attribute `{}`", name));
      if (auto near = suggestion(name, {"vjp", "specialize"}))
        report.help(fmt::format("did you mean `{}`?", *near));
    }
  }

  void members(const StructDecl &decl) {
    for (const Field &field : decl.fields)
      if (field.type && field.type->is<FnType>())
        diags.error(DiagCode::type_mismatch, field.type->range,
                    "a function cannot be kept in a field; hand it over as an argument");
    for (auto &method : decl.methods)
      if (method->params.empty() || method->params.front().name.text != "self")
        diags
            .error(DiagCode::wrong_arguments, method->name.range,
                   fmt::format("the first parameter of a method is `self`; `{}` has none", method->name.text))
            .help("write `self`, or `var self` where the receiver changes; other functions stand outside");
  }

  void variants(const EnumDecl &decl) {
    for (const Variant &variant : decl.variants)
      for (const Param &field : variant.fields)
        if (!field.type)
          diags
              .error(DiagCode::cannot_infer, field.range,
                     fmt::format("the field `{}` of `{}` has no type", field.name.text, variant.name.text))
              .help(fmt::format("write a name and its type: `{}(value: {})`", variant.name.text,
                                field.name.text));
  }

  // A graph without `in` is a container; any other gives something.
  void outputs(const GraphDecl &decl) {
    bool hasInput = false, hasOutput = false;
    for (const GraphStmtPtr &stmt : decl.body.stmts) {
      hasInput |= stmt->is<InStmt>();
      hasOutput |= stmt->is<OutStmt>() || stmt->is<GraphIfStmt>();
    }
    if (hasInput && !hasOutput)
      diags
          .error(DiagCode::bad_node, decl.name.range,
                 fmt::format("`{}` has inputs and no `out`", decl.name.text))
          .help("say what it gives: `out y = ...`");
  }

  void classes(const FnDecl &decl) {
    for (const WhereFact &fact : decl.where) {
      const std::string &name = fact.className.text;
      if (!fact.condition && name != "Float" && name != "Int" && name != "Num")
        diags.error(
            DiagCode::unknown_type, fact.className.range,
            fmt::format("there is no class of dtypes `{}`; there are `Float`, `Int` and `Num`", name));
    }
  }

  Diagnostics &diags;
};

} // namespace

void checkDeclaration(const Decl &decl, Diagnostics &diags) { Declarations(diags).check(decl); }

} // namespace dual::check
