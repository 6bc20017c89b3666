#include "nodes.h"

#include <stdio.h>
#include <stdlib.h>

int main(void) {
  size_t bytes = 1 << 20;
  void *memory = malloc(bytes);
  nodes_call call = NODES_CALL(memory, bytes);
  nodes_tree a[3] = {{0}}, b[3] = {{0}};
  for (int k = 0; k < 2; ++k) {
    a[k].tag = b[k].tag = NODES_TREE_LEAF;
    a[k].as.leaf.word = b[k].as.leaf.word = k;
  }
  a[2].tag = b[2].tag = NODES_TREE_NODE;
  a[2].as.node.right = b[2].as.node.right = 1;
  uint8_t same, other, yes, no;
  if (nodes_same(3, a, 3, b, &same, &call) != NODES_OK)
    return 1;
  b[1].as.leaf.word = 7;
  if (nodes_same(3, a, 3, b, &other, &call) != NODES_OK)
    return 1;
  if (nodes_palindrome("abcba", 5, &yes, &call) != NODES_OK)
    return 1;
  if (nodes_palindrome("abcbb", 5, &no, &call) != NODES_OK)
    return 1;
  printf("%d %d %d %d\n", same, other, yes, no);
  free(memory);
  return 0;
}
