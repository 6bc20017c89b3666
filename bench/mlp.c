/* Calls the network of mlp.dl. `mlp X Y` reads the input from the file X and writes the scores to Y; then
 * each line "one COUNT" or "any COUNT" of standard input is answered by the microseconds of one of so many
 * calls, in the fastest of ten bursts: of `scores`, made for one input, or of `scores_of_many`, for any
 * number, given one. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "mlp.h"

enum { BURSTS = 10 };

static float x[512], y[2], z[2];
static mlp_net m;
static mlp_call call = MLP_CALL(NULL, 0);

static void check(int status) {
  char text[200];
  if (status == MLP_OK)
    return;
  mlp_error_text(&call.error, text, sizeof text);
  fprintf(stderr, "%s\n", text);
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return 1e6 * (double)t.tv_sec + 1e-3 * (double)t.tv_nsec;
}

static void transfer(const char *path, float *data, size_t count, int writes) {
  FILE *f = fopen(path, writes ? "wb" : "rb");
  if (f == NULL || (writes ? fwrite(data, 4, count, f) : fread(data, 4, count, f)) != count ||
      fclose(f) != 0) {
    perror(path);
    exit(1);
  }
}

static size_t arena_bytes(void) {
  size_t one = MLP_SCORES_ARENA, any = mlp_scores_of_many_arena(1);
  return one > any ? one : any;
}

static double burst(int any, long count) {
  double start = now();
  for (long i = 0; i < count; i++)
    check(any ? mlp_scores_of_many(&m, 1, x, z, &call) : mlp_scores(&m, x, y, &call));
  return (now() - start) / (double)count;
}

int main(int argc, char **argv) {
  char which[8];
  long count;
  if (argc != 3)
    return 2;
  transfer(argv[1], x, 512, 0);
  call.arena_bytes = arena_bytes();
  call.arena = malloc(call.arena_bytes);
  check(mlp_net_builtin(&m, &call));
  check(mlp_scores(&m, x, y, &call));
  check(mlp_scores_of_many(&m, 1, x, z, &call));
  if (memcmp(y, z, sizeof y) != 0)
    return fprintf(stderr, "the two functions differ\n"), 1;
  transfer(argv[2], y, 2, 1);
  while (scanf("%7s %ld", which, &count) == 2 && count >= BURSTS) {
    double best = 1e30;
    for (int k = 0; k < BURSTS; k++) {
      double t = burst(strcmp(which, "any") == 0, count / BURSTS);
      if (t < best)
        best = t;
    }
    printf("%.4f\n", best);
    fflush(stdout);
  }
  free(call.arena);
  return 0;
}
