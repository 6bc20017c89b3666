/* Plain kernels for the model in digits_model.cpp, called as lowering/library/library.h says. */
#include <stddef.h>
#include <stdint.h>

enum { X = 64, H = 32, C = 10 };

static void dense(float *y, const float *x, const float *w, const float *b, int in, int out)
{
  for (int o = 0; o < out; o++)
    y[o] = 0.0f;
  for (int i = 0; i < in; i++)
    for (int o = 0; o < out; o++)
      y[o] += x[i] * w[i * out + o];
  for (int o = 0; o < out; o++)
    y[o] += b[o];
}

static int64_t argmax(const float *z)
{
  int64_t best = 0;
  for (int k = 0; k < C; k++) {
    if (z[k] != z[k])
      return k;
    best = z[k] > z[best] ? k : best;
  }
  return best;
}

void kernel_logits(const float *hw, const float *hb, const float *lw, const float *lb, int64_t B, const float *x, float *out,
                   char *arena)
{
  float *h = (float *)arena;
  for (int64_t b = 0; b < B; b++, h += H) {
    dense(h, x + b * X, hw, hb, X, H);
    for (int k = 0; k < H; k++)
      h[k] = h[k] < 0.0f ? 0.0f : h[k]; /* NaN stays NaN */
    dense(out + b * C, h, lw, lb, H, C);
  }
}

void kernel_classify(const float *hw, const float *hb, const float *lw, const float *lb, int64_t B, const float *x,
                     int64_t *out, char *arena)
{
  float *z = (float *)(arena + 128 * B);
  kernel_logits(hw, hb, lw, lb, B, x, z, arena);
  for (int64_t b = 0; b < B; b++)
    out[b] = argmax(z + b * C);
}

void kernel_shrink(int64_t rows, int64_t columns, const float *image, float *out, char *arena)
{
  (void)arena;
  for (int64_t i = 0; i < rows / 2; i++)
    for (int64_t k = 0; k < columns / 2; k++) {
      const float *p = image + 2 * i * columns + 2 * k;
      out[i * (columns / 2) + k] = (p[0] + p[1] + p[columns] + p[columns + 1]) / 4.0f;
    }
}

void kernel_scale(int64_t n, const float *x, float by, float *y, float *sum, char *arena)
{
  (void)arena;
  *sum = 0.0f;
  for (int64_t k = 0; k < n; k++)
    *sum += y[k] = x[k] * by;
}
