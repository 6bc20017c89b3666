// Indices: how far each of them ranges.
#include "frontend/check/control.h"
#include "frontend/check/index.h"
#include "frontend/check/nodes.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

int IndexWalk::find(const Expr &expr) {
  auto *name = expr.as<NameExpr>();
  for (int k = static_cast<int>(indices.size()) - 1; name && k >= 0; --k)
    if (indices[k].name == name->name)
      return k;
  return -1;
}

bool IndexWalk::depends(const Expr &expr) {
  std::set<std::string> names;
  collectNames(expr, names);
  for (const Index &index : indices)
    if (names.count(index.name))
      return true;
  return expr.is<ReductionExpr>();
}

bool IndexWalk::open(llvm::ArrayRef<Binder> binders, const Expr &body) {
  size_t first = indices.size();
  for (const Binder &binder : binders) {
    if (binder.isPack) {
      checker.notBuilt(binder.span, "a pack of indices");
      return false;
    }
    if (checker.env->find(binder.name.text)) {
      checker.error(DiagCode::bad_index, binder.span,
                    fmt::format("the index `{}` hides a variable", binder.name.text));
      return false;
    }
    indices.push_back({binder.name.text, std::nullopt, binder.span});
    if (!binder.range)
      continue;
    if (binder.range->is<RangeExpr>()) {
      checker.notBuilt(binder.range->range, "an index range `a..b`");
      return false;
    }
    Val size = checker.settle(checker.expr(*binder.range), binder.range->range);
    if (size.isError())
      return false;
    indices.back().range = checker.dimOf(size, binder.range->range);
    if (!checker.requireSize(*indices.back().range, binder.range->range))
      return false;
  }
  infer(body);
  for (size_t k = first; k < indices.size(); ++k)
    if (!indices[k].range) {
      checker.diags
          .error(DiagCode::bad_index, indices[k].where,
                 fmt::format("nothing says how far `{}` ranges", indices[k].name))
          .help(fmt::format("write its range: `{}: n`", indices[k].name));
      return false;
    }
  return true;
}

// An index ranges over the dims where it stands alone as a subscript.
void IndexWalk::infer(const Expr &expr) {
  if (auto *sub = expr.as<SubscriptExpr>(); sub && !depends(*sub->object)) {
    Val object = checker.expr(*sub->object);
    if (!object.isError() && !object.literal && object.type->isTensor())
      for (size_t axis = 0; axis < sub->subscripts.size() && axis < object.type->shape.size(); ++axis)
        if (sub->subscripts[axis].value)
          fix(*sub->subscripts[axis].value, object.type->shape[axis], !sub->pad);
  }
  eachPart(expr, [&](const Expr &child) { infer(child); });
}

void IndexWalk::fix(const Expr &subscript, const Dim &size, bool counts) {
  int index = find(subscript);
  if (index >= 0 && counts && !indices[index].range)
    indices[index].range = size;
}

} // namespace dual::check
