#include "frontend/check/nodes.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace dual::check {

static void boundNames(const Pattern &pattern, std::vector<std::string> &names) {
  if (auto *name = pattern.as<NamePattern>())
    names.push_back(name->name.text);
  if (auto *tuple = pattern.as<TuplePattern>())
    for (const PatternPtr &element : tuple->elements)
      boundNames(*element, names);
}

namespace {
struct Sorter {
  Diagnostics &diags;
  llvm::function_ref<bool(const Expr &)> holds;
  NodeList list;
  std::vector<GraphNode> nodes;
  std::map<std::string, size_t> definer;
  std::map<std::string, SourceRange> places;
  std::vector<const Ident *> bareOutputs;

  void define(const std::string &name, SourceRange range) {
    auto [place, isNew] = places.emplace(name, range);
    if (isNew)
      return;
    auto report = diags.error(DiagCode::bad_node, range, fmt::format("`{}` is defined twice", name))
                      .note(place->second, "the first definition is here");
    if (llvm::any_of(list.params,
                     [&](const ParamStmt *param) { return param->isState && param->name.text == name; }))
      report.help(fmt::format("what a state is after the call is said by `next {} = ...`", name));
  }

  void addNode(GraphNode node, const std::vector<std::string> &names) {
    for (const std::string &name : names) {
      define(name, node.range);
      definer.emplace(name, nodes.size());
    }
    node.name = names.empty() ? "_" : names.front();
    nodes.push_back(std::move(node));
  }

  void add(const GraphStmt &stmt) {
    if (auto *input = stmt.as<InStmt>()) {
      define(input->name.text, input->name.range);
      list.inputs.push_back(input);
    } else if (auto *param = stmt.as<ParamStmt>()) {
      define(param->name.text, param->name.range);
      list.params.push_back(param);
    } else if (auto *next = stmt.as<NextStmt>()) {
      list.nexts.push_back({next->name.text, nullptr, nullptr, nullptr, next->value.get(), next->name.range});
    } else if (auto *node = stmt.as<NodeStmt>()) {
      std::vector<std::string> names;
      boundNames(*node->pattern, names);
      addNode({"", node->pattern.get(), nullptr, node->type.get(), node->value.get(), node->range}, names);
    } else if (auto *node = stmt.as<GraphIndexDefStmt>()) {
      addNode({"", nullptr, &node->binders, node->type.get(), node->value.get(), node->range},
              {node->name.text});
    } else if (auto *out = stmt.as<OutStmt>()) {
      for (const OutItem &item : out->items) {
        if (item.value)
          addNode({"", nullptr, nullptr, nullptr, item.value.get(), item.name.range}, {item.name.text});
        else
          bareOutputs.push_back(&item.name);
        list.outputs.push_back(item.name.text);
      }
    } else if (auto *choice = stmt.as<GraphIfStmt>()) {
      addBranch(*choice);
    }
  }

  void addBranch(const GraphIfStmt &choice) {
    for (const GraphIfBranch &branch : choice.branches)
      if (holds(*branch.condition))
        return addAll(branch.body);
    if (choice.elseBody)
      addAll(*choice.elseBody);
  }

  void addAll(const GraphBody &body) {
    for (const GraphStmtPtr &stmt : body.stmts)
      add(*stmt);
  }

  enum class Mark { none, open, done };
  std::vector<Mark> marks;

  // Depth first, in source order: a node comes after those it mentions.
  void visit(size_t index, std::vector<size_t> &path) {
    if (marks[index] == Mark::done)
      return;
    if (marks[index] == Mark::open) {
      auto report = diags.error(DiagCode::graph_cycle, nodes[index].range,
                                fmt::format("node `{}` depends on itself", nodes[index].name));
      for (size_t other : path)
        if (other != index)
          report.note(nodes[other].range, fmt::format("by way of `{}`", nodes[other].name));
      marks[index] = Mark::done;
      list.cyclic = true;
      return;
    }
    marks[index] = Mark::open;
    path.push_back(index);
    std::set<std::string> names;
    collectNames(*nodes[index].value, names);
    for (const std::string &name : names)
      if (auto found = definer.find(name); found != definer.end())
        visit(found->second, path);
    path.pop_back();
    if (marks[index] == Mark::open)
      list.ordered.push_back(nodes[index]);
    marks[index] = Mark::done;
  }

  // `out y`: some node is `y`.
  void checkOutputs() {
    for (const Ident *output : bareOutputs)
      if (!places.count(output->text))
        diags.error(DiagCode::unknown_name, output->range, fmt::format("there is no node `{}`", output->text))
            .help(fmt::format("write `out {0} = ...`, or define `{0} = ...`", output->text));
  }

  // Every `next` sets a state of its own.
  void checkNexts() {
    std::map<std::string, SourceRange> seen;
    for (const GraphNode &next : list.nexts) {
      auto param =
          llvm::find_if(list.params, [&](const ParamStmt *each) { return each->name.text == next.name; });
      if (param == list.params.end())
        diags.error(DiagCode::bad_node, next.range, fmt::format("there is no `state` named `{}`", next.name));
      else if (!(*param)->isState)
        diags
            .error(DiagCode::bad_node, next.range,
                   fmt::format("`{}` is a `param`; `next` sets a `state`", next.name))
            .note((*param)->name.range, "it is declared here");
      auto [first, isNew] = seen.emplace(next.name, next.range);
      if (!isNew)
        diags.error(DiagCode::bad_node, next.range, fmt::format("`{}` has two `next`s", next.name))
            .note(first->second, "the first is here");
    }
  }

  void sort() {
    marks.assign(nodes.size(), Mark::none);
    std::vector<size_t> path;
    for (size_t k = 0; k < nodes.size(); ++k)
      visit(k, path);
  }
};

void eachStatement(const GraphBody &body, llvm::function_ref<void(const GraphStmt &)> visit) {
  for (const GraphStmtPtr &stmt : body.stmts) {
    visit(*stmt);
    auto *choice = stmt->as<GraphIfStmt>();
    if (!choice)
      continue;
    for (const GraphIfBranch &branch : choice->branches)
      eachStatement(branch.body, visit);
    if (choice->elseBody)
      eachStatement(*choice->elseBody, visit);
  }
}
} // namespace

NodeList nodesOf(const GraphDecl &decl, Diagnostics &diags, llvm::function_ref<bool(const Expr &)> holds) {
  Sorter sorter{diags, holds, {}, {}, {}, {}, {}, {}};
  sorter.addAll(decl.body);
  sorter.checkOutputs();
  sorter.checkNexts();
  sorter.sort();
  return std::move(sorter.list);
}

template <typename Kind> static std::vector<const Kind *> statementsOf(const GraphDecl &decl) {
  std::vector<const Kind *> found;
  eachStatement(decl.body, [&](const GraphStmt &stmt) {
    if (auto *one = stmt.as<Kind>())
      found.push_back(one);
  });
  return found;
}

std::vector<const ParamStmt *> nodesWithBranches(const GraphDecl &decl) {
  return statementsOf<ParamStmt>(decl);
}

std::vector<const InStmt *> inputsOf(const GraphDecl &decl) { return statementsOf<InStmt>(decl); }

std::vector<const TypeExpr *> typesOfParts(const GraphDecl &decl) {
  std::vector<const TypeExpr *> types;
  for (const InStmt *input : inputsOf(decl))
    types.push_back(input->type.get());
  for (const ParamStmt *param : nodesWithBranches(decl))
    types.push_back(param->type.get());
  return types;
}

std::set<std::string> nodeNames(const GraphDecl &decl) {
  std::vector<std::string> names;
  eachStatement(decl.body, [&](const GraphStmt &stmt) {
    if (auto *node = stmt.as<NodeStmt>())
      boundNames(*node->pattern, names);
    else if (auto *definition = stmt.as<GraphIndexDefStmt>())
      names.push_back(definition->name.text);
    else if (auto *out = stmt.as<OutStmt>())
      for (const OutItem &item : out->items)
        names.push_back(item.name.text);
  });
  return {names.begin(), names.end()};
}

bool mentionsOther(const Expr &expr, llvm::function_ref<bool(const std::string &)> known) {
  std::set<std::string> names;
  collectNames(expr, names);
  return llvm::any_of(names, [&](const std::string &name) { return isupper(name[0]) && !known(name); });
}

std::vector<GraphNode> nodesNeeded(const std::vector<GraphNode> &ordered, llvm::ArrayRef<std::string> names,
                                   Decide decided) {
  std::set<std::string> needed(names.begin(), names.end());
  std::vector<GraphNode> result;
  for (const GraphNode &node : llvm::reverse(ordered)) {
    std::vector<std::string> own = {node.name};
    if (node.pattern)
      boundNames(*node.pattern, own);
    if (llvm::none_of(own, [&](const std::string &name) { return needed.count(name) != 0; }))
      continue;
    collectNames(*node.value, needed, decided);
    result.push_back(node);
  }
  std::reverse(result.begin(), result.end());
  return result;
}

std::vector<std::string> namesIn(llvm::ArrayRef<GraphNode> nodes, llvm::ArrayRef<std::string> names,
                                 Decide decided) {
  std::set<std::string> all(names.begin(), names.end());
  for (const GraphNode &node : nodes)
    collectNames(*node.value, all, decided);
  return {all.begin(), all.end()};
}

std::vector<GraphNode> nextsOf(const NodeList &nodes, const std::string &node, Decide decided) {
  if (node.empty())
    return nodes.nexts;
  std::set<const Expr *> running;
  for (const GraphNode &each : nodesNeeded(nodes.ordered, node, decided))
    running.insert(each.value);
  std::vector<GraphNode> result;
  for (const GraphNode &next : nodes.nexts)
    if (llvm::all_of(nodesNeeded(nodes.ordered, namesIn(next, {}, decided), decided),
                     [&](const GraphNode &each) { return running.count(each.value) != 0; }))
      result.push_back(next);
  return result;
}

} // namespace dual::check
