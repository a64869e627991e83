/* The levels of a plane: the mean over exact halves, the mean over any window, and picking (src/pyramid/halve.ts, weightedMean.ts, pick.ts). */
#include <math.h>
#include <string.h>
#include <wasm_simd128.h>

#include "kernel.h"

/* The `type` of values, as in plane.c. */
enum { UINT8, INT8, UINT16, INT16, UINT32, INT32, FLOAT32, FLOAT64 };

/* A row of `n` means from two rows of 2 n values. Integers round half up, in arithmetic that shifts negative sums down as well. */
#define HALVE_INTEGERS(type, wide)                                                              \
  static void halve_##type(const void *upper, const void *lower, int32_t n, void *target) {    \
    const type *a = upper, *b = lower;                                                          \
    type *t = target;                                                                           \
    for (int32_t i = 0; i < n; i++) {                                                           \
      t[i] = (type)(((wide)a[2 * i] + a[2 * i + 1] + b[2 * i] + b[2 * i + 1] + 2) >> 2);        \
    }                                                                                           \
  }

#define HALVE_FLOATS(type)                                                                      \
  static void halve_##type(const void *upper, const void *lower, int32_t n, void *target) {    \
    const type *a = upper, *b = lower;                                                          \
    type *t = target;                                                                           \
    for (int32_t i = 0; i < n; i++) {                                                           \
      t[i] = (type)((((double)a[2 * i] + b[2 * i]) + ((double)a[2 * i + 1] + b[2 * i + 1])) * 0.25); \
    }                                                                                           \
  }

/* clang-format off */
HALVE_INTEGERS(uint8_t, int32_t)
HALVE_INTEGERS(int8_t, int32_t)
HALVE_INTEGERS(int16_t, int32_t)
HALVE_INTEGERS(uint32_t, int64_t)
HALVE_INTEGERS(int32_t, int64_t)
HALVE_FLOATS(float)
HALVE_FLOATS(double)
/* clang-format on */

static void halve_uint16_t(const void *upper, const void *lower, int32_t n, void *target) {
  const uint16_t *a = upper, *b = lower;
  uint16_t *t = target;
  const v128_t two = wasm_i32x4_splat(2);
  int32_t i = 0;
#define FOUR_SUMS(at)                                                                                   \
  wasm_u32x4_shr(wasm_i32x4_add(wasm_i32x4_add(wasm_u32x4_extadd_pairwise_u16x8(wasm_v128_load(a + (at))), \
                                               wasm_u32x4_extadd_pairwise_u16x8(wasm_v128_load(b + (at)))), \
                                two),                                                                   \
                 2)
  for (; i + 8 <= n; i += 8) {
    wasm_v128_store(t + i, wasm_u16x8_narrow_i32x4(FOUR_SUMS(2 * i), FOUR_SUMS(2 * i + 8)));
  }
  for (; i < n; i++) t[i] = (uint16_t)((a[2 * i] + a[2 * i + 1] + b[2 * i] + b[2 * i + 1] + 2) >> 2);
}

/* The mean over exact halves: `rows` rows of `columns` values, without gaps, of twice as many. */
EXPORT(plane_halve)
void plane_halve(const uint8_t *source, int32_t type, int32_t stride, uint8_t *target, int32_t target_stride,
                 int32_t columns, int32_t rows) {
  static void (*const OF_TYPE[])(const void *, const void *, int32_t, void *) = {
      halve_uint8_t,  halve_int8_t,  halve_uint16_t, halve_int16_t,
      halve_uint32_t, halve_int32_t, halve_float,    halve_double};
  for (int32_t y = 0; y < rows; y++) {
    const uint8_t *row = source + (size_t)y * 2 * (size_t)stride;
    OF_TYPE[type](row, row + stride, columns, target + (size_t)y * (size_t)target_stride);
  }
}

/* Windows of a run of output elements: window k begins at first[k] and has the weights offset[k] to offset[k + 1]. */
typedef struct windows {
  const int32_t *first;
  const int32_t *offset;
  const double *weight;
  int32_t count;
} windows;

/* A row of the source, weighted, set or added to the sums. */
#define ADD_ROW(type)                                                                             \
  static void add_row_##type(const void *source, double weight, int is_first, double *sums, int32_t n) { \
    const type *row = source;                                                                     \
    if (is_first) {                                                                               \
      for (int32_t i = 0; i < n; i++) sums[i] = weight * row[i];                                  \
    } else {                                                                                      \
      for (int32_t i = 0; i < n; i++) sums[i] += weight * row[i];                                 \
    }                                                                                             \
  }

/* Sums that stay below 2^51, so that a quotient cannot round up across an integer. */
#define FINISH_INTEGERS(type)                                                                     \
  static void finish_##type(const double *sums, windows along, double total, void *target) {     \
    const double twice = 2 * total;                                                               \
    type *t = target;                                                                             \
    for (int32_t k = 0; k < along.count; k++) {                                                   \
      const double *value = sums + along.first[k];                                                \
      double sum = 0;                                                                             \
      for (int32_t at = along.offset[k]; at < along.offset[k + 1]; at++) sum += along.weight[at] * *value++; \
      t[k] = (type)floor((2 * sum + total) / twice);                                              \
    }                                                                                             \
  }

#define FINISH_FLOATS(type)                                                                       \
  static void finish_##type(const double *sums, windows along, double total, void *target) {     \
    type *t = target;                                                                             \
    for (int32_t k = 0; k < along.count; k++) {                                                   \
      const double *value = sums + along.first[k];                                                \
      int32_t at = along.offset[k];                                                               \
      double sum = along.weight[at++] * *value++;                                                 \
      while (at < along.offset[k + 1]) sum += along.weight[at++] * *value++;                      \
      t[k] = (type)(sum / total);                                                                 \
    }                                                                                             \
  }

/* clang-format off */
ADD_ROW(uint8_t)
ADD_ROW(int8_t)
ADD_ROW(uint16_t)
ADD_ROW(int16_t)
ADD_ROW(uint32_t)
ADD_ROW(int32_t)
ADD_ROW(float)
ADD_ROW(double)
FINISH_INTEGERS(uint8_t)
FINISH_INTEGERS(int8_t)
FINISH_INTEGERS(uint16_t)
FINISH_INTEGERS(int16_t)
FINISH_INTEGERS(uint32_t)
FINISH_INTEGERS(int32_t)
FINISH_FLOATS(float)
FINISH_FLOATS(double)
/* clang-format on */

/* The weighted mean: `down` and `along` are the windows of rows and columns, `total` the product of their weights' sums, `sums` has room
 * for a row of the source. */
EXPORT(plane_mean)
void plane_mean(const uint8_t *source, int32_t type, int32_t stride, uint8_t *target, int32_t target_stride,
                const windows *down, const windows *along, const double *total, double *sums, int32_t source_columns) {
  static void (*const ADD[])(const void *, double, int, double *, int32_t) = {
      add_row_uint8_t,  add_row_int8_t,  add_row_uint16_t, add_row_int16_t,
      add_row_uint32_t, add_row_int32_t, add_row_float,    add_row_double};
  static void (*const FINISH[])(const double *, windows, double, void *) = {
      finish_uint8_t,  finish_int8_t,  finish_uint16_t, finish_int16_t,
      finish_uint32_t, finish_int32_t, finish_float,    finish_double};
  for (int32_t y = 0; y < down->count; y++, target += target_stride) {
    const uint8_t *row = source + (size_t)down->first[y] * (size_t)stride;
    for (int32_t at = down->offset[y]; at < down->offset[y + 1]; at++, row += stride) {
      ADD[type](row, down->weight[at], at == down->offset[y], sums, source_columns);
    }
    FINISH[type](sums, *along, *total, target);
  }
}

#define PICK_ROW(type)                                                                            \
  static void pick_##type(const uint8_t *source, const int32_t *columns, int32_t n, uint8_t *target) { \
    const type *row = (const type *)source;                                                       \
    type *t = (type *)target;                                                                     \
    for (int32_t x = 0; x < n; x++) t[x] = row[columns[x]];                                       \
  }

/* clang-format off */
PICK_ROW(uint8_t)
PICK_ROW(uint16_t)
PICK_ROW(uint32_t)
PICK_ROW(uint64_t)
/* clang-format on */

/* Picks values of 1, 2, 4 or 8 bytes: row y of the target is row rows[y] of the source, and so its columns. */
EXPORT(plane_pick)
void plane_pick(const uint8_t *source, int32_t item, int32_t stride, uint8_t *target, int32_t target_stride,
                const int32_t *rows, int32_t row_count, const int32_t *columns, int32_t column_count) {
  for (int32_t y = 0; y < row_count; y++, target += target_stride) {
    const uint8_t *row = source + (size_t)rows[y] * (size_t)stride;
    if (item == 1) pick_uint8_t(row, columns, column_count, target);
    else if (item == 2) pick_uint16_t(row, columns, column_count, target);
    else if (item == 4) pick_uint32_t(row, columns, column_count, target);
    else pick_uint64_t(row, columns, column_count, target);
  }
}
