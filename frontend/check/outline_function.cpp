#include "frontend/check/outline_function.h"

#include "mlir/dl/Dl.h"
#include "llvm/ADT/TypeSwitch.h"

#include <fmt/format.h>

namespace dual::check {

using mlir::Value;

FunctionOutliner::FunctionOutliner(Checker &checker, int depth)
    : checker(checker), copy(checker.module.clone()), costs(*copy, checker.dims), depth(depth) {}

bool FunctionOutliner::find(const FnDecl &given) {
  std::string key = fmt::format("{}", static_cast<const void *>(&given));
  for (auto &[instanceKey, found] : checker.instances)
    if (!instance && llvm::StringRef(instanceKey).starts_with(key))
      instance = found.get();
  decl = &given;
  function = instance ? copy->lookupSymbol<mlir::func::FuncOp>(instance->symbol) : nullptr;
  if (function)
    function.setPublic();
  else
    checker.error(
        DiagCode::cannot_infer, given.name.range,
        fmt::format("`{}` gets its code where it is used, for the types it is used with", given.name.text));
  return static_cast<bool>(function);
}

// What the arguments are: sizes, then the leaves of the parameters.
void FunctionOutliner::bind(std::vector<OutlineLine> &lines) {
  llvm::ArrayRef<mlir::BlockArgument> arguments = function.getArguments();
  for (auto [k, atom] : llvm::enumerate(instance->dimAtoms))
    costs.of(arguments[k]).number = Dim::atom(atom);
  size_t count = 0;
  for (const TypeRef &param : instance->params)
    count += leafCount(param);
  arguments = arguments.take_back(count);
  for (size_t k = 0; k < instance->params.size(); ++k) {
    OutlineLine line;
    line.kind = OutlineLine::Kind::input;
    line.id = nextId++;
    line.name = decl->params[instance->sources[k]].name.text;
    line.text = "in";
    line.type = typeText(checker.dims, instance->params[k]);
    for (const Leaf &leaf : leavesOf(instance->params[k])) {
      costs.of(arguments.front()) = {Dim::unknown(), leaf.type->shape, {line.id}};
      arguments = arguments.drop_front();
    }
    lines.push_back(std::move(line));
  }
}

// As the user calls it, where there is such a word.
static std::string word(mlir::Operation &op) {
  return llvm::TypeSwitch<mlir::Operation *, std::string>(&op)
      .Case([](dl::UnaryOp unary) { return stringifyUnaryKind(unary.getKind()).str(); })
      .Case([](dl::BinaryOp binary) { return stringifyBinaryKind(binary.getKind()).str(); })
      .Case([](dl::CompareOp compare) { return stringifyCompareKind(compare.getKind()).str(); })
      .Case([](dl::ReduceOp reduce) { return stringifyReduceKind(reduce.getKind()).str(); })
      .Case([](dl::RandomOp random) { return stringifyRandomKind(random.getKind()).str(); })
      .Case([](mlir::func::CallOp call) { return "call " + call.getCallee().str(); })
      .Default([](mlir::Operation *other) { return other->getName().stripDialect().str(); });
}

// The line of the function's own text; of what came from a callee that of the call.
static std::string lineOf(mlir::Location where) {
  while (auto called = mlir::dyn_cast<mlir::CallSiteLoc>(where))
    where = called.getCaller();
  auto at = mlir::dyn_cast<mlir::FileLineColLoc>(where);
  return at ? std::to_string(at.getLine()) : "";
}

// Sizes, counters and what only holds the others together are no lines.
static bool isShown(mlir::Operation &op) {
  if (op.hasTrait<mlir::OpTrait::IsTerminator>() || mlir::isa<dl::ConstantOp, dl::StringOp, dl::DimOp>(op))
    return false;
  bool isSize = op.getNumResults() == 1 && op.getNumRegions() == 0 &&
                op.getResult(0).getType().isInteger(64) &&
                llvm::all_of(op.getOperandTypes(), [](mlir::Type type) { return type.isInteger(); });
  return !isSize;
}

// The lines whose results the operation reads, inside its regions too.
std::set<int> FunctionOutliner::sources(mlir::Operation &op) {
  std::set<int> from;
  op.walk([&](mlir::Operation *each) {
    for (Value operand : each->getOperands())
      if (!op.isAncestor(operand.getParentBlock()->getParentOp()))
        from.insert(costs.of(operand).from.begin(), costs.of(operand).from.end());
  });
  return from;
}

void FunctionOutliner::add(mlir::Operation &op, std::vector<OutlineLine> &lines, int level) {
  OutlineLine line;
  line.from = sources(op);
  line.flops = costs.run(op);
  if (costs.isDead(op) || !isShown(op))
    return;
  line.kind = OutlineLine::Kind::operation;
  line.id = nextId++;
  line.name = lineOf(op.getLoc());
  line.text = word(op);
  for (Value result : op.getResults()) {
    line.type += (line.type.empty() ? "" : ", ") + costs.typeOf(result);
    line.bytes = line.bytes + costs.bytes(result);
    costs.of(result).from = {line.id};
  }
  for (mlir::Region &region : op.getRegions())
    for (mlir::Operation &inner : region.getOps())
      if (level < depth)
        add(inner, line.nested, level + 1);
  lines.push_back(std::move(line));
}

Outline FunctionOutliner::outline() {
  std::string params;
  for (size_t k = 0; k < instance->params.size(); ++k)
    params += fmt::format("{}{}: {}", k ? ", " : "", decl->params[instance->sources[k]].name.text,
                          typeText(checker.dims, instance->params[k]));
  Outline result{fmt::format("{}({})", decl->name.text, params), {}, true};
  mlir::Block &block = function.getBody().front();
  bind(result.lines);
  costs.findDead(block);
  for (mlir::Operation &op : block)
    add(op, result.lines, 0);
  std::set<int> given = sources(*block.getTerminator());
  for (OutlineLine &line : result.lines)
    line.isOutput = given.count(line.id) != 0;
  return result;
}

} // namespace dual::check
