#include "frontend/check/control.h"
#include "frontend/check/nodes.h"

namespace dual::check {

static void storeRoot(const Expr &place, std::set<std::string> &names) {
  if (auto *name = place.as<NameExpr>())
    names.insert(name->name);
  else if (auto *member = place.as<MemberExpr>())
    storeRoot(*member->object, names);
  else if (auto *subscript = place.as<SubscriptExpr>())
    storeRoot(*subscript->object, names);
  else if (auto *tuple = place.as<TupleExpr>())
    for (const ExprPtr &element : tuple->elements)
      storeRoot(*element, names);
}

namespace {
// Visits every expression and block directly inside a node.
template <typename OnExpr, typename OnBlock> void children(const Expr &expr, OnExpr onExpr, OnBlock onBlock) {
  auto visit = [&](const ExprPtr &child) {
    if (child)
      onExpr(*child);
  };
  if (auto *member = expr.as<MemberExpr>())
    visit(member->object);
  else if (auto *call = expr.as<CallExpr>()) {
    visit(call->callee);
    for (const Argument &arg : call->args)
      visit(arg.value);
  } else if (auto *subscript = expr.as<SubscriptExpr>()) {
    visit(subscript->object);
    for (const Subscript &sub : subscript->subscripts)
      for (const ExprPtr *part : {&sub.value, &sub.begin, &sub.end, &sub.step})
        visit(*part);
    visit(subscript->pad);
  } else if (auto *unary = expr.as<UnaryExpr>())
    visit(unary->operand);
  else if (auto *binary = expr.as<BinaryExpr>())
    visit(binary->lhs), visit(binary->rhs);
  else if (auto *compare = expr.as<CompareExpr>())
    visit(compare->lhs), visit(compare->rhs);
  else if (auto *logical = expr.as<LogicalExpr>())
    visit(logical->lhs), visit(logical->rhs);
  else if (auto *range = expr.as<RangeExpr>())
    visit(range->begin), visit(range->end), visit(range->step);
  else if (auto *pipe = expr.as<PipeExpr>())
    visit(pipe->value), visit(pipe->stage);
  else if (auto *tuple = expr.as<TupleExpr>())
    for (const ExprPtr &element : tuple->elements)
      visit(element);
  else if (auto *list = expr.as<ListExpr>())
    for (const ExprPtr &element : list->elements)
      visit(element);
  else if (auto *comprehension = expr.as<ComprehensionExpr>())
    visit(comprehension->iterable), visit(comprehension->element), visit(comprehension->condition);
  else if (auto *reduction = expr.as<ReductionExpr>()) {
    for (const Binder &binder : reduction->binders)
      visit(binder.range);
    visit(reduction->filter), visit(reduction->body);
  } else if (auto *string = expr.as<StringExpr>())
    for (const StringPiece &piece : string->pieces)
      visit(piece.value);
  else if (auto *choice = expr.as<IfExpr>()) {
    for (const IfBranch &branch : choice->branches) {
      visit(branch.condition);
      onBlock(*branch.body);
    }
    if (choice->elseBody)
      onBlock(*choice->elseBody);
  } else if (auto *match = expr.as<MatchExpr>()) {
    visit(match->subject);
    for (const MatchArm &arm : match->arms) {
      visit(arm.guard);
      onBlock(*arm.body);
    }
  } else if (auto *repeated = expr.as<RepeatExpr>()) {
    visit(repeated->count);
    onBlock(*repeated->body);
  }
}

template <typename OnExpr, typename OnBlock> void children(const Stmt &stmt, OnExpr onExpr, OnBlock onBlock) {
  auto visit = [&](const ExprPtr &child) {
    if (child)
      onExpr(*child);
  };
  if (auto *let = stmt.as<LetStmt>())
    visit(let->value);
  else if (auto *definition = stmt.as<IndexDefStmt>()) {
    for (const Binder &binder : definition->binders)
      visit(binder.range);
    visit(definition->value);
  } else if (auto *assign = stmt.as<AssignStmt>())
    visit(assign->target), visit(assign->value);
  else if (auto *loop = stmt.as<ForStmt>()) {
    visit(loop->iterable);
    onBlock(*loop->body);
  } else if (auto *loop = stmt.as<WhileStmt>()) {
    visit(loop->condition);
    onBlock(*loop->body);
  } else if (auto *result = stmt.as<ReturnStmt>())
    visit(result->value);
  else if (auto *assertion = stmt.as<AssertStmt>())
    visit(assertion->condition), visit(assertion->message);
  else if (auto *plain = stmt.as<ExprStmt>())
    visit(plain->value);
}
} // namespace

void collectStores(const Expr &expr, std::set<std::string> &names) {
  if (auto *call = expr.as<CallExpr>()) {
    storeRoot(*call->callee, names);
    for (const Argument &arg : call->args)
      if (arg.isVar)
        storeRoot(*arg.value, names);
  }
  if (auto *pipe = expr.as<PipeExpr>())
    storeRoot(*pipe->stage, names);
  children(
      expr, [&](const Expr &child) { collectStores(child, names); },
      [&](const Block &block) { collectStores(block, names); });
}

void collectStores(const Stmt &stmt, std::set<std::string> &names) {
  if (auto *assign = stmt.as<AssignStmt>())
    storeRoot(*assign->target, names);
  children(
      stmt, [&](const Expr &child) { collectStores(child, names); },
      [&](const Block &block) { collectStores(block, names); });
}

void collectStores(const Block &block, std::set<std::string> &names) {
  for (const StmtPtr &stmt : block.stmts)
    collectStores(*stmt, names);
}

void eachPart(const Block &block, const std::function<void(const Expr &)> &visit) {
  for (const StmtPtr &stmt : block.stmts)
    children(*stmt, visit, [&](const Block &inner) { eachPart(inner, visit); });
}

void eachPart(const Expr &expr, const std::function<void(const Expr &)> &visit) {
  auto inBlock = [&](const Block &block) { eachPart(block, visit); };
  children(expr, visit, inBlock);
  if (auto *lambda = expr.as<LambdaExpr>())
    inBlock(*lambda->body);
}

void collectBound(const Pattern &pattern, std::set<std::string> &names) {
  if (auto *name = pattern.as<NamePattern>())
    names.insert(name->name.text);
  if (auto *tuple = pattern.as<TuplePattern>())
    for (const PatternPtr &element : tuple->elements)
      collectBound(*element, names);
  if (auto *variant = pattern.as<VariantPattern>())
    for (const PatternPtr &arg : variant->args)
      collectBound(*arg, names);
}

static void collectBound(const Block &block, std::set<std::string> &names) {
  for (const StmtPtr &stmt : block.stmts) {
    if (auto *let = stmt->as<LetStmt>())
      collectBound(*let->pattern, names);
    if (auto *definition = stmt->as<IndexDefStmt>())
      names.insert(definition->name.text);
    if (auto *loop = stmt->as<ForStmt>())
      collectBound(*loop->pattern, names);
    children(
        *stmt, [&](const Expr &child) { collectBound(child, names); },
        [&](const Block &inner) { collectBound(inner, names); });
  }
}

void collectBound(const Expr &expr, std::set<std::string> &names) {
  if (auto *match = expr.as<MatchExpr>())
    for (const MatchArm &arm : match->arms)
      collectBound(*arm.pattern, names);
  if (auto *comprehension = expr.as<ComprehensionExpr>())
    collectBound(*comprehension->pattern, names);
  if (auto *lambda = expr.as<LambdaExpr>()) {
    for (const Param &param : lambda->params)
      names.insert(param.name.text);
    collectBound(*lambda->body, names);
  }
  children(
      expr, [&](const Expr &child) { collectBound(child, names); },
      [&](const Block &block) { collectBound(block, names); });
}

static void collectIndices(llvm::ArrayRef<Binder> binders, std::set<std::string> &names) {
  for (const Binder &binder : binders)
    names.insert(binder.name.text);
}

static void collectIndices(const Block &block, std::set<std::string> &names);

static void collectIndices(const Expr &expr, std::set<std::string> &names) {
  if (auto *reduction = expr.as<ReductionExpr>())
    collectIndices(reduction->binders, names);
  if (auto *lambda = expr.as<LambdaExpr>()) {
    for (const Param &param : lambda->params)
      if (param.type)
        collectSymbols(*param.type, names);
    collectIndices(*lambda->body, names);
  }
  children(
      expr, [&](const Expr &child) { collectIndices(child, names); },
      [&](const Block &block) { collectIndices(block, names); });
}

static void collectIndices(const Block &block, std::set<std::string> &names) {
  for (const StmtPtr &stmt : block.stmts) {
    if (auto *let = stmt->as<LetStmt>(); let && let->type)
      collectSymbols(*let->type, names);
    if (auto *definition = stmt->as<IndexDefStmt>())
      collectIndices(definition->binders, names);
    children(
        *stmt, [&](const Expr &child) { collectIndices(child, names); },
        [&](const Block &inner) { collectIndices(inner, names); });
  }
}

template <typename Node> static std::set<std::string> allBoundIn(const Node &node) {
  std::set<std::string> names;
  collectBound(node, names);
  collectIndices(node, names);
  return names;
}

std::set<std::string> allBound(const Expr &expr) { return allBoundIn(expr); }
std::set<std::string> allBound(const Block &block) { return allBoundIn(block); }

// The bodies of which one may be taken, and what decides between them.
static void liveBranches(const IfExpr &choice, Decide decided,
                         llvm::function_ref<void(const Expr &)> condition,
                         llvm::function_ref<void(const Block &)> body) {
  for (const IfBranch &branch : choice.branches) {
    std::optional<bool> holds = decided(*branch.condition);
    if (!holds)
      condition(*branch.condition);
    if (!holds || *holds)
      body(*branch.body);
    if (holds && *holds)
      return;
  }
  if (choice.elseBody)
    body(*choice.elseBody);
}

void collectNames(const Expr &expr, std::set<std::string> &names, Decide decided) {
  if (auto *name = expr.as<NameExpr>())
    names.insert(name->name);
  auto inside = [&](const Expr &child) { collectNames(child, names, decided); };
  std::function<void(const Block &)> inBlock = [&](const Block &block) {
    for (const StmtPtr &stmt : block.stmts) {
      if (auto *let = stmt->as<LetStmt>(); let && let->type)
        collectSymbols(*let->type, names);
      children(*stmt, inside, inBlock);
    }
  };
  if (auto *choice = expr.as<IfExpr>(); choice && decided)
    return liveBranches(*choice, decided, inside, inBlock);
  if (auto *lambda = expr.as<LambdaExpr>()) {
    for (const Param &param : lambda->params)
      if (param.type)
        collectSymbols(*param.type, names);
    inBlock(*lambda->body);
  }
  children(expr, inside, inBlock);
}

void collectSymbols(const TypeExpr &type, std::set<std::string> &symbols) {
  if (auto *tuple = type.as<TupleType>())
    for (const TypePtr &element : tuple->elements)
      collectSymbols(*element, symbols);
  auto *named = type.as<NamedType>();
  for (size_t k = 0; named && k < named->args.size(); ++k) {
    const TypeArg &arg = named->args[k];
    if (arg.kind == TypeArg::Kind::name)
      symbols.insert(arg.name.text);
    if (arg.kind == TypeArg::Kind::dim)
      collectNames(*arg.dim, symbols);
    if (arg.kind == TypeArg::Kind::type)
      collectSymbols(*arg.type, symbols);
  }
}

std::set<std::string> exitNames() { return {"%exit", "%result"}; }

static bool exits(const Expr &expr, bool loops);
static bool exits(const Block &block, bool loops);

// `loops`: whether `break` and `continue` count; inside an inner loop they do not.
static bool exits(const Stmt &stmt, bool loops) {
  if (stmt.is<ReturnStmt>())
    return true;
  if (stmt.is<BreakStmt>() || stmt.is<ContinueStmt>())
    return loops;
  bool inner = loops && !stmt.is<ForStmt>() && !stmt.is<WhileStmt>();
  bool found = false;
  children(
      stmt, [&](const Expr &child) { found |= exits(child, inner); },
      [&](const Block &block) { found |= exits(block, inner); });
  return found;
}

static bool exits(const Expr &expr, bool loops) {
  if (expr.is<LambdaExpr>())
    return false;
  bool found = false;
  children(
      expr, [&](const Expr &child) { found |= exits(child, loops); },
      [&](const Block &block) { found |= exits(block, loops); });
  return found;
}

static bool exits(const Block &block, bool loops) {
  for (const StmtPtr &stmt : block.stmts)
    if (exits(*stmt, loops))
      return true;
  return false;
}

bool mayExit(const Stmt &stmt) { return exits(stmt, true); }
bool mayExit(const Block &block) { return exits(block, true); }
bool mayReturn(const Block &block) { return exits(block, false); }

bool returnsEarly(const Block &body) {
  for (const StmtPtr &stmt : body.stmts)
    if (exits(*stmt, true) && !(stmt == body.stmts.back() && stmt->is<ReturnStmt>()))
      return true;
  return false;
}

static bool isTrue(const Expr &expr) {
  auto *literal = expr.as<BoolLiteralExpr>();
  return literal && literal->value;
}

static bool breaks(const Block &block) {
  bool found = false;
  std::function<void(const Block &)> look = [&](const Block &inner) {
    for (const StmtPtr &stmt : inner.stmts) {
      found |= stmt->is<BreakStmt>();
      if (!stmt->is<ForStmt>() && !stmt->is<WhileStmt>())
        children(*stmt, [&](const Expr &child) { children(child, [](const Expr &) {}, look); }, look);
    }
  };
  look(block);
  return found;
}

const Stmt *endsWithoutResult(const Block &body) {
  const Stmt *last = body.stmts.back().get();
  if (last->is<ReturnStmt>())
    return nullptr;
  if (auto *loop = last->as<WhileStmt>())
    return isTrue(*loop->condition) && !breaks(*loop->body) ? nullptr : last;
  auto *plain = last->as<ExprStmt>();
  if (!plain)
    return last;
  auto open = [&](const Block &block) { return block.stmts.empty() ? last : endsWithoutResult(block); };
  if (auto *match = plain->value->as<MatchExpr>()) {
    for (const MatchArm &arm : match->arms)
      if (const Stmt *place = open(*arm.body))
        return place;
    return nullptr;
  }
  auto *choice = plain->value->as<IfExpr>();
  if (!choice)
    return nullptr;
  if (!choice->elseBody)
    return last;
  for (const IfBranch &branch : choice->branches)
    if (const Stmt *place = open(*branch.body))
      return place;
  return open(*choice->elseBody);
}

} // namespace dual::check
