#include "runtime/host/node.h"

#include <gtest/gtest.h>

using namespace dual::host;

namespace {

Node *link(int64_t head, Node *rest) {
  Node *node = newNode(1, nodeLayout("fN:Link(head: %, rest: %)"), 2);
  node->slots[0].bits = head;
  node->slots[1].node = rest;
  return node;
}

Node *end() { return newNode(0, nodeLayout(":End"), 0); }

TEST(Node, ALongChainIsFreedAtOnce) {
  Data chain(end());
  for (int64_t k = 0; k < 3000000; ++k)
    chain = Data(link(k, chain.take()));
  EXPECT_EQ(liveNodes(), 3000001);
  chain = Data();
  EXPECT_EQ(liveNodes(), 0);
}

TEST(Node, ASharedPartLivesAsLongAsOneHolder) {
  Data shared(link(1, end()));
  {
    Data other(link(2, Data(shared).take()));
    EXPECT_EQ(toText(*other.get(), {}), "Link(head: 2, rest: Link(head: 1, rest: End))");
    EXPECT_EQ(liveNodes(), 3);
  }
  EXPECT_EQ(liveNodes(), 2);
  EXPECT_EQ(toText(*shared.get(), {}), "Link(head: 1, rest: End)");
}

TEST(Node, TensorsGoWithTheirNode) {
  Data node(newNode(0, nodeLayout("T:Leaf(x: %)"), 1));
  node.get()->slots[0].tensor = new Tensor(Tensor::of<float>({2}, {1, 2}));
  EXPECT_EQ(toText(*node.get(), {}), "Leaf(x: [1. 2.])");
}

TEST(Node, PlainEnumsInFieldsShowTheirCase) {
  const NodeLayout *layout = nodeLayout("fff:Of({None~~|Some({A~|B(n: %)})|Last~~}, z)");
  for (auto [first, second, text] :
       {std::tuple(0, 0, "Of(None, z)"), std::tuple(1, 0, "Of(Some(A), z)"),
        std::tuple(1, 1, "Of(Some(B(n: 7)), z)"), std::tuple(2, 0, "Of(Last, z)")}) {
    Data node(newNode(0, layout, 3));
    node.get()->slots[0].bits = first;
    node.get()->slots[1].bits = second;
    node.get()->slots[2].bits = 7;
    EXPECT_EQ(toText(*node.get(), {}), text);
  }
}

TEST(Node, AMillionNodesAreShownWithoutTheCStack) {
  Data chain(end());
  for (int64_t k = 0; k < 1000000; ++k)
    chain = Data(link(0, chain.take()));
  std::string text = toText(*chain.get(), {});
  EXPECT_EQ(text.size(), 1000000 * std::string("Link(head: 0, rest: )").size() + 3);
}

} // namespace
