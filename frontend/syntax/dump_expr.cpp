#include "frontend/syntax/dump_writer.h"

#include <fmt/format.h>

namespace dual {

void DumpWriter::labelled(std::string_view label, const Expr *value) {
  if (!value)
    return;
  line(label);
  indented([&] { expr(*value); });
}

template <typename Node> void DumpWriter::binary(std::string_view kind, const Node &node) {
  line(fmt::format("{} {}", kind, spelling(node.op)));
  indented([&] {
    expr(*node.lhs);
    expr(*node.rhs);
  });
}

void DumpWriter::expr(const Expr &node) {
  auto withChildren = [&](std::string_view head, std::initializer_list<const Expr *> children) {
    line(head);
    indented([&] {
      for (const Expr *child : children)
        if (child)
          expr(*child);
    });
  };
  switch (node.kind) {
  case ExprKind::Name:
    return line("name " + node.as<NameExpr>()->name);
  case ExprKind::IntLiteral:
    return line("int " + node.as<IntLiteralExpr>()->text);
  case ExprKind::FloatLiteral:
    return line("float " + node.as<FloatLiteralExpr>()->text);
  case ExprKind::BoolLiteral:
    return line(node.as<BoolLiteralExpr>()->value ? "true" : "false");
  case ExprKind::CharLiteral:
    return line(fmt::format("char {}", node.as<CharLiteralExpr>()->text));
  case ExprKind::String:
    return string(*node.as<StringExpr>());
  case ExprKind::Member: {
    const auto &member = *node.as<MemberExpr>();
    return withChildren("member " + member.member.text, {member.object.get()});
  }
  case ExprKind::Call: {
    const auto &call = *node.as<CallExpr>();
    withChildren("call", {call.callee.get()});
    return indented([&] {
      for (const Argument &arg : call.args)
        argument(arg);
    });
  }
  case ExprKind::Subscript: {
    const auto &read = *node.as<SubscriptExpr>();
    withChildren("subscript", {read.object.get()});
    return indented([&] {
      for (const Subscript &one : read.subscripts)
        subscript(one);
      labelled("else", read.pad.get());
    });
  }
  case ExprKind::Unary: {
    const auto &unary = *node.as<UnaryExpr>();
    return withChildren(fmt::format("unary {}", spelling(unary.op)), {unary.operand.get()});
  }
  case ExprKind::Binary:
    return binary("binary", *node.as<BinaryExpr>());
  case ExprKind::Compare:
    return binary("compare", *node.as<CompareExpr>());
  case ExprKind::Logical:
    return binary("logical", *node.as<LogicalExpr>());
  case ExprKind::Range: {
    const auto &range = *node.as<RangeExpr>();
    withChildren("range", {range.begin.get(), range.end.get()});
    return indented([&] { labelled("by", range.step.get()); });
  }
  case ExprKind::Pipe: {
    const auto &pipe = *node.as<PipeExpr>();
    return withChildren(pipe.stage->parenthesized ? "pipe into parenthesis" : "pipe",
                        {pipe.value.get(), pipe.stage.get()});
  }
  case ExprKind::Tuple:
    line("tuple");
    return indented([&] {
      for (const ExprPtr &element : node.as<TupleExpr>()->elements)
        expr(*element);
    });
  case ExprKind::List:
    line("list");
    return indented([&] {
      for (const ExprPtr &element : node.as<ListExpr>()->elements)
        expr(*element);
    });
  case ExprKind::Comprehension:
    return comprehension(*node.as<ComprehensionExpr>());
  case ExprKind::Reduction: {
    const auto &reduction = *node.as<ReductionExpr>();
    line(fmt::format("reduction {}", spelling(reduction.op)));
    return indented([&] {
      binders(reduction.binders);
      labelled("if", reduction.filter.get());
      expr(*reduction.body);
    });
  }
  case ExprKind::Lambda:
    return lambda(*node.as<LambdaExpr>());
  case ExprKind::If:
    return ifElse(*node.as<IfExpr>());
  case ExprKind::Match:
    return match(*node.as<MatchExpr>());
  case ExprKind::Repeat: {
    const auto &repeat = *node.as<RepeatExpr>();
    withChildren("repeat", {repeat.count.get()});
    return indented([&] { block(*repeat.body); });
  }
  }
}

void DumpWriter::string(const StringExpr &node) {
  if (node.isPlain())
    return line("string " + (node.pieces.empty() ? "\"\"" : quoted(node.pieces[0].text)));
  line("string");
  indented([&] {
    for (const StringPiece &piece : node.pieces) {
      if (!piece.value) {
        line("text " + quoted(piece.text));
        continue;
      }
      std::string head = "value";
      if (piece.format && piece.format->width)
        head += fmt::format(" width {}", *piece.format->width);
      if (piece.format && piece.format->precision)
        head += fmt::format(" precision {}", *piece.format->precision);
      labelled(head, piece.value.get());
    }
  });
}

void DumpWriter::argument(const Argument &arg) {
  std::string head = arg.isVar ? "argument var" : "argument";
  if (arg.name)
    head += " " + arg.name->text + ":";
  labelled(arg.spread ? head + " spread" : head, arg.value.get());
}

void DumpWriter::subscript(const Subscript &node) {
  switch (node.kind) {
  case Subscript::Kind::index:
    return labelled("index", node.value.get());
  case Subscript::Kind::spread:
    return labelled("index spread", node.value.get());
  case Subscript::Kind::ellipsis:
    return line("index ...");
  case Subscript::Kind::slice:
    break;
  }
  line("slice");
  indented([&] {
    labelled("from", node.begin.get());
    labelled("to", node.end.get());
    labelled("by", node.step.get());
  });
}

void DumpWriter::binders(const std::vector<Binder> &list) {
  for (const Binder &binder : list) {
    std::string head = "over " + binder.name.text + (binder.isPack ? "..." : "");
    if (binder.range)
      labelled(head + " in", binder.range.get());
    else
      line(head);
  }
}

void DumpWriter::param(const Param &node) {
  std::string head = node.isVar ? "param var " : "param ";
  head += node.name.text;
  if (node.type)
    head += std::string(": ") + (node.isConst ? "const " : "") + dump(*node.type);
  if (node.defaultValue)
    labelled(head + " =", node.defaultValue.get());
  else
    line(head);
}

void DumpWriter::comprehension(const ComprehensionExpr &loop) {
  line("comprehension " + dump(*loop.pattern));
  indented([&] {
    expr(*loop.element);
    labelled("in", loop.iterable.get());
    labelled("if", loop.condition.get());
  });
}

void DumpWriter::lambda(const LambdaExpr &node) {
  line("lambda" + (node.result ? " -> " + dump(*node.result) : ""));
  indented([&] {
    for (const Param &one : node.params)
      param(one);
    block(*node.body);
  });
}

void DumpWriter::ifElse(const IfExpr &choice) {
  for (const IfBranch &branch : choice.branches) {
    labelled(&branch == &choice.branches.front() ? "if" : "else if", branch.condition.get());
    labelled("then", *branch.body);
  }
  if (choice.elseBody)
    labelled("else", *choice.elseBody);
}

void DumpWriter::match(const MatchExpr &node) {
  labelled("match", node.subject.get());
  indented([&] {
    for (const MatchArm &arm : node.arms) {
      line("arm " + dump(*arm.pattern));
      indented([&] {
        labelled("if", arm.guard.get());
        block(*arm.body);
      });
    }
  });
}

} // namespace dual
