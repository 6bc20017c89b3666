#include "frontend/check/specialize.h"

#include "frontend/check/wording.h"
#include "mlir/dl/Attributes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace dual::check {

// More are a mistake rather than a wish: each is a copy of the function.
constexpr size_t mostVersions = 64;

static std::vector<const Attribute *> attributesOf(const FnDecl &decl) {
  std::vector<const Attribute *> found;
  for (const Attribute &attr : decl.attrs)
    if (attr.name.text == "specialize")
      found.push_back(&attr);
  return found;
}

// `[1, 8]`, or one number.
static std::vector<const Expr *> valuesOf(const Argument &arg) {
  std::vector<const Expr *> values;
  if (auto *list = arg.value->as<ListExpr>())
    for (const ExprPtr &element : list->elements)
      values.push_back(element.get());
  else
    values.push_back(arg.value.get());
  return values;
}

// ---- the symbols of a signature

static void collect(const Expr &dim, std::set<std::string> &names) {
  if (auto *name = dim.as<NameExpr>())
    names.insert(name->name);
  if (auto *sum = dim.as<BinaryExpr>()) {
    collect(*sum->lhs, names);
    collect(*sum->rhs, names);
  }
}

static void collect(const TypeExpr &type, std::set<std::string> &names) {
  if (auto *tuple = type.as<TupleType>())
    for (const TypePtr &element : tuple->elements)
      collect(*element, names);
  auto *named = type.as<NamedType>();
  for (const TypeArg &arg : named ? llvm::ArrayRef(named->args) : llvm::ArrayRef<TypeArg>()) {
    if (arg.kind == TypeArg::Kind::type)
      collect(*arg.type, names);
    if (arg.dim)
      collect(*arg.dim, names);
  }
}

static std::set<std::string> symbolsOf(const FnDecl &decl, const ModuleScope &in) {
  std::set<std::string> names;
  for (const Param &param : decl.params)
    if (param.type && !param.isConst)
      collect(*param.type, names);
  for (auto name = names.begin(); name != names.end();)
    name = isupper((*name)[0]) && !in.decls.count(*name) ? std::next(name) : names.erase(name);
  return names;
}

// ---- what can be wrong

void Specialization::checkDeclaration(const FnDecl &decl, const ModuleScope &in) {
  std::set<std::string> symbols, seen;
  size_t versions = 1;
  for (const Attribute *attr : attributesOf(decl)) {
    symbols = symbolsOf(decl, in);
    if (attr->args.empty())
      check.error(DiagCode::wrong_arguments, attr->range,
                  "`@specialize` names no size; write `@specialize(B: [1, 8])`");
    for (const Argument &arg : attr->args) {
      if (arg.name && !seen.insert(arg.name->text).second)
        check.error(DiagCode::wrong_arguments, arg.name->range,
                    fmt::format("`{}` is there twice", arg.name->text));
      checkArgument(arg, decl, symbols);
      versions *= std::max<size_t>(valuesOf(arg).size(), 1);
    }
    if (versions > mostVersions)
      check.error(DiagCode::wrong_arguments, attr->range,
                  fmt::format("these are {} versions; there may be {}", versions, mostVersions));
  }
}

void Specialization::checkArgument(const Argument &arg, const FnDecl &decl,
                                   const std::set<std::string> &symbols) {
  if (!arg.name) {
    check.error(DiagCode::wrong_arguments, arg.range,
                "`@specialize` takes sizes by name; write `@specialize(B: [1, 8])`");
    return;
  }
  if (!symbols.count(arg.name->text)) {
    auto report = check.diags.error(
        DiagCode::unknown_name, arg.name->range,
        fmt::format("there is no size `{}` in the parameters of `{}`", arg.name->text, decl.name.text));
    if (!symbols.empty())
      report.help(
          fmt::format("there {} `{}`", symbols.size() == 1 ? "is" : "are", fmt::join(symbols, "`, `")));
  }
  checkValues(arg);
}

void Specialization::checkValues(const Argument &arg) {
  std::set<uint64_t> seen;
  std::vector<const Expr *> values = valuesOf(arg);
  if (values.empty())
    check.error(DiagCode::wrong_arguments, arg.value->range,
                fmt::format("there is no value for `{}`", arg.name->text));
  for (const Expr *value : values) {
    auto *number = value->as<IntLiteralExpr>();
    if (!number)
      check.error(
          DiagCode::wrong_arguments, value->range,
          fmt::format("a size is a whole number from 0 on; found `{}`", check.sources.text(value->range)));
    else if (!seen.insert(number->value).second)
      check.error(DiagCode::wrong_arguments, value->range, fmt::format("`{}` is there twice", number->text));
  }
}

// ---- for the lowering

namespace {

using Sizes = Specialization::Sizes;

// All combinations of the values, one list of them for each version.
struct Versions {
  llvm::SmallVector<llvm::StringRef> names;
  llvm::SmallVector<int64_t> arguments;
  std::vector<std::vector<int64_t>> values = {{}};

  void add(const Argument &arg, const Sizes &sizes) {
    auto size = llvm::find_if(sizes, [&](auto &each) { return each.first == arg.name->text; });
    if (size == sizes.end())
      return;
    names.push_back(arg.name->text);
    arguments.push_back(size->second);
    std::vector<std::vector<int64_t>> before = std::exchange(values, {});
    for (const std::vector<int64_t> &version : before)
      for (const Expr *value : valuesOf(arg)) {
        values.push_back(version);
        values.back().push_back(static_cast<int64_t>(value->as<IntLiteralExpr>()->value));
      }
  }
};

} // namespace

static std::optional<Versions> versionsOf(const FnDecl &decl, const Sizes &sizes) {
  Versions versions;
  for (const Attribute *attr : attributesOf(decl))
    for (const Argument &arg : attr->args)
      versions.add(arg, sizes);
  return versions.names.empty() ? std::nullopt : std::optional(std::move(versions));
}

static void setVersions(mlir::OpBuilder &b, mlir::func::FuncOp body, const Versions &versions,
                        llvm::ArrayRef<int64_t> axes) {
  llvm::SmallVector<mlir::Attribute> lists;
  for (const std::vector<int64_t> &values : versions.values)
    lists.push_back(b.getDenseI64ArrayAttr(values));
  body->setAttr(dl::specializeAttr,
                b.getDictionaryAttr({{"names", b.getStrArrayAttr(versions.names)},
                                     {"arguments", b.getDenseI64ArrayAttr(versions.arguments)},
                                     {"versions", b.getArrayAttr(lists)},
                                     {"axes", b.getDenseI64ArrayAttr(axes)}}));
}

void Specialization::mark(const FnDecl &decl, mlir::func::FuncOp body, const Sizes &sizes) {
  if (auto versions = check.diags.hasErrors() ? std::nullopt : versionsOf(decl, sizes))
    setVersions(check.builder, body, *versions, {});
}

void Specialization::mark(const FnDecl &decl, mlir::func::FuncOp body, const Instance &instance,
                          const TypeEnv &types) {
  Sizes sizes;
  llvm::SmallVector<int64_t> axes;
  for (auto &[name, dim] : types.dims)
    if (auto at = llvm::find(instance.dimAtoms, dim.bareAtom()); at != instance.dimAtoms.end())
      sizes.emplace_back(name, at - instance.dimAtoms.begin());
  auto versions = check.diags.hasErrors() ? std::nullopt : versionsOf(decl, sizes);
  if (!versions)
    return;
  for (const Param &param : decl.params) {
    const Val &value = check.env->find(param.name.text)->value;
    if (value.fn)
      continue;
    for (auto [part, leaf] : llvm::zip(leavesOf(value.type), value.leaves))
      if (auto argument = mlir::dyn_cast<mlir::BlockArgument>(leaf))
        for (auto [axis, dim] : llvm::enumerate(part.type->shape))
          if (auto at = llvm::find(instance.dimAtoms, dim.bareAtom()); at != instance.dimAtoms.end())
            axes.append({argument.getArgNumber(), int64_t(axis), at - instance.dimAtoms.begin()});
  }
  setVersions(check.builder, body, *versions, axes);
}

} // namespace dual::check
