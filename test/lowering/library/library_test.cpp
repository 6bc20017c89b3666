#include "lowering/library/border.h"
#include "lowering/library/header.h"
#include "lowering/library/manifest.h"
#include "lowering/library/names.h"
#include "test/lowering/library/digits_model.h"

#include <gtest/gtest.h>

using namespace dual::library;

static Expression dim(const char *name) { return Expression::dim(name); }

TEST(Expression, IsWrittenWithAsFewBracketsAsItNeeds) {
  EXPECT_EQ(text(dim("N") - dim("K") + 1), "N - K + 1");
  EXPECT_EQ(text(dim("N") - (dim("K") + 1)), "N - (K + 1)");
  EXPECT_EQ(text(floorDiv(dim("H") + Expression(2) * dim("p"), dim("s"))), "(H + 2*p)/s");
  EXPECT_EQ(text(Expression(64) + roundUp64(dim("B") * 40)), "64 + ceil64(B*40)");
  EXPECT_EQ(text(Expression(4) * (floorDiv(dim("H"), 2) * dim("W"))), "4*(H/2*W)");
}

TEST(Expression, RoundsDownAndRefusesWhatLeavesInt64) {
  EXPECT_EQ(evaluate(floorDiv(dim("N") - 3, 2), {{"N", 0}}), -2);
  EXPECT_EQ(evaluate(mod(dim("N") - 3, 2), {{"N", 0}}), 1);
  EXPECT_EQ(evaluate(roundUp64(dim("N")), {{"N", 65}}), 128);
  EXPECT_EQ(evaluate(dim("N") * 2, {{"N", INT64_MAX}}), std::nullopt);
  EXPECT_EQ(evaluate(floorDiv(1, dim("N")), {{"N", 0}}), std::nullopt);
  EXPECT_EQ(evaluate(dim("M"), {{"N", 0}}), std::nullopt);
}

TEST(Names, BecomeSnakeCaseAndAvoidKeywords) {
  EXPECT_EQ(snakeCase("TreeLstm"), "tree_lstm");
  EXPECT_EQ(snakeCase("HTTPServer2"), "http_server2");
  EXPECT_EQ(snakeCase("already_small"), "already_small");
  EXPECT_EQ(parameterName("class"), "class_");
  EXPECT_EQ(parameterName("call"), "call_");
  EXPECT_EQ(parameterName("dim_B"), "dim_B_");
  EXPECT_EQ(parameterName("CPU"), "cpu_");
}

TEST(Names, OfTheHandMadeModelDoNotClash) { EXPECT_TRUE(problems(digitsModel("digits")).empty()); }

TEST(Names, ThatTheHeaderTakesAreRefused) {
  Interface i = digitsModel("digits");
  i.functions[0].name = "error_text";
  ASSERT_EQ(problems(i).size(), 1u);
  EXPECT_EQ(problems(i)[0].text, "export `error_text` and a part of every library have the same name in C, "
                                 "`digits_error_text`; rename one of them");
}

TEST(Names, ThatMeetAfterSnakeCaseAreRefused) {
  Interface i = digitsModel("digits");
  i.structures.push_back(i.structures[0]);
  i.structures[1].name = "classifier";
  EXPECT_FALSE(problems(i).empty());
  i = digitsModel("digits");
  i.functions[2].name = "classify_arena";
  EXPECT_FALSE(problems(i).empty());
}

// Of the checks of sizes only those that an earlier one does not imply.
TEST(Border, ChecksEachSizeOnce) {
  std::vector<std::string> sizes;
  Interface i = digitsModel("digits");
  for (const Function &f : i.functions)
    for (const Check &c : borderOf(i, f).checks)
      if (c.kind == Check::Kind::Size)
        sizes.push_back(f.name + " " + c.subject + " " + text(c.left));
  std::vector<std::string> expected = {"classify x 256*B",   "logits x 256*B", "shrink image 4*H",
                                       "shrink image 4*H*W", "scale x 4*N",    "scale arena 64 + 16*N"};
  EXPECT_EQ(sizes, expected);
}

TEST(Header, IsTheSameEachTime) {
  EXPECT_EQ(headerText(digitsModel("digits")), headerText(digitsModel("digits")));
}

TEST(Manifest, HashKnowsTheInterfaceAlone) {
  Interface i = digitsModel("digits"), same = i, other = i;
  same.functions[0].source = "digits.dl:99";
  same.functions[0].doc = "Something else.";
  same.functions[0].flops = 1;
  same.build = "another compiler";
  EXPECT_EQ(abiHash(i), abiHash(same));
  other.functions[0].dims[0].least = 1;
  EXPECT_NE(abiHash(i), abiHash(other));
  other = i;
  other.structures[0].weights[1].shape = {33};
  EXPECT_NE(abiHash(i), abiHash(other));
}
