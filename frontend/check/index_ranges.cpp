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
  for (auto &[pack, count] : packs)
    if (names.count(pack))
      return true;
  return expr.is<ReductionExpr>();
}

// Every range is known afterwards.
bool IndexWalk::open(llvm::ArrayRef<Binder> binders, llvm::ArrayRef<const Expr *> bodies) {
  size_t first = indices.size();
  if (!declare(binders, bodies))
    return false;
  size_t next = first;
  for (const Binder &binder : binders) {
    if (binder.range && !giveRange(indices[next], *binder.range))
      return false;
    next += binder.isPack ? packs[binder.name.text] : 1;
  }
  return inferAll(bodies, first);
}

bool IndexWalk::declare(llvm::ArrayRef<Binder> binders, llvm::ArrayRef<const Expr *> bodies) {
  for (const Binder &binder : binders) {
    const std::string &name = binder.name.text;
    bool isIndex =
        packs.count(name) || llvm::any_of(indices, [&](const Index &it) { return it.name == name; });
    if (isIndex || checker.env->find(name)) {
      checker.error(DiagCode::bad_index, binder.span,
                    fmt::format("the index `{}` hides {}", name, isIndex ? "another index" : "a variable"));
      return false;
    }
    if (binder.isPack && !declarePack(binder, bodies))
      return false;
    if (!binder.isPack)
      indices.push_back({name, std::nullopt, binder.span, 0, binder.range != nullptr});
  }
  return true;
}

// The spread subscript `s...` of this name, and the tensor that it stands at.
static std::pair<const SubscriptExpr *, size_t> spreadIn(const Expr &expr, const std::string &name) {
  std::pair<const SubscriptExpr *, size_t> found{nullptr, 0};
  auto *read = expr.as<SubscriptExpr>();
  for (size_t k = 0; read && k < read->subscripts.size(); ++k) {
    const Subscript &sub = read->subscripts[k];
    auto *spread = sub.kind == Subscript::Kind::spread ? sub.value->as<NameExpr>() : nullptr;
    if (spread && spread->name == name)
      return {read, k};
  }
  eachPart(expr, [&](const Expr &part) {
    if (!found.first)
      found = spreadIn(part, name);
  });
  return found;
}

// A pack has the axes that the other subscripts beside it leave.
bool IndexWalk::declarePack(const Binder &binder, llvm::ArrayRef<const Expr *> bodies) {
  for (const Expr *body : bodies) {
    auto [read, at] = spreadIn(*body, binder.name.text);
    if (!read)
      continue;
    Val object = checker.expr(*read->object);
    if (object.isError() || !object.type->isTensor())
      return false;
    size_t others = read->subscripts.size() - 1, rank = object.type->shape.size();
    if (others > rank) {
      checker.error(DiagCode::bad_subscript, read->range,
                    fmt::format("{} subscripts for `{}`", others, checker.text(object.type)));
      return false;
    }
    packs[binder.name.text] = rank - others;
    for (size_t k = 0; k + others < rank; ++k)
      indices.push_back({fmt::format("{}.{}", binder.name.text, k), object.type->shape[at + k], binder.span});
    return true;
  }
  checker.diags
      .error(DiagCode::bad_index, binder.span,
             fmt::format("nothing says how far `{}` ranges", binder.name.text))
      .help(fmt::format("a tensor in the body has to be read at `{}...`", binder.name.text));
  return false;
}

// Whether a size is computed from an index around.
static bool mentionsIndex(Checker &checker, Env &env, const DimTable &dims, const Expr &expr) {
  std::set<std::string> names;
  collectNames(expr, names);
  return llvm::any_of(names, [&](const std::string &name) {
    Binding *binding = env.find(name);
    return binding && binding->value.dim && dims.mentionsIndex(*binding->value.dim);
  });
}

// `n`, `a..b` or `a..b by s`.
bool IndexWalk::giveRange(Index &index, const Expr &given) {
  auto *ends = given.as<RangeExpr>();
  if (depends(given)) {
    leave();
    return false;
  }
  index.isInOrder = mentionsIndex(checker, *checker.env, checker.dims, given);
  Dim sizes[3] = {0, 0, 1};
  const Expr *parts[3] = {ends ? ends->begin.get() : nullptr, ends ? ends->end.get() : &given,
                          ends ? ends->step.get() : nullptr};
  for (int k : {0, 1, 2}) {
    if (!parts[k])
      continue;
    Val size = checker.settle(checker.expr(*parts[k]), parts[k]->range);
    if (size.isError())
      return false;
    if (!size.type->isScalar() || !size.type->element.isInteger(64)) {
      checker.error(
          DiagCode::bad_index, parts[k]->range,
          fmt::format("the range of `{}` is `{}`; expected `int`", index.name, checker.text(size.type)));
      return false;
    }
    sizes[k] = checker.dimOf(size, parts[k]->range);
  }
  index.begin = sizes[0];
  index.step = sizes[2];
  index.range = sizes[1] - sizes[0];
  if (!checker.requireSize(*index.range, given.range))
    return false;
  return !parts[2] || giveStep(index, *parts[2]);
}

// The range is as many values as fit.
bool IndexWalk::giveStep(Index &index, const Expr &given) {
  if (index.step.isConstant() && index.step.constant() < 1) {
    checker.error(DiagCode::bad_index, given.range,
                  fmt::format("the step is `{}`; it must be at least 1", checker.text(index.step)));
    return false;
  }
  if (!index.step.isConstant()) {
    Value step = checker.dimValue(index.step);
    Value positive = checker.emit<dl::CompareOp>(given.range, checker.builder.getI1Type(),
                                                 dl::CompareKind::Gt, step, checker.intConstant(0).leaf());
    checker.emit<dl::CheckOp>(given.range, positive, "the step is {0}; it must be at least 1", "VALUE",
                              mlir::ValueRange{step});
  }
  index.range = checker.dims.quotient(*index.range + index.step - Dim(1), index.step);
  return true;
}

// Whether a name in a body stands for what was wrong before.
static bool readsWrong(Env &env, llvm::ArrayRef<const Expr *> bodies) {
  std::set<std::string> names;
  for (const Expr *body : bodies)
    collectNames(*body, names);
  return llvm::any_of(names, [&](const std::string &name) {
    Binding *binding = env.find(name);
    return binding && binding->value.isError() && !binding->value.literal && !binding->value.fn;
  });
}

// Where nothing is written, an index ranges over the dims where it stands alone as a subscript. A read with a
// pad says so only where no other does.
bool IndexWalk::inferAll(llvm::ArrayRef<const Expr *> bodies, size_t first) {
  for (bool isPadded : {false, true})
    for (const Expr *body : bodies) {
      std::set<std::string> inner;
      collectBound(*body, inner);
      if (!infer(*body, first, inner, isPadded))
        return false;
    }
  for (size_t k = first; k < indices.size(); ++k)
    if (!indices[k].range && !indices[k].isGiven) {
      if (readsWrong(*checker.env, bodies))
        return false;
      checker.diags
          .error(DiagCode::bad_index, indices[k].where,
                 fmt::format("nothing says how far `{}` ranges", indices[k].name))
          .help(fmt::format("write its range: `{}: n`", indices[k].name));
      return false;
    }
  return true;
}

// `inner` are names that the body itself binds: what they stand for is not known yet.
bool IndexWalk::infer(const Expr &expr, size_t first, const std::set<std::string> &inner, bool isPadded) {
  auto *read = expr.as<SubscriptExpr>();
  bool counts =
      read && (read->pad != nullptr) == isPadded && llvm::any_of(read->subscripts, [&](const Subscript &sub) {
        return sub.kind == Subscript::Kind::index && find(*sub.value) >= static_cast<int>(first);
      });
  if (counts && !depends(*read->object)) {
    std::set<std::string> names;
    collectNames(*read->object, names);
    if (llvm::none_of(names, [&](const std::string &name) { return inner.count(name) != 0; })) {
      Val object = checker.expr(*read->object);
      bool isTensor = !object.isError() && !object.literal && object.type->isTensor();
      if (isTensor && !fix(*read, object, first))
        return false;
    }
  }
  bool ok = true;
  eachPart(expr, [&](const Expr &child) { ok = ok && infer(child, first, inner, isPadded); });
  return ok;
}

// The indices that stand alone in this read; two dims of one index agree.
bool IndexWalk::fix(const SubscriptExpr &read, const Val &object, size_t first) {
  size_t rank = object.type->shape.size(), axis = 0;
  for (size_t k = 0; k < read.subscripts.size() && axis < rank; ++k, ++axis) {
    const Subscript &sub = read.subscripts[k];
    if (sub.kind == Subscript::Kind::ellipsis || sub.kind == Subscript::Kind::spread) {
      axis = rank - std::min(rank, read.subscripts.size() - 1 - k) - 1;
      continue;
    }
    int index = sub.kind == Subscript::Kind::index ? find(*sub.value) : -1;
    if (index < static_cast<int>(first) || indices[index].isGiven)
      continue;
    if (!indices[index].range)
      indices[index].range = object.type->shape[axis];
    else if (!read.pad && !checker.requireEqual(*indices[index].range, object.type->shape[axis], sub.range,
                                                fmt::format("the range of `{}`", indices[index].name)))
      return false;
  }
  return true;
}

} // namespace dual::check
