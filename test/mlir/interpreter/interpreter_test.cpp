// What text tests cannot reach: arguments, the interrupt flag, the output stream, functions that change.
#include "mlir/interpreter/Interpreter.h"

#include "mlir/dl/Dl.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Parser/Parser.h"
#include <gtest/gtest.h>

#include <sstream>

namespace dual::interpreter {
namespace {

class InterpreterTest : public testing::Test {
protected:
  InterpreterTest() { context_.loadDialect<dl::DLDialect, mlir::func::FuncDialect, mlir::scf::SCFDialect>(); }

  mlir::ModuleOp parse(llvm::StringRef text) {
    module_ = mlir::parseSourceString<mlir::ModuleOp>(text, &context_);
    return *module_;
  }

  mlir::MLIRContext context_;
  mlir::OwningOpRef<mlir::ModuleOp> module_;
  llvm::SmallVector<Value> results_;
};

TEST_F(InterpreterTest, ResultsAreAppended) {
  Interpreter interpreter(
      parse("func.func @f(%x: f32, %s: !dl.str) -> (f32, !dl.str) { return %x, %s : f32, !dl.str }"));
  Value arguments[] = {host::Tensor::scalar(1.5f), std::string("text")};
  EXPECT_FALSE(interpreter.call("f", arguments, results_));
  ASSERT_EQ(results_.size(), 2u);
  EXPECT_EQ(std::get<host::Tensor>(results_[0]).item<float>(), 1.5f);
  EXPECT_EQ(std::get<std::string>(results_[1]), "text");
}

TEST_F(InterpreterTest, WrongNumberOfArgumentsFails) {
  Interpreter interpreter(parse("func.func @f(%x: f32) { return }"));
  auto failure = interpreter.call("f", {}, results_);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->message, "function `f` takes 1 arguments, not 0");
}

TEST_F(InterpreterTest, PrintGoesToTheGivenStream) {
  std::ostringstream output;
  Interpreter interpreter(parse("func.func @f(%s: !dl.str) { dl.print %s return }"), {&output});
  EXPECT_FALSE(interpreter.call("f", Value(std::string("hello")), results_));
  EXPECT_EQ(output.str(), "hello\n");
}

TEST_F(InterpreterTest, InterruptEndsAnEndlessLoop) {
  std::atomic<bool> interrupt = true;
  Options options;
  options.interrupt = &interrupt;
  Interpreter interpreter(parse(R"(func.func @f() {
    %t = dl.constant true : i1
    scf.while : () -> () { scf.condition(%t) } do { scf.yield }
    return
  })"),
                          options);
  auto failure = interpreter.call("f", {}, results_);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, "CANCELLED");
  EXPECT_EQ(failure->message, "interrupted");
}

TEST_F(InterpreterTest, DepthIsLimited) {
  Options options;
  options.maxDepth = 3;
  Interpreter interpreter(parse("func.func @f() { func.call @f() : () -> () return }"), options);
  auto failure = interpreter.call("f", {}, results_);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->message, "recursion is deeper than 3 calls");
}

TEST_F(InterpreterTest, LivesOnAfterAFailure) {
  Interpreter interpreter(parse("func.func @f(%c: i1) { dl.check %c, \"no\" code \"FAILED\" return }"));
  EXPECT_TRUE(interpreter.call("f", Value(host::Tensor::scalar(false)), results_));
  EXPECT_FALSE(interpreter.call("f", Value(host::Tensor::scalar(true)), results_));
}

TEST_F(InterpreterTest, AForgottenFunctionMayBeReplaced) {
  mlir::ModuleOp module = parse("func.func @f() -> i64 { %0 = dl.constant 1 : i64 : i64 return %0 : i64 }");
  Interpreter interpreter(module);
  EXPECT_FALSE(interpreter.call("f", {}, results_));
  interpreter.forget("f");
  module.lookupSymbol("f")->erase();
  auto other = mlir::parseSourceString<mlir::ModuleOp>(
      "func.func @f() -> i64 { %0 = dl.constant 2 : i64 : i64 return %0 : i64 }", &context_);
  module.push_back(other->lookupSymbol("f")->clone());
  EXPECT_FALSE(interpreter.call("f", {}, results_));
  EXPECT_EQ(std::get<host::Tensor>(results_[1]).item<int64_t>(), 2);
}

TEST_F(InterpreterTest, ArgumentsOfTheCallerStayAsTheyAre) {
  Interpreter interpreter(
      parse(R"(func.func @f(%x: tensor<2xi64>, %v: tensor<1xi64>, %i: i64) -> tensor<2xi64> {
    %y = dl.insert %v into %x at (%i) by [1] : tensor<1xi64>, tensor<2xi64>
    return %y : tensor<2xi64>
  })"));
  host::Tensor x = host::Tensor::of<int64_t>({2}, {1, 2}), v = host::Tensor::of<int64_t>({1}, {9});
  Value arguments[] = {x, v, host::Tensor::scalar<int64_t>(1)};
  EXPECT_FALSE(interpreter.call("f", arguments, results_));
  EXPECT_EQ(x.as<int64_t>()[1], 2);
  EXPECT_EQ(std::get<host::Tensor>(results_[0]).as<int64_t>()[1], 9);
}

} // namespace
} // namespace dual::interpreter
