/* What happens to the pixels of a plane between decoding and encoding: they are put in their place, looked at, resampled, and cut into
 * chunks. Strides count bytes between rows. Every result is, bit for bit, that of the general road (src/pyramid/, src/convert/): sums of
 * floats are added in the same order there and here. */
#include <math.h>
#include <string.h>
#include <wasm_simd128.h>

#include "kernel.h"

/* The `type` of values; `PLANE_TYPES` of src/codecs/kernelExports.ts has the same order. */
enum { UINT8, INT8, UINT16, INT16, UINT32, INT32, FLOAT32, FLOAT64 };

/* Rows from one place to another. */
EXPORT(plane_copy)
void plane_copy(const uint8_t *source, int32_t source_stride, uint8_t *target, int32_t target_stride, int32_t row_bytes,
                int32_t rows) {
  for (int32_t y = 0; y < rows; y++, source += source_stride, target += target_stride) {
    memcpy(target, source, (size_t)row_bytes);
  }
}

/* Rows into a chunk of `full_rows` rows of `full_row_bytes`, zero beyond them. */
EXPORT(plane_cut)
void plane_cut(const uint8_t *source, int32_t stride, int32_t row_bytes, int32_t rows, uint8_t *target,
               int32_t full_row_bytes, int32_t full_rows) {
  const size_t padding = (size_t)(full_row_bytes - row_bytes);
  for (int32_t y = 0; y < rows; y++, source += stride, target += full_row_bytes) {
    memcpy(target, source, (size_t)row_bytes);
    memset(target + row_bytes, 0, padding);
  }
  memset(target, 0, (size_t)(full_rows - rows) * (size_t)full_row_bytes);
}

EXPORT(plane_is_zero)
int32_t plane_is_zero(const uint8_t *data, int32_t n) {
  int32_t i = 0;
  for (; i + 64 <= n; i += 64) {
    const v128_t a = wasm_v128_or(wasm_v128_load(data + i), wasm_v128_load(data + i + 16));
    const v128_t b = wasm_v128_or(wasm_v128_load(data + i + 32), wasm_v128_load(data + i + 48));
    if (wasm_v128_any_true(wasm_v128_or(a, b))) return 0;
  }
  for (; i < n; i++) {
    if (data[i] != 0) return 0;
  }
  return 1;
}

EXPORT(plane_is_same)
int32_t plane_is_same(const uint8_t *a, const uint8_t *b, int32_t n) {
  int32_t i = 0;
  for (; i + 32 <= n; i += 32) {
    const v128_t low = wasm_v128_xor(wasm_v128_load(a + i), wasm_v128_load(b + i));
    const v128_t high = wasm_v128_xor(wasm_v128_load(a + i + 16), wasm_v128_load(b + i + 16));
    if (wasm_v128_any_true(wasm_v128_or(low, high))) return 0;
  }
  for (; i < n; i++) {
    if (a[i] != b[i]) return 0;
  }
  return 1;
}

/* Widens a range (two doubles) by values that are finite. Whole rows without a branch: compilers make vectors of them. */
#define RANGE_OF_INTEGERS(type)                                                                              \
  static void range_##type(const uint8_t *data, int32_t stride, int32_t columns, int32_t rows, double *range) { \
    type low = ((const type *)data)[0];                                                                      \
    type high = low;                                                                                         \
    for (int32_t y = 0; y < rows; y++) {                                                                     \
      const type *row = (const type *)(data + (size_t)y * (size_t)stride);                                   \
      for (int32_t x = 0; x < columns; x++) {                                                                \
        low = row[x] < low ? row[x] : low;                                                                   \
        high = row[x] > high ? row[x] : high;                                                                \
      }                                                                                                      \
    }                                                                                                        \
    if (low < range[0]) range[0] = low;                                                                      \
    if (high > range[1]) range[1] = high;                                                                    \
  }

#define RANGE_OF_FLOATS(type)                                                                                \
  static void range_##type(const uint8_t *data, int32_t stride, int32_t columns, int32_t rows, double *range) { \
    double low = range[0];                                                                                   \
    double high = range[1];                                                                                  \
    for (int32_t y = 0; y < rows; y++) {                                                                     \
      const type *row = (const type *)(data + (size_t)y * (size_t)stride);                                   \
      for (int32_t x = 0; x < columns; x++) {                                                                \
        if (row[x] < low && row[x] != -INFINITY) low = row[x];                                               \
        if (row[x] > high && row[x] != INFINITY) high = row[x];                                              \
      }                                                                                                      \
    }                                                                                                        \
    range[0] = low;                                                                                          \
    range[1] = high;                                                                                         \
  }

/* Counts every `step`-th of the finite values, beginning `phase` values on, by bin; returns the phase of the values that follow. */
#define COUNT(type, is_counted, bin_of)                                                                      \
  static int32_t count_##type(const uint8_t *data, int32_t stride, int32_t columns, int32_t rows, int32_t step, \
                              int32_t phase, uint32_t *bins) {                                               \
    for (int32_t y = 0; y < rows; y++) {                                                                     \
      const type *row = (const type *)(data + (size_t)y * (size_t)stride);                                   \
      int32_t x = phase;                                                                                     \
      for (; x < columns; x += step) {                                                                       \
        const type value = row[x];                                                                           \
        if (is_counted) bins[bin_of]++;                                                                      \
      }                                                                                                      \
      phase = x - columns;                                                                                   \
    }                                                                                                        \
    return phase;                                                                                            \
  }

/* The upper half of a float32, turned so that bins ascend with the value; both zeros have one (`floatBinner`). */
static uint32_t float_bin(float value) {
  const float plain = value + 0.0f;
  uint32_t bits;
  memcpy(&bits, &plain, sizeof bits);
  const uint32_t top = bits >> 16;
  return top & 0x8000 ? 0xffff - top : top | 0x8000;
}

/* clang-format off */
RANGE_OF_INTEGERS(uint8_t)
RANGE_OF_INTEGERS(int8_t)
RANGE_OF_INTEGERS(uint16_t)
RANGE_OF_INTEGERS(int16_t)
RANGE_OF_INTEGERS(uint32_t)
RANGE_OF_INTEGERS(int32_t)
RANGE_OF_FLOATS(float)
RANGE_OF_FLOATS(double)
COUNT(uint8_t, 1, value)
COUNT(int8_t, 1, value + 32768)
COUNT(uint16_t, 1, value)
COUNT(int16_t, 1, value + 32768)
COUNT(uint32_t, 1, float_bin((float)value))
COUNT(int32_t, 1, float_bin((float)value))
COUNT(float, isfinite(value), float_bin(value))
COUNT(double, isfinite(value), float_bin((float)value))
/* clang-format on */

EXPORT(plane_range)
void plane_range(const uint8_t *data, int32_t type, int32_t stride, int32_t columns, int32_t rows, double *range) {
  static void (*const OF_TYPE[])(const uint8_t *, int32_t, int32_t, int32_t, double *) = {
      range_uint8_t,  range_int8_t,  range_uint16_t, range_int16_t,
      range_uint32_t, range_int32_t, range_float,    range_double};
  OF_TYPE[type](data, stride, columns, rows, range);
}

EXPORT(plane_count)
int32_t plane_count(const uint8_t *data, int32_t type, int32_t stride, int32_t columns, int32_t rows, int32_t step,
                    int32_t phase, uint32_t *bins) {
  static int32_t (*const OF_TYPE[])(const uint8_t *, int32_t, int32_t, int32_t, int32_t, int32_t, uint32_t *) = {
      count_uint8_t,  count_int8_t,  count_uint16_t, count_int16_t,
      count_uint32_t, count_int32_t, count_float,    count_double};
  return OF_TYPE[type](data, stride, columns, rows, step, phase, bins);
}
