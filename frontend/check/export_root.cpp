// The function that an `export` becomes: over the leaves of its parameters, it calls the body.
#include "frontend/check/exporter.h"
#include "frontend/check/list_column.h"
#include "frontend/check/specialize.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

namespace {

// Sizes as formulas of the exported dims, s0, s1, ...
struct Formulas {
  mlir::MLIRContext *context;
  const DimTable &table;
  const Export &what;

  mlir::AffineExpr of(const Dim &dim) const {
    mlir::AffineExpr total = mlir::getAffineConstantExpr(0, context);
    for (auto &[monomial, factor] : dim.terms()) {
      mlir::AffineExpr product = mlir::getAffineConstantExpr(factor, context);
      for (int id : monomial)
        product = product * of(id);
      total = total + product;
    }
    return total;
  }

  mlir::AffineExpr of(int id) const {
    const Atom &atom = table[id];
    if (atom.kind == Atom::Kind::quotient)
      return of(atom.lhs).floorDiv(of(atom.rhs));
    for (size_t k = 0; k < what.dims.size(); ++k)
      if (what.dims[k].dim.bareAtom() == id)
        return mlir::getAffineSymbolExpr(k, context);
    return mlir::getAffineConstantExpr(0, context); // reported by canExport
  }

  mlir::Attribute shape(const TypeRef &type) const { return shape(type->shape); }
  mlir::Attribute shape(llvm::ArrayRef<Dim> dims) const {
    llvm::SmallVector<mlir::AffineExpr> sizes;
    for (const Dim &dim : dims)
      sizes.push_back(of(dim));
    return mlir::AffineMapAttr::get(mlir::AffineMap::get(0, what.dims.size(), sizes, context));
  }
};

} // namespace

// Of the root's arguments, without the rooms of results.
static std::vector<TypeRef> argumentTypes(const Export &what) {
  std::vector<TypeRef> leaves;
  for (const ExportedValue &param : what.params)
    for (const Leaf &leaf : leavesOf(param.type))
      leaves.push_back(leaf.type);
  return leaves;
}

// The values of the symbols: a size that is one bare symbol gives it, else the one new symbol of a linear
// size.
void Exporter::bindDims(const Export &what, llvm::ArrayRef<Value> arguments) {
  SourceRange range = what.decl->name.range;
  std::vector<TypeRef> leaves = argumentTypes(what);
  for (bool bare : {true, false})
    for (size_t k = 0; k < leaves.size(); ++k)
      for (auto [axis, dim] : llvm::enumerate(leaves[k]->shape)) {
        std::vector<int> atoms = c.dims.symbolsIn(dim);
        llvm::erase_if(atoms, [&](int id) { return c.frame.dimValues.count(id) != 0; });
        auto term = atoms.empty() ? dim.terms().end() : dim.terms().find({atoms.front()});
        if (atoms.size() != 1 || term == dim.terms().end() || (bare && dim.bareAtom() < 0))
          continue;
        Value size = c.emit<dl::DimOp>(range, arguments[k], axis);
        if (bare) {
          c.frame.dimValues[atoms.front()] = size;
          continue;
        }
        Dim whole = c.dims.symbol("", range), rest = dim - Dim(term->second) * Dim::atom(atoms.front());
        c.frame.dimValues[whole.bareAtom()] = size;
        c.frame.dimValues[atoms.front()] = c.dimValue(c.dims.quotient(whole - rest, Dim(term->second)));
      }
}

// The root's arguments; the call of the body gets them as the parameters' values.
void Exporter::arguments(const Export &what, mlir::func::FuncOp root, BoundCall &bound) {
  llvm::SmallVector<Value> arguments(root.getArguments().begin(), root.getArguments().end()), leaves;
  size_t next = 0;
  for (const ExportedValue &param : what.params) {
    if (param.count && param.list)
      leaves.push_back(c.emit<dl::DimOp>(what.decl->name.range, arguments[next], 0));
    size_t count = leafCount(param.type);
    leaves.append(arguments.begin() + next, arguments.begin() + next + count);
    next += count;
  }
  llvm::ArrayRef<Value> rest(leaves);
  for (auto [k, type] : llvm::enumerate(what.given)) {
    size_t count = leafCount(type);
    bound.args.push_back(c.make(type, rest.take_front(count)));
    const Param &param = what.decl->params[k];
    if (isIntParameter(param) && !param.isVar)
      c.frame.dimValues[bound.types.dims[param.name.text].bareAtom()] = rest.front();
    rest = rest.drop_front(count);
  }
  bindDims(what, arguments);
}

// What the border has to know of each argument and result.
void Exporter::attributes(const Export &what, mlir::func::FuncOp root) {
  Formulas formulas{c.builder.getContext(), c.dims, what};
  unsigned argument = 0, result = 0;
  for (const ExportedValue &output : what.outputs) {
    bool isOpen = !output.openAxes().empty();
    for (const Leaf &leaf : leavesOf(output.type)) {
      if (!leaf.type->shape.empty() && !isOpen)
        root.setResultAttr(result, "dl.shape", formulas.shape(leaf.type));
      ++result;
    }
    result += output.openAxes().size();
  }
  for (const ExportedValue &param : what.params)
    for (const Leaf &leaf : leavesOf(param.type)) {
      if (!leaf.type->shape.empty())
        root.setArgAttr(argument, "dl.shape", formulas.shape(leaf.type));
      else if (param.count)
        root.setArgAttr(argument, "dl.shape", formulas.shape(*param.count));
      if (param.isVar)
        root.setArgAttr(argument, "dl.var", c.builder.getI64IntegerAttr(result++));
      if (param.isStrided)
        root.setArgAttr(argument, "dl.strided", c.builder.getUnitAttr());
      ++argument;
    }
}

// A text that a function gives crosses as its bytes.
mlir::Type Exporter::crossingType(const TypeRef &leaf) {
  if (leaf->kind == Type::Kind::str)
    return mlir::RankedTensorType::get({mlir::ShapedType::kDynamic}, c.builder.getIntegerType(8, false));
  return c.mlirType(leaf);
}

// Behind the parameters stands the room of each result whose size the call finds out, behind each such result
// its sizes; last come the parameters that it changes.
mlir::func::FuncOp Exporter::root(const Export &what) {
  llvm::SmallVector<mlir::Type> types, results, changed;
  llvm::SmallVector<mlir::Attribute> dimNames;
  for (const ExportedValue &param : what.params)
    for (const Leaf &leaf : leavesOf(param.type)) {
      types.push_back(c.mlirType(leaf.type));
      if (param.isVar)
        changed.push_back(c.mlirType(leaf.type));
    }
  for (const ExportedValue &output : what.outputs) {
    for (const Leaf &leaf : leavesOf(output.type))
      results.push_back(crossingType(leaf.type));
    size_t open = output.openAxes().size();
    results.append(open, c.builder.getI64Type());
    types.append(open != 0, c.builder.getI64Type());
  }
  results.append(changed);
  for (const ExportedDim &dim : what.dims)
    dimNames.push_back(c.builder.getStringAttr(dim.name));
  c.builder.setInsertionPointToEnd(c.module.getBody());
  auto root = mlir::func::FuncOp::create(c.builder, c.loc(what.decl->name.range), what.decl->name.text,
                                         c.builder.getFunctionType(types, results));
  root->setAttr("dl.export", c.builder.getUnitAttr());
  root->setAttr("dl.dims", c.builder.getArrayAttr(dimNames));
  Specialization::Sizes sizes;
  for (const ExportedDim &dim : what.dims)
    sizes.emplace_back(dim.name, sizes.size());
  Specialization{c}.mark(*what.decl, root, sizes);
  c.builder.setInsertionPointToStart(root.addEntryBlock());
  attributes(what, root);
  return root;
}

// The sizes that the call has found out, after the check that the caller's room is enough.
llvm::SmallVector<mlir::Value> Exporter::openSizes(const ExportedValue &output, Value value, Value room,
                                                   SourceRange range) {
  llvm::SmallVector<Value> sizes;
  auto type = mlir::cast<mlir::ShapedType>(value.getType());
  Value need =
      c.intConstant(type.getElementType().isInteger(1) ? 1 : type.getElementTypeBitWidth() / 8).leaf();
  std::vector<Dim> shape = output.type->isTensor() ? output.type->shape : std::vector<Dim>{Dim::unknown()};
  for (auto [axis, dim] : llvm::enumerate(shape)) {
    Value size = c.emit<dl::DimOp>(range, value, axis);
    if (dim.isUnknown())
      sizes.push_back(size);
    need = c.emit<mlir::arith::MulIOp>(range, need, size);
  }
  Value fits = c.emit<mlir::arith::CmpIOp>(range, mlir::arith::CmpIPredicate::ule, need, room);
  c.emit<dl::CheckOp>(range, fits, fmt::format("`{}` has {{0}} bytes; {{1}} are needed", output.name),
                      "SPACE", mlir::ValueRange{room, need});
  return sizes;
}

// What the body gives, as the root gives it.
llvm::SmallVector<mlir::Value> Exporter::crossingResults(const Export &what, mlir::func::FuncOp root,
                                                         const Val &value) {
  SourceRange range = what.decl->name.range;
  llvm::SmallVector<Value> results;
  llvm::ArrayRef<Value> rest(value.leaves);
  size_t room = argumentTypes(what).size();
  for (const ExportedValue &output : what.outputs) {
    bool isWhole = !output.list || output.column + 1 == columnsOf(output.list).size();
    if (output.list)
      results.push_back(columnOf(output, rest, range));
    else
      llvm::append_range(results, rest.take_front(leafCount(output.type)));
    if (output.type->kind == Type::Kind::str)
      results.back() = c.emit<dl::BytesOp>(range, crossingType(output.type), results.back());
    if (!output.openAxes().empty())
      results.append(openSizes(output, results.back(), root.getArgument(room++), range));
    if (isWhole)
      rest = rest.drop_front(leafCount(output.list ? output.list : output.type));
  }
  return results;
}

void Exporter::writeRoot(const ModuleScope &in, const Export &what, BoundCall &bound) {
  mlir::OpBuilder::InsertionGuard guard(c.builder);
  Frame outer = std::exchange(c.frame, Frame());
  const FnDecl &decl = *what.decl;
  mlir::func::FuncOp root = this->root(what);
  arguments(what, root, bound);
  Instance *instance = c.instantiate(decl, in, bound);
  if (instance && instance->effects)
    c.error(
        DiagCode::bad_export, decl.name.range,
        fmt::format("`{}` prints or reads files, which a function of a library cannot do", decl.name.text));
  std::vector<Val> changed;
  Val value = instance ? c.emitCall(*instance, bound, what.result, decl.name.range, &changed)
                       : c.make(errorType(), {});
  llvm::SmallVector<Value> results;
  if (!value.isError())
    results = crossingResults(what, root, value);
  for (const Val &value : changed)
    results.append(value.leaves);
  mlir::func::ReturnOp::create(c.builder, c.loc(decl.name.range), results);
  c.frame = std::move(outer);
}

} // namespace dual::check
