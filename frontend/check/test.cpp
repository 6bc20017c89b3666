// `test` blocks, each a program of its own, and `fails` in them.
#include "frontend/check/checker.h"
#include "frontend/check/index.h"

#include "mlir/dl/Dl.h"

#include <fmt/format.h>

namespace dual::check {

std::vector<TestRoot> Checker::writeTests(const ModuleScope &in) {
  std::vector<TestRoot> roots;
  std::map<std::string, SourceRange> places;
  for (const DeclPtr &decl : in.syntax->decls) {
    auto *test = decl->as<TestDecl>();
    if (!test)
      continue;
    const std::string &title = test->name.text;
    auto [first, isNew] = places.emplace(title, test->name.range);
    if (!isNew) {
      error(DiagCode::name_taken, test->name.range, fmt::format("there are two tests \"{}\"", title),
            {first->second, "the first is here"});
      continue;
    }
    roots.push_back({title, fmt::format("test \"{}\"", title)});
    writeRoot(in, test->name.range, roots.back().function, [&] {
      frame.inTest = true;
      block(*test->body, nullptr, false);
    });
  }
  return roots;
}

// A size that is known to be wrong is an error of the compiler. If it stands in the call itself and has the
// part in its message, it is what the test expects.
bool Checker::failsInCheck(size_t before, const CallExpr &given) {
  auto *part = given.args[1].value->as<StringExpr>();
  if (!part || !part->isPlain())
    return false;
  std::string wanted = part->pieces.empty() ? "" : part->pieces[0].text;
  for (const Diagnostic &diag : llvm::ArrayRef(diags.all()).drop_front(before)) {
    bool isSize = diagInfo(diag.code).id.substr(0, 3) == "E04";
    bool isHere = diag.range.file == given.range.file && diag.range.begin >= given.range.begin &&
                  diag.range.end <= given.range.end;
    if (!isSize || !isHere || diag.message.find(wanted) == std::string::npos)
      return false;
  }
  diags.keepFirst(before);
  return true;
}

// fails(fn() => e, "part"): the call is made in a process of its own, since a failure ends the process.
Val Checker::failsCall(const CallExpr &given) {
  if (!frame.inTest)
    return error(DiagCode::wrong_arguments, given.range, "`fails` exists in `test` blocks only");
  auto args = exactly(2, "fails", given, nullptr, nullptr);
  if (!args)
    return make(errorType(), {});
  const Val &function = args->front(), &part = args->back();
  if (!function.fn)
    return error(DiagCode::type_mismatch, given.args[0].range,
                 fmt::format("`fails` takes a function to call; write `fn() => {}`",
                             sources.text(given.args[0].range)));
  if (part.literal || part.type->kind != Type::Kind::str)
    return error(DiagCode::type_mismatch, given.args[1].range,
                 fmt::format("`fails` takes a part of the message; this is {}",
                             part.literal ? "a number" : "`" + text(part.type) + "`"));
  size_t before = diags.all().size();
  IndexDraft draft(*this);
  mlir::Value apart = emit<dl::BeginFailsOp>(given.range, builder.getI1Type());
  branches(
      apart, [&] { return applyValues(*function.fn, {}, given.range), unit(); }, [&] { return unit(); }, {},
      unitType(), given.range);
  if (diags.all().size() == before)
    return scalar(emit<dl::EndFailsOp>(given.range, builder.getI1Type(), part.leaf()));
  draft.undo();
  return failsInCheck(before, given) ? boolConstant(true) : make(errorType(), {});
}

} // namespace dual::check
