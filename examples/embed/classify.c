/* Classifies the images of test_x.npy with the network that was compiled into libdigits.a, and compares with
 * test_y.npy. cc -std=c99 classify.c libdigits.a -lm -o classify && ./classify [--logits FILE]
 * --logits also writes the scores of all images, row by row, as little-endian floats. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "digits.h"

static void check(int status, const digits_call *call) {
  char text[200];
  if (status == DIGITS_OK)
    return;
  digits_error_text(&call->error, text, sizeof text);
  fprintf(stderr, "%s\n", text);
  exit(1);
}

/* The data of an .npy file of format 1.0, row-major; *rows is its first dim, `row` the bytes of each. */
static void *read_npy(const char *path, const char *dtype, size_t row, int64_t *rows) {
  unsigned char start[10];
  char header[65536] = "", *shape = NULL;
  void *data = NULL;
  FILE *f = fopen(path, "rb");
  if (f != NULL && fread(start, 1, 10, f) == 10 && memcmp(start, "\x93NUMPY\x01", 7) == 0) {
    size_t n = start[8] + 256u * start[9];
    if (fread(header, 1, n, f) == n && strstr(header, dtype) != NULL)
      shape = strstr(header, "'shape': (");
  }
  *rows = shape != NULL ? strtoll(shape + 10, NULL, 10) : 0;
  if (*rows > 0 && *rows < 1000000)
    data = malloc((size_t)*rows * row);
  if (data == NULL || fread(data, row, (size_t)*rows, f) != (size_t)*rows || getc(f) != EOF) {
    fprintf(stderr, "%s: not an array of %s with rows of %u bytes\n", path, dtype, (unsigned)row);
    exit(1);
  }
  fclose(f);
  return data;
}

int main(int argc, char **argv) {
  int64_t rows, labels, right = 0;
  float *x = read_npy("test_x.npy", "<f4", 64 * sizeof(float), &rows);
  int64_t *label = read_npy("test_y.npy", "<i8", sizeof(int64_t), &labels),
          *out = malloc((size_t)rows * sizeof *out);
  float *scores = malloc((size_t)DIGITS_LOGITS_OUT_COUNT(rows) * sizeof *scores);
  size_t bytes = digits_classify_arena(rows) > digits_logits_arena(rows) ? digits_classify_arena(rows)
                                                                         : digits_logits_arena(rows);
  digits_call call = DIGITS_CALL(malloc(bytes), bytes);
  digits_classifier m;
  if (labels != rows)
    return fprintf(stderr, "test_x.npy and test_y.npy differ in length\n"), 1;
  check(digits_classifier_builtin(&m, &call), &call);
  check(digits_classify(&m, rows, x, out, &call), &call);
  for (int64_t i = 0; i < rows; i++)
    right += out[i] == label[i];
  printf("accuracy %.4f\n", (double)right / (double)rows);
  if (argc == 3 && strcmp(argv[1], "--logits") == 0) {
    FILE *f = fopen(argv[2], "wb");
    check(digits_logits(&m, rows, x, scores, &call), &call);
    if (f == NULL || fwrite(scores, 10 * sizeof(float), (size_t)rows, f) != (size_t)rows || fclose(f) != 0)
      return perror(argv[2]), 1;
  }
  free(call.arena), free(scores), free(out), free(label), free(x);
  return 0;
}
