/* What TIFF, HDF5, CZI and PNG do to bytes before compressing them, undone in place. Items end up little-endian. */
#include <stdlib.h>
#include <string.h>
#include <wasm_simd128.h>

#include "kernel.h"
#include "shuffle.h"

/* Reverses the bytes of each whole item of 2, 4 or 8 bytes. */
EXPORT(filter_swap)
void filter_swap(uint8_t *data, int32_t n, int32_t item) {
  int32_t i = 0;
  for (; i + 16 <= n; i += 16) {
    v128_t v = wasm_v128_load(data + i);
    if (item == 2) {
      v = wasm_i8x16_shuffle(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
    } else if (item == 4) {
      v = wasm_i8x16_shuffle(v, v, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
    } else {
      v = wasm_i8x16_shuffle(v, v, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8);
    }
    wasm_v128_store(data + i, v);
  }
  for (; i + item <= n; i += item) {
    for (int32_t low = i, high = i + item - 1; low < high; low++, high--) {
      const uint8_t byte = data[low];
      data[low] = data[high];
      data[high] = byte;
    }
  }
}

/* Sums along one row: each item is the difference to the one `stride` before. */
#define SUM_ROW(type)                                         \
  static void sum_row_##type(uint8_t *bytes, int32_t items, int32_t stride) { \
    type *row = (type *)bytes;                                \
    if (stride == 1) {                                        \
      type sum = 0;                                           \
      for (int32_t i = 0; i < items; i++) row[i] = sum = (type)(sum + row[i]); \
    } else {                                                  \
      for (int32_t i = stride; i < items; i++) row[i] = (type)(row[i] + row[i - stride]); \
    }                                                         \
  }

/* clang-format off */
SUM_ROW(uint8_t)
SUM_ROW(uint16_t)
SUM_ROW(uint32_t)
SUM_ROW(uint64_t)
/* clang-format on */

/*
 * TIFF predictor 2 (section 14) over rows of `row_items` items of 1, 2, 4 or 8 bytes, little-endian. A last row may be short.
 */
EXPORT(filter_horizontal)
void filter_horizontal(uint8_t *data, int32_t n, int32_t item, int32_t row_items, int32_t stride) {
  const int32_t row_bytes = row_items * item;
  for (int32_t at = 0; at < n; at += row_bytes) {
    const int32_t items = (n - at < row_bytes ? n - at : row_bytes) / item;
    if (item == 1) sum_row_uint8_t(data + at, items, stride);
    else if (item == 2) sum_row_uint16_t(data + at, items, stride);
    else if (item == 4) sum_row_uint32_t(data + at, items, stride);
    else sum_row_uint64_t(data + at, items, stride);
  }
}

/*
 * TIFF predictor 3 (Technical Note 3): in each row all highest bytes come first, then all second ones, and so on, with
 * differences of bytes along the whole row. Whole rows only.
 */
EXPORT(filter_floating)
int32_t filter_floating(uint8_t *data, int32_t n, int32_t item, int32_t row_items, int32_t stride) {
  const int32_t row_bytes = row_items * item;
  uint8_t *planes = malloc((size_t)row_bytes);
  if (planes == NULL) return KERNEL_NO_MEMORY;
  for (int32_t at = 0; at + row_bytes <= n; at += row_bytes) {
    uint8_t *row = data + at;
    sum_row_uint8_t(row, row_bytes, stride);
    memcpy(planes, row, (size_t)row_bytes);
    for (int32_t byte = 0; byte < item; byte++) {
      const uint8_t *plane = planes + (item - 1 - byte) * row_items;
      for (int32_t i = 0; i < row_items; i++) row[i * item + byte] = plane[i];
    }
  }
  free(planes);
  return 0;
}

/* HDF5's shuffle and CZI's "hi-lo": first byte 0 of all items, then byte 1, and so on; a rest stays in place. */
EXPORT(filter_unshuffle)
int32_t filter_unshuffle(uint8_t *data, int32_t n, int32_t item) {
  const int32_t whole = n - n % item;
  uint8_t *copy = malloc((size_t)whole + 1);
  if (copy == NULL) return KERNEL_NO_MEMORY;
  blosc_internal_unshuffle((size_t)item, (size_t)whole, data, copy);
  memcpy(data, copy, (size_t)whole);
  free(copy);
  return 0;
}

/*
 * Bitshuffle of one block, whose items are a multiple of 8: all lowest bits of the items first, eight of them in a byte, then all second ones,
 * and so on.
 */
EXPORT(filter_bit_unshuffle)
int32_t filter_bit_unshuffle(uint8_t *data, int32_t n, int32_t item) {
  uint8_t *copies = malloc(2 * (size_t)n + 1);
  if (copies == NULL) return KERNEL_NO_MEMORY;
  blosc_internal_bitunshuffle((size_t)item, (size_t)n, data, copies, copies + n);
  memcpy(data, copies, (size_t)n);
  free(copies);
  return 0;
}

static inline __attribute__((always_inline)) void unpack(const uint8_t *source, uint8_t *target, int32_t rows,
                                                         int32_t row_items, int32_t bits, const int32_t item) {
  const uint64_t mask = (1ull << bits) - 1;
  for (int32_t row = 0; row < rows; row++) {
    uint64_t held = 0;
    int32_t held_bits = 0;
    for (int32_t i = 0; i < row_items; i++, target += item) {
      for (; held_bits < bits; held_bits += 8) held = held << 8 | *source++;
      held_bits -= bits;
      const uint32_t value = (uint32_t)(held >> held_bits & mask);
      memcpy(target, &value, (size_t)item);
    }
  }
}

/*
 * Unsigned integers of 1 to 32 bits, highest bit first, rows beginning on a byte, as little-endian items of 1, 2 or 4 bytes.
 * `source` holds `rows` whole rows.
 */
EXPORT(filter_unpack)
void filter_unpack(const uint8_t *source, uint8_t *target, int32_t rows, int32_t row_items, int32_t bits, int32_t item) {
  if (item == 1) unpack(source, target, rows, row_items, bits, 1);
  else if (item == 2) unpack(source, target, rows, row_items, bits, 2);
  else unpack(source, target, rows, row_items, bits, 4);
}

/* The predictor of PNG's filter 4: of left, above and above left the one nearest to left + above - above left. */
static inline uint8_t nearest(int32_t left, int32_t above, int32_t corner) {
  const int32_t from_left = above - corner < 0 ? corner - above : above - corner;
  const int32_t from_above = left - corner < 0 ? corner - left : left - corner;
  const int32_t both = left + above - 2 * corner;
  const int32_t from_corner = both < 0 ? -both : both;
  return (uint8_t)(from_left <= from_above && from_left <= from_corner ? left
                   : from_above <= from_corner                         ? above
                                                                       : corner);
}

/* One row; `above` is the row before or zeros. */
static inline __attribute__((always_inline)) int png_row(int filter, uint8_t *restrict row, const uint8_t *restrict above,
                                                         int32_t n, const int32_t pixel) {
  const int32_t first = n < pixel ? n : pixel;
  switch (filter) {
    case 0:
      return 1;
    case 1:
      for (int32_t i = pixel; i < n; i++) row[i] = (uint8_t)(row[i] + row[i - pixel]);
      return 1;
    case 2:
      for (int32_t i = 0; i < n; i++) row[i] = (uint8_t)(row[i] + above[i]);
      return 1;
    case 3:
      for (int32_t i = 0; i < first; i++) row[i] = (uint8_t)(row[i] + (above[i] >> 1));
      for (int32_t i = pixel; i < n; i++) row[i] = (uint8_t)(row[i] + ((row[i - pixel] + above[i]) >> 1));
      return 1;
    case 4:
      for (int32_t i = 0; i < first; i++) row[i] = (uint8_t)(row[i] + above[i]);
      for (int32_t i = pixel; i < n; i++) {
        row[i] = (uint8_t)(row[i] + nearest(row[i - pixel], above[i], above[i - pixel]));
      }
      return 1;
    default:
      return 0;
  }
}

/*
 * PNG's filters (specification, section 9) over `rows` rows of a filter byte and `row_bytes` bytes. The rows end up side by side at
 * `target`, without their filter bytes; it may lie at or before `source` in the same piece of memory. `pixel`: bytes from a pixel to the
 * next, at least 1.
 */
EXPORT(filter_png)
int32_t filter_png(const uint8_t *source, uint8_t *target, int32_t rows, int32_t row_bytes, int32_t pixel) {
  uint8_t *zeros = calloc((size_t)row_bytes + 1, 1);
  if (zeros == NULL) return KERNEL_NO_MEMORY;
  const uint8_t *above = zeros;
  int known = 1;
  for (int32_t y = 0; y < rows && known; y++) {
    const int filter = source[0];
    memmove(target, source + 1, (size_t)row_bytes);
    switch (pixel) {
      case 1: known = png_row(filter, target, above, row_bytes, 1); break;
      case 2: known = png_row(filter, target, above, row_bytes, 2); break;
      case 3: known = png_row(filter, target, above, row_bytes, 3); break;
      case 4: known = png_row(filter, target, above, row_bytes, 4); break;
      case 6: known = png_row(filter, target, above, row_bytes, 6); break;
      default: known = png_row(filter, target, above, row_bytes, pixel); break;
    }
    above = target;
    source += row_bytes + 1;
    target += row_bytes;
  }
  free(zeros);
  return known ? 0 : KERNEL_CORRUPT;
}
