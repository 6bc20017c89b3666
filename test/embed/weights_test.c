/* Blocks of weights: every way in which one can be wrong, with its sentence; then damage at random. */
#include "promise.h"

static unsigned char *built;
static size_t built_bytes;

/* A block with this header (in which ' stands for ") and that many bytes of data; the data start at a
 * multiple of 4. */
static void build(const char *header, size_t data) {
  size_t n = (strlen(header) + 7) / 8 * 8;
  free(built);
  built_bytes = 8 + n + data;
  built = bytes(built_bytes);
  memset(built, 0, built_bytes);
  for (int i = 0; i < 8; i++)
    built[i] = (unsigned char)(n >> (8 * i));
  for (size_t i = 0; i < n; i++)
    built[8 + i] = (unsigned char)(i >= strlen(header) ? ' ' : header[i] == '\'' ? '"' : header[i]);
}

#define HW "'h.weight':{'dtype':'F32','shape':[64,32],'data_offsets':[0,8192]}"
#define HB "'h.bias':{'dtype':'F32','shape':[32],'data_offsets':[8192,8320]}"
#define LW "'logits.weight':{'dtype':'F32','shape':[32,10],'data_offsets':[8320,9600]}"
#define LB "'logits.bias':{'dtype':'F32','shape':[10],'data_offsets':[9600,9640]}"
#define ALL "{" HW "," HB "," LW "," LB "}"
#define LOAD(m, block, n, memory, k) digits_classifier_load(m, block, n, memory, k, &call)

static void break_arguments(digits_classifier *m, float *memory) {
  digits_call call = DIGITS_CALL(NULL, 0);
  size_t room = DIGITS_CLASSIFIER_MEMORY;
  build(ALL, 9640);
  FAILS(DIGITS_E_NULL, "`block` is null", LOAD(m, NULL, 0, NULL, 0));
  FAILS(DIGITS_E_NULL, "`m` is null", LOAD(NULL, built, built_bytes, NULL, 0));
  FAILS(DIGITS_E_NULL, "`memory` is null", LOAD(m, built, built_bytes, NULL, room));
  FAILS(DIGITS_E_ALIGN, "`m` lies at an address that is not a multiple of 8",
        LOAD((digits_classifier *)(void *)((char *)m + 4), built, built_bytes, NULL, 0));
  FAILS(DIGITS_E_ALIGN, "`memory` lies at an address that is not a multiple of 4",
        LOAD(m, built, built_bytes, (char *)memory + 1, room));
  FAILS(DIGITS_E_SPACE, "`memory` has 9639 bytes; 9640 are needed",
        LOAD(m, built, built_bytes, memory, room - 1));
  FAILS(DIGITS_E_OVERLAP, "`m` overlaps `memory`",
        LOAD((digits_classifier *)(void *)memory, built, built_bytes, memory, room));
  FAILS(DIGITS_E_OVERLAP, "`m` overlaps `block`",
        LOAD((digits_classifier *)(void *)built, built, built_bytes, NULL, 0));
  FAILS(DIGITS_E_OVERLAP, "`m` overlaps `call`",
        LOAD((digits_classifier *)(void *)&call.arena_bytes, built, built_bytes, NULL, 0));
  FAILS(DIGITS_E_OVERLAP, "`memory` overlaps `block`", LOAD(m, built, built_bytes, built + 64, room));
  FAILS(DIGITS_E_OVERLAP, "`memory` overlaps `call`", LOAD(m, built, built_bytes, &call, room));
  FAILS(DIGITS_E_WEIGHTS, "`block` has 0 bytes; its header describes 8", LOAD(m, built, 0, NULL, 0));
  FAILS(DIGITS_E_WEIGHTS, "`block` has 7 bytes; its header describes 8", LOAD(m, built, 7, NULL, 0));
  FAILS(DIGITS_E_WEIGHTS, "`block` has 100 bytes; its header describes 288", LOAD(m, built, 100, NULL, 0));
  FAILS(DIGITS_E_WEIGHTS, "`block` has 9927 bytes; its header describes 9928",
        LOAD(m, built, built_bytes - 1, NULL, 0));
  memset(built, 0xff, 8);
  FAILS(DIGITS_E_WEIGHTS, "`block` has 9928 bytes; its header describes 9223372036854775807",
        LOAD(m, built, built_bytes, NULL, 0));
}

static void break_header(digits_classifier *m) {
  digits_call call = DIGITS_CALL(NULL, 0);
#define WRONG(header, data, text)                                                                            \
  (build(header, data), FAILS(DIGITS_E_WEIGHTS, text, LOAD(m, built, built_bytes, NULL, 0)))
  WRONG(ALL, 9641, "`block` has 9929 bytes; its header describes 9928");
  WRONG("{" HW "," HB "," LB "}", 9640, "tensor `logits.weight` is missing");
  WRONG("{" HW "," HB "," LW "," LB "," HB "}", 9640, "tensor `h.bias` occurs twice");
  WRONG("{'h.weight':{'dtype':'BF16','shape':[64,32],'data_offsets':[0,8192]}," HB "," LW "," LB "}", 9640,
        "tensor `h.weight` has a dtype that is not F32");
  WRONG("{'h.weight':{'dtype':'F32','shape':[2048],'data_offsets':[0,8192]}," HB "," LW "," LB "}", 9640,
        "tensor `h.weight` has rank 1; it must be 2");
  WRONG("{'h.weight':{'dtype':'F32','shape':[32,64],'data_offsets':[0,8192]}," HB "," LW "," LB "}", 9640,
        "tensor `h.weight` has 32 elements along axis 0; it must have 64");
  WRONG("{'h.weight':{'dtype':'F32','shape':[64,32],'data_offsets':[0,4]}," HB "," LW "," LB "}", 9640,
        "tensor `h.weight` has data_offsets that span 4 bytes; its shape needs 8192");
  WRONG("{'h.weight':{'dtype':'F32','shape':[64,32],'data_offsets':[2,8194]}," HB "," LW "," LB "}", 9640,
        "tensor `h.weight` cannot be used in place: its address is not a multiple of 4; hand in `memory` to "
        "copy it to");
#define FORMAT(byte) "`block` is not in safetensors format: byte " byte " of its header is unexpected"
  WRONG("", 0, FORMAT("0"));
  WRONG("{'h.weight' {}}", 0, FORMAT("12"));
  WRONG("{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,0]}}", 0, FORMAT("47"));
  WRONG("{'a':{'dtype':'F32','shape':[],'data_offsets':[8,4]}}", 8, FORMAT("51"));
  WRONG("{'a':{'dtype':'F32','shape':[]}}", 0, FORMAT("30"));
  WRONG("{'a':{'dtype':'F32','dtype':'F32','shape':[],'data_offsets':[0,4]}}", 4, FORMAT("28"));
  WRONG("{'a\\", 0, FORMAT("8"));
  WRONG("{} x", 0, FORMAT("3"));
}

static void places(digits_classifier *m, float *memory) {
  digits_call call = DIGITS_CALL(NULL, 0);
  build("{'__metadata__':{'format':'pt','made \\' "
        "by':'x'},'extra':{'shape':[2,0],'dtype':'F64','data_offsets':[0,0]}," HW "," HB "," LW "," LB "}",
        9640);
  GOOD(LOAD(m, built, built_bytes, NULL, 0));
  const unsigned char *at = (const unsigned char *)(const void *)m->h_weight;
  THAT(at > built && at < built + built_bytes && m->packed == NULL); /* in place, not copied */
  unsigned char *odd = bytes(built_bytes + 1);                       /* the same block at an odd address */
  memcpy(odd + 1, built, built_bytes);
  odd[1 + built_bytes - 1] = 0x40;
  FAILS(DIGITS_E_WEIGHTS,
        "tensor `h.weight` cannot be used in place: its address is not a multiple of 4; hand in `memory` to "
        "copy it to",
        LOAD(m, odd + 1, built_bytes, NULL, 0));
  GOOD(LOAD(m, odd + 1, built_bytes, memory, DIGITS_CLASSIFIER_MEMORY));
  THAT(m->h_weight == memory && m->logits_bias == memory + 2400 && m->logits_bias[9] > 1.0f);
  free(odd);
}

/* Never a crash, never a step outside: the block is exactly allocated. */
static void damage(digits_classifier *m, float *memory) {
  digits_call call = DIGITS_CALL(NULL, 0);
  unsigned seed = 1;
  int refused = 0;
  build(ALL, 9640);
  for (int i = 0; i < 20000; i++) {
    size_t n = 300 + (seed >> 8) % 200;
    unsigned char *copy = bytes(n);
    memcpy(copy, built, n);
    for (int hits = 0; hits < 4; hits++) {
      seed = seed * 1664525u + 1013904223u;
      copy[(seed >> 8) % 288] = (unsigned char)((seed >> 3) & 0x7f);
    }
    refused += LOAD(m, copy, n, memory, DIGITS_CLASSIFIER_MEMORY) == DIGITS_E_WEIGHTS;
    free(copy);
  }
  THAT(refused == 20000);
}

int main(void) {
  digits_call call = DIGITS_CALL(NULL, 0);
  digits_classifier *m = bytes(sizeof *m);
  float *memory = bytes(DIGITS_CLASSIFIER_MEMORY);
  break_arguments(m, memory);
  break_header(m);
  damage(m, memory);
  THAT(untouched(m, sizeof *m) && untouched(memory, DIGITS_CLASSIFIER_MEMORY));
  places(m, memory);
  free(built);
  free(m);
  free(memory);
  printf("weights: %d passed, %d failed\n", passed, failed);
  return failed != 0;
}
