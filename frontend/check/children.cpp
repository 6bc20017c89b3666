// Several children of one node: their names, and `repeat`.
#include "frontend/check/children.h"

#include <fmt/format.h>

namespace dual::check {

static std::string lowered(std::string name) {
  for (char &c : name)
    c = tolower(c);
  return name;
}

std::vector<std::string> childNames(llvm::ArrayRef<MadeChild> made) {
  std::map<std::string, int> count;
  std::vector<std::string> names;
  for (const MadeChild &each : made) {
    std::string kind = lowered(each.member.name);
    int number = ++count[kind];
    names.push_back(number == 1 ? kind : kind + std::to_string(number));
  }
  return names;
}

// The children that one turn makes, each by a statement of its own; none: something else stands there.
static std::vector<const Expr *> childrenIn(const Block &body) {
  std::vector<const Expr *> makers;
  for (const StmtPtr &stmt : body.stmts) {
    auto *plain = stmt->as<ExprStmt>();
    if (!plain || (!plain->value->is<CallExpr>() && !plain->value->is<RepeatExpr>()))
      return {};
    makers.push_back(plain->value.get());
  }
  return makers;
}

static std::shared_ptr<Type> sequenceType() {
  auto type = std::make_shared<Type>();
  type->kind = Type::Kind::tuple;
  type->sequence = true;
  return type;
}

// Of one turn: its only child, or several, which run one after the other.
static TypeRef turnType(llvm::ArrayRef<MadeChild> made) {
  if (made.size() == 1)
    return made.front().member.type;
  auto type = sequenceType();
  std::vector<std::string> names = childNames(made);
  for (auto [name, each] : llvm::zip_equal(names, made))
    type->members.push_back({name, each.member.type, Role::child});
  return type;
}

// One of `repeat`; `applied`: what they run on, if that is known.
Val Checker::makeChild(const Expr &maker, llvm::ArrayRef<Val> applied) {
  if (auto *inner = maker.as<RepeatExpr>())
    return repeatExpr(*inner, applied);
  const CallExpr &call = *maker.as<CallExpr>();
  Val callee = expr(*call.callee);
  if (callee.fn && callee.fn->kind == FnValue::Kind::graph)
    return callGraph(*callee.fn->decl->as<GraphDecl>(), *callee.fn->scope, call, applied);
  return callValue(callee, call.args, call, nullptr, nullptr);
}

// `repeat 3 { Block(16) }`: so many children, each with parameters of its own.
Val Checker::repeatExpr(const RepeatExpr &given, llvm::ArrayRef<Val> applied) {
  if (frame.children)
    if (auto child = frame.children->find(&given); child != frame.children->end())
      return child->second;
  std::vector<const Expr *> makers = childrenIn(*given.body);
  if (frame.children && !discovered && diags.errorCount() > 0)
    return make(errorType(), {}); // it could not be made, which has been said
  if (!discovered || makers.empty())
    return notBuilt(given.range, discovered
                                     ? "`repeat` of anything but children, such as `repeat n { Block(16) }`,"
                                     : "`repeat` outside of a graph");
  Val count = settle(expr(*given.count), given.count->range);
  if (count.isError())
    return count;
  if (!count.constant || !std::holds_alternative<int64_t>(*count.constant) ||
      std::get<int64_t>(*count.constant) < 0)
    return error(DiagCode::wrong_arguments, given.count->range,
                 "how many children `repeat` makes must be known at compile time, and be at least 0");
  auto type = sequenceType();
  std::string name = "repeat";
  MadeChild sequence = {&given, {}, {}};
  for (int64_t k = 0; k < std::get<int64_t>(*count.constant); ++k) {
    std::vector<MadeChild> made;
    auto outer = std::exchange(discovered, &made);
    bool good =
        llvm::all_of(makers, [&](const Expr *maker) { return !makeChild(*maker, applied).isError(); });
    discovered = outer;
    if (!good || made.size() != makers.size())
      return make(errorType(), {});
    type->members.push_back({std::to_string(k), turnType(made), Role::child});
    name = makers.size() == 1 ? made.front().member.name : "repeat";
    std::vector<std::string> names = childNames(made);
    for (auto [own, each] : llvm::zip_equal(names, made))
      for (auto &[path, source] : each.given)
        sequence
            .given[made.size() == 1 ? fmt::format("{}.{}", k, path) : fmt::format("{}.{}.{}", k, own, path)] =
            source;
  }
  sequence.member = {name, type, Role::child};
  discovered->push_back(sequence);
  return zeroOf(type);
}

} // namespace dual::check
