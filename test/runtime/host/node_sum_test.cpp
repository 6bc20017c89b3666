#include "runtime/host/node_sum.h"

#include <gtest/gtest.h>

using namespace dual::host;

namespace {

/// A number, a tensor of two floats, what follows.
Node *link(int64_t number, float x, float y, Node *rest) {
  Node *node = newNode(1, nodeLayout("fTN:Link(n: %, x: %, rest: %)"), 3);
  node->slots[0].bits = number;
  node->slots[1].tensor = new Tensor(Tensor::of<float>({2}, {x, y}));
  node->slots[2].node = rest;
  return node;
}

Node *end() { return newNode(0, nodeLayout(":End"), 0); }

std::string text(const Data &data) { return toText(*data.get(), {}); }

TEST(NodeSum, FloatsAreAddedAndOtherNumbersKept) {
  Data a(link(7, 1, 2, link(8, 3, 4, nullptr))), b(link(7, 10, 20, link(8, 30, 40, link(9, 5, 6, end()))));
  EXPECT_EQ(text(sumOf(a.get(), b.get())), "Link(n: 7, x: [11. 22.], rest: Link(n: 8, x: [33. 44.], rest: "
                                           "Link(n: 9, x: [5. 6.], rest: End)))");
}

TEST(NodeSum, NoneIsZero) {
  Data a(link(7, 1, 2, end()));
  EXPECT_EQ(sumOf(a.get(), nullptr).get(), a.get());
  EXPECT_EQ(sumOf(nullptr, a.get()).get(), a.get());
  EXPECT_EQ(sumOf(nullptr, nullptr).get(), nullptr);
}

TEST(NodeSum, ScalarsOfEachWidth) {
  const NodeLayout *layout = nodeLayout("jighf:%, %, %, %, %");
  Data node(newNode(0, layout, 5));
  double wide = 0.25;
  float narrow = 1.5F;
  std::memcpy(&node.get()->slots[0].bits, &wide, sizeof wide);
  std::memcpy(&node.get()->slots[1].bits, &narrow, sizeof narrow);
  node.get()->slots[2].bits = 0x3c00; // 1 in f16
  node.get()->slots[3].bits = 0x3f80; // and in bf16
  node.get()->slots[4].bits = 3;
  EXPECT_EQ(text(sumOf(node.get(), node.get())), "0.5, 3.0, 2.0, 2.0, 3");
}

TEST(NodeSum, AddingToAFieldOfNoneMakesANode) {
  Data like(link(7, 1, 2, link(8, 3, 4, end())));
  Data sum = ownCopy(nullptr, *like.get());
  EXPECT_EQ(sum.get()->slots[2].node, nullptr);
  Tensor part = Tensor::of<float>({2}, {0.5, 0.25});
  Node::Slot slot{};
  slot.tensor = &part;
  addTo(*sum.get(), 1, slot);
  Data again = ownCopy(sum.get(), *like.get());
  addTo(*again.get(), 1, slot);
  EXPECT_EQ(text(filled(sum.get(), like.get())),
            "Link(n: 7, x: [0.5  0.25], rest: Link(n: 8, x: [0. 0.], rest: End))");
  EXPECT_EQ(text(filled(again.get(), like.get())),
            "Link(n: 7, x: [1.  0.5], rest: Link(n: 8, x: [0. 0.], rest: End))");
}

TEST(NodeSum, AMillionNodesTakeNoCStack) {
  Data chain(end());
  for (int k = 0; k < 1000000; ++k)
    chain = Data(link(k, 1, 2, chain.take()));
  Data zeros = filled(nullptr, chain.get()), sum = sumOf(chain.get(), chain.get());
  EXPECT_EQ(zeros.get()->slots[1].tensor->as<float>()[1], 0.0F);
  EXPECT_EQ(sum.get()->slots[1].tensor->as<float>()[1], 4.0F);
  chain = zeros = sum = Data();
  EXPECT_EQ(liveNodes(), 0);
}

} // namespace
