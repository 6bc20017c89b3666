// What the REPL says of values and names: types, dl, completions.
#include "frontend/check/builtins.h"
#include "frontend/check/repl.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

namespace dual::check {

// A function as its declaration begins, up to the body.
std::string ReplChecker::describe(const FnValue &fn) {
  auto upTo = [&](SourceRange whole, uint32_t end) {
    return llvm::StringRef(sources.text({whole.file, whole.begin, end})).rtrim(" {\n").str();
  };
  switch (fn.kind) {
  case FnValue::Kind::function:
  case FnValue::Kind::method: {
    const FnDecl &decl = *fn.decl->as<FnDecl>();
    return upTo(decl.range, decl.body->range.begin);
  }
  case FnValue::Kind::graph: {
    const GraphDecl &decl = *fn.decl->as<GraphDecl>();
    return upTo(decl.range, decl.body.range.begin);
  }
  case FnValue::Kind::structure:
    return std::string(sources.text(fn.decl->range));
  case FnValue::Kind::lambda:
    return std::string(sources.text(fn.lambda->range));
  case FnValue::Kind::variant:
    return std::string(sources.text(fn.decl->range));
  case FnValue::Kind::module:
    return fmt::format("module {}", fn.scope->name);
  case FnValue::Kind::transform:
    return fn.inner ? fmt::format("{}({})", fn.name, describe(*fn.inner)) : fn.name;
  case FnValue::Kind::bound:
    return "a graph's instance";
  case FnValue::Kind::cut:
    return fmt::format("a graph's instance up to `{}`", fn.name);
  case FnValue::Kind::list:
    return fmt::format("the method `{}` of a list", fn.name);
  case FnValue::Kind::opaque:
  case FnValue::Kind::builtin:
    break;
  }
  return fmt::format("built-in function {}", fn.name);
}

std::string ReplChecker::describe(const Val &value) {
  return value.fn ? describe(*value.fn) : checker.text(value.type);
}

std::optional<std::string> ReplChecker::typeOf(const Expr &expr) {
  Mark before = mark();
  open({});
  Val value = checker.settle(checker.expr(expr), expr.range);
  std::optional<std::string> text;
  if (!diags.hasErrors())
    text = describe(value);
  close();
  backTo(before);
  return text;
}

// Variables that the expression does not read would only hide it.
static void dropUnusedArguments(mlir::func::FuncOp fn) {
  for (unsigned k = fn.getNumArguments(); k-- > 0;)
    if (fn.getArgument(k).use_empty() && mlir::failed(fn.eraseArgument(k)))
      return;
}

std::optional<std::string> ReplChecker::irOf(const Expr &expr) {
  std::string text;
  llvm::raw_string_ostream out(text);
  auto *name = expr.as<NameExpr>();
  auto decl = name && !variables.count(name->name) ? scope->decls.find(name->name) : scope->decls.end();
  if (decl != scope->decls.end()) {
    std::string key = fmt::format("{}", static_cast<const void *>(decl->second));
    for (auto &[instanceKey, instance] : checker.instances)
      if (llvm::StringRef(instanceKey).starts_with(key))
        module.lookupSymbol(instance->symbol)->print(out), out << "\n";
    for (auto &[templateKey, graph] : checker.templates)
      for (auto &[way, run] : graph->forwards)
        if (auto *body = module.lookupSymbol(run.symbol);
            body && llvm::StringRef(templateKey).starts_with(key))
          body->print(out), out << "\n";
    return text.empty() ? fmt::format("`{}` gets its code where it is used, for the types it is used with\n",
                                      name->name)
                        : text;
  }
  Mark before = mark();
  auto fn = open({});
  Val value = checker.settle(checker.expr(expr), expr.range);
  if (!diags.hasErrors()) {
    mlir::func::ReturnOp::create(checker.builder, checker.loc(expr.range), value.leaves);
    mlir::ValueRange values(value.leaves);
    fn.setFunctionType(checker.builder.getFunctionType(fn.getArgumentTypes(), values.getTypes()));
  }
  close();
  bool good = !diags.hasErrors() && differentiate();
  if (good) {
    dropUnusedArguments(fn);
    fn.print(out);
  }
  backTo(before);
  return good ? std::optional(text + "\n") : std::nullopt;
}

static void membersOf(const TypeRef &type, std::vector<std::string> &names) {
  for (const Member &member : type->members)
    if (type->kind != Type::Kind::tuple && type->kind != Type::Kind::enumeration)
      names.push_back(member.name);
  for (const NamedDim &dim : type->dims)
    if (type->kind == Type::Kind::graph)
      names.push_back(dim.name);
  if (auto *structure = type->decl ? type->decl->as<StructDecl>() : nullptr)
    for (auto &method : structure->methods)
      names.push_back(method->name.text);
  if (type->isTensor())
    names.push_back("shape");
}

std::vector<std::string> ReplChecker::namesAfter(const std::string &path) {
  std::vector<std::string> names;
  auto [first, rest] = llvm::StringRef(path).split('.');
  if (path.empty()) {
    names = builtinNames();
    for (auto &[name, kept] : variables)
      names.push_back(name);
    for (auto &[name, decl] : scope->decls)
      names.push_back(name);
    for (const std::string &name : variantNames(*scope))
      names.push_back(name);
    for (auto &[name, imported] : scope->imported)
      names.push_back(name);
    for (auto &[name, whole] : scope->builtins)
      names.push_back(name);
    for (auto &[name, module] : scope->modules)
      names.push_back(name);
    for (auto &[name, symbol] : named)
      names.push_back(name);
    return names;
  }
  if (auto used = scope->modules.find(first.str());
      used != scope->modules.end() && !variables.count(first.str())) {
    for (auto &[name, decl] : used->second->decls)
      names.push_back(name);
    for (const std::string &name : builtinNames())
      if (llvm::StringRef(name).starts_with(used->second->name + "."))
        names.push_back(name.substr(used->second->name.size() + 1));
    return names;
  }
  if (TypeRef type = typeIn(path))
    membersOf(type, names);
  return names;
}

// Of a variable, or of a part of it by its path; null: there is none.
TypeRef ReplChecker::typeIn(llvm::StringRef path) {
  auto [first, rest] = path.split('.');
  auto variable = variables.find(first.str());
  TypeRef type = variable == variables.end() ? nullptr : variable->second.binding.value.type;
  for (llvm::StringRef part : llvm::split(rest, '.'))
    if (type && !rest.empty()) {
      int index = type->memberIndex(part.str());
      type = index < 0 ? nullptr : type->members[index].type;
    }
  return type;
}

TypeRef ReplChecker::graphIn(const std::string &path) {
  TypeRef type = typeIn(path);
  return type && type->kind == Type::Kind::graph ? type : nullptr;
}

} // namespace dual::check
