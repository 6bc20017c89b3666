#include "frontend/syntax/dump_writer.h"

#include <fmt/format.h>

namespace dual {

void DumpWriter::block(const Block &node) {
  for (const StmtPtr &one : node.stmts)
    stmt(*one);
}

void DumpWriter::labelled(std::string_view label, const Block &node) {
  line(label);
  indented([&] { block(node); });
}

void DumpWriter::let(const LetStmt &node) {
  labelled((node.isVar ? "var " : "let ") + dump(*node.pattern) + typeSuffix(node.type), node.value.get());
}

void DumpWriter::stmt(const Stmt &node) {
  switch (node.kind) {
  case StmtKind::Let:
    return let(*node.as<LetStmt>());
  case StmtKind::IndexDef: {
    const auto &def = *node.as<IndexDefStmt>();
    line((def.isVar ? "var " : "let ") + def.name.text + "[]" + typeSuffix(def.type));
    return indented([&] {
      binders(def.binders);
      expr(*def.value);
    });
  }
  case StmtKind::Assign: {
    const auto &assign = *node.as<AssignStmt>();
    line(fmt::format("assign {}", spelling(assign.op)));
    return indented([&] {
      expr(*assign.target);
      expr(*assign.value);
    });
  }
  case StmtKind::For: {
    const auto &loop = *node.as<ForStmt>();
    labelled("for " + dump(*loop.pattern), loop.iterable.get());
    return labelled("do", *loop.body);
  }
  case StmtKind::While: {
    const auto &loop = *node.as<WhileStmt>();
    labelled("while", loop.condition.get());
    return labelled("do", *loop.body);
  }
  case StmtKind::Return: {
    line("return");
    const Expr *value = node.as<ReturnStmt>()->value.get();
    return indented([&] {
      if (value)
        expr(*value);
    });
  }
  case StmtKind::Break:
    return line("break");
  case StmtKind::Continue:
    return line("continue");
  case StmtKind::Assert:
    labelled("assert", node.as<AssertStmt>()->condition.get());
    return indented([&] { labelled("message", node.as<AssertStmt>()->message.get()); });
  case StmtKind::Expr:
    return expr(*node.as<ExprStmt>()->value);
  }
}

void DumpWriter::graphBody(const GraphBody &body) {
  for (const GraphStmtPtr &one : body.stmts)
    graphStmt(*one);
}

void DumpWriter::graphStmt(const GraphStmt &node) {
  switch (node.kind) {
  case GraphStmtKind::In: {
    const auto &in = *node.as<InStmt>();
    doc(in.doc);
    line("in " + in.name.text + typeSuffix(in.type));
    return indented([&] { labelled("default", in.defaultValue.get()); });
  }
  case GraphStmtKind::Out:
    return outputs(*node.as<OutStmt>());
  case GraphStmtKind::Param: {
    const auto &param = *node.as<ParamStmt>();
    doc(param.doc);
    return labelled((param.isState ? "state " : "param ") + param.name.text + typeSuffix(param.type),
                    param.value.get());
  }
  case GraphStmtKind::Next:
    return labelled("next " + node.as<NextStmt>()->name.text, node.as<NextStmt>()->value.get());
  case GraphStmtKind::If:
    return graphIf(*node.as<GraphIfStmt>());
  case GraphStmtKind::IndexDef: {
    const auto &def = *node.as<GraphIndexDefStmt>();
    line("node " + def.name.text + "[]" + typeSuffix(def.type));
    return indented([&] {
      binders(def.binders);
      expr(*def.value);
    });
  }
  case GraphStmtKind::Node: {
    const auto &def = *node.as<NodeStmt>();
    return labelled("node " + dump(*def.pattern) + typeSuffix(def.type), def.value.get());
  }
  }
}

void DumpWriter::graphIf(const GraphIfStmt &node) {
  for (const GraphIfBranch &branch : node.branches) {
    labelled(&branch == &node.branches.front() ? "if" : "else if", branch.condition.get());
    line("then");
    indented([&] { graphBody(branch.body); });
  }
  if (!node.elseBody)
    return;
  line("else");
  indented([&] { graphBody(*node.elseBody); });
}

void DumpWriter::outputs(const OutStmt &node) {
  doc(node.doc);
  for (const OutItem &item : node.items) {
    if (item.value)
      labelled("out " + item.name.text + " =", item.value.get());
    else
      line("out " + item.name.text);
  }
}

} // namespace dual
