// Memory of compiled programs. A training step frees what the next one asks for again, so freed blocks are
// kept by size: the C library would merge and split them each time.
#include "runtime/host/output.h"
#include "runtime/host/stack.h"
#include "runtime/program/list.h"

#include <array>
#include <cstdlib>

namespace {

/// Lies before the block, in as many bytes as the largest alignment that code asks for.
struct Header {
  Header *next;
  int sizeClass;
};

constexpr size_t unit = 64;
constexpr int classes = 64;           // four for each power of two, from 64 bytes to 1 MiB
constexpr size_t mostKept = 64 << 20; // bytes

struct Kept {
  std::array<Header *, classes> first{};
  size_t bytes = 0;
};

thread_local Kept kept;

/// 64, 80, 96, 112, 128, 160, ...
size_t bytesOf(int sizeClass) { return (unit / 4 * (4 + sizeClass % 4)) << (sizeClass / 4); }

/// The smallest class that holds so many bytes; `classes` or more if there is none.
int classOf(size_t bytes) {
  if (bytes <= unit)
    return 0;
  int power = 63 - __builtin_clzll(bytes - 1);
  return (power - 6) * 4 + static_cast<int>((bytes - 1) >> (power - 2) & 3) + 1;
}

} // namespace

void *dual_rt_alloc(int64_t alignment, int64_t bytes) {
  int sizeClass = classOf(static_cast<size_t>(bytes));
  bool isSmall = sizeClass < classes && static_cast<size_t>(alignment) <= unit;
  if (Header *block = isSmall ? kept.first[sizeClass] : nullptr) {
    kept.first[sizeClass] = block->next;
    kept.bytes -= bytesOf(sizeClass);
    return reinterpret_cast<char *>(block) + unit;
  }
  size_t room = isSmall ? bytesOf(sizeClass) : static_cast<size_t>(bytes);
  auto *block = bytes >= 0
                    ? static_cast<Header *>(std::aligned_alloc(unit, (room + 2 * unit - 1) / unit * unit))
                    : nullptr;
  if (!block)
    dual::program::fail(dual::host::outOfMemoryText(bytes), "ARENA", "");
  block->sizeClass = isSmall ? sizeClass : classes;
  return reinterpret_cast<char *>(block) + unit;
}

void dual_rt_in_new_chunk(void (*function)(void *), void *argument) {
  if (!dual::host::callInNewChunk(function, argument))
    dual::program::fail(dual::host::outOfMemoryText(dual::host::chunkBytes), "ARENA", "");
}

void dual_rt_too_large() { dual::program::fail(dual::host::outOfMemoryText(-1), "ARENA", ""); }

void dual_rt_free(void *memory) {
  if (!memory)
    return;
  auto *block = reinterpret_cast<Header *>(static_cast<char *>(memory) - unit);
  if (block->sizeClass == classes || kept.bytes + bytesOf(block->sizeClass) > mostKept)
    return std::free(block);
  kept.bytes += bytesOf(block->sizeClass);
  block->next = kept.first[block->sizeClass];
  kept.first[block->sizeClass] = block;
}
