#include "frontend/check/nodes.h"

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

  void define(const std::string &name, SourceRange range) {
    auto [place, isNew] = places.emplace(name, range);
    if (!isNew)
      diags.error(DiagCode::bad_node, range, fmt::format("`{}` is defined twice", name)).note(place->second, "the first definition is here");
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
      if (param->isState)
        diags.error(DiagCode::not_built_yet, param->range, "`state` is not built yet");
      list.params.push_back(param);
    } else if (auto *next = stmt.as<NextStmt>()) {
      diags.error(DiagCode::not_built_yet, next->range, "`next` is not built yet");
    } else if (auto *node = stmt.as<NodeStmt>()) {
      std::vector<std::string> names;
      boundNames(*node->pattern, names);
      addNode({"", node->pattern.get(), nullptr, node->type.get(), node->value.get(), node->range}, names);
    } else if (auto *node = stmt.as<GraphIndexDefStmt>()) {
      addNode({"", nullptr, &node->binders, node->type.get(), node->value.get(), node->range}, {node->name.text});
    } else if (auto *out = stmt.as<OutStmt>()) {
      for (const OutItem &item : out->items) {
        if (item.value)
          addNode({"", nullptr, nullptr, nullptr, item.value.get(), item.name.range}, {item.name.text});
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
      auto report = diags.error(DiagCode::graph_cycle, nodes[index].range, fmt::format("node `{}` depends on itself", nodes[index].name));
      for (size_t other : path)
        if (other != index)
          report.note(nodes[other].range, fmt::format("by way of `{}`", nodes[other].name));
      marks[index] = Mark::done;
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

  void sort() {
    marks.assign(nodes.size(), Mark::none);
    std::vector<size_t> path;
    for (size_t k = 0; k < nodes.size(); ++k)
      visit(k, path);
  }
};

void collectParams(const GraphBody &body, std::vector<const ParamStmt *> &params) {
  for (const GraphStmtPtr &stmt : body.stmts) {
    if (auto *param = stmt->as<ParamStmt>())
      params.push_back(param);
    if (auto *choice = stmt->as<GraphIfStmt>()) {
      for (const GraphIfBranch &branch : choice->branches)
        collectParams(branch.body, params);
      if (choice->elseBody)
        collectParams(*choice->elseBody, params);
    }
  }
}
} // namespace

NodeList nodesOf(const GraphDecl &decl, Diagnostics &diags, llvm::function_ref<bool(const Expr &)> holds) {
  Sorter sorter{diags, holds, {}, {}, {}, {}, {}};
  sorter.addAll(decl.body);
  sorter.sort();
  return std::move(sorter.list);
}

std::vector<const ParamStmt *> nodesWithBranches(const GraphDecl &decl) {
  std::vector<const ParamStmt *> params;
  collectParams(decl.body, params);
  return params;
}

} // namespace dual::check
