/* Which instructions this CPU has and its operating system lets programs use. */
#include "runtime/core/core.h"

enum { LEAF_1, LEAF_7, LEAF_7_1, LEAF_EXTENDED, LEAVES };
enum { EAX, EBX, ECX, EDX };
enum { NONE = 0, AVX = 0x6, AVX512 = 0xe6, AMX = 0x60000 };
enum { ASKED = 63, HAS_XSAVE = 1 << 27 };

static const char feature_names[] =
#define DUAL_CPU(name, leaf, reg, bit, state) name "\0"
#include "runtime/core/cpu.def"
    ;

typedef struct answers {
  uint32_t word[LEAVES][4], state;
} answers;

#if defined(__x86_64__)
static void cpuid(uint32_t leaf, uint32_t part, uint32_t *word) {
  __asm__ volatile("cpuid"
                   : "=a"(word[EAX]), "=b"(word[EBX]), "=c"(word[ECX]), "=d"(word[EDX])
                   : "a"(leaf), "c"(part));
}

static uint32_t saved_state(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static void ask(answers *a) {
  uint32_t most[4];
  cpuid(0, 0, most);
  cpuid(1, 0, a->word[LEAF_1]);
  if (most[EAX] >= 7) {
    cpuid(7, 0, a->word[LEAF_7]);
    if (a->word[LEAF_7][EAX] >= 1)
      cpuid(7, 1, a->word[LEAF_7_1]);
  }
  cpuid(0x80000000u, 0, most);
  if (most[EAX] >= 0x80000001u)
    cpuid(0x80000001u, 0, a->word[LEAF_EXTENDED]);
  if ((a->word[LEAF_1][ECX] & HAS_XSAVE) != 0)
    a->state = saved_state();
}
#else
static void ask(answers *a) { (void)a; }
#endif

static uint64_t features(void) {
  answers a = {{{0}}, 0};
  uint64_t found = UINT64_C(1) << ASKED;
  int n = 0;
  ask(&a);
#define DUAL_CPU(name, leaf, reg, bit, saved)                                                                \
  found |= (uint64_t)((a.word[leaf][reg] >> bit & 1u) != 0 && (a.state & saved) == saved) << n++;
#include "runtime/core/cpu.def"
  return found;
}

__attribute__((noinline, cold)) uint64_t dual_cpu_lacks(dual_call *call, uint64_t need) {
  if (call->cpu >> ASKED == 0)
    call->cpu = features();
  return need & ~call->cpu;
}

const char *dual_cpu_name(uint64_t missing) {
  int n = 0;
  while ((missing >> n & 1u) == 0)
    n++;
  return dual_nth(feature_names, n);
}
