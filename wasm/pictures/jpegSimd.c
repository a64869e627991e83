/*
 * libjpeg-turbo's door for vector code (jsimd.h, jsimddct.h), with WebAssembly's 128-bit vectors: the accurate inverse
 * transform, smooth upsampling of chroma, YCbCr to RGB. The integers are the same as in the library's own C code; beyond the
 * range of sound data, values saturate (as in its x86 code) instead of wrapping.
 */
#define JPEG_INTERNALS
#include "jinclude.h"
#include "jpeglib.h"
#include "jsimd.h"
#include "jdct.h"
#include "jsimddct.h"

#include <wasm_simd128.h>

/* ---- Inverse transform: one pass over eight columns, sums of products of pairs ---- */

/* Constants of the Loeffler-Ligtenberg-Moschytz algorithm, times 2^13. */
enum {
  F_0_298 = 2446, F_0_390 = 3196, F_0_541 = 4433, F_0_765 = 6270, F_0_899 = 7373, F_1_175 = 9633,
  F_1_501 = 12299, F_1_847 = 15137, F_1_961 = 16069, F_2_053 = 16819, F_2_562 = 20995, F_3_072 = 25172
};

typedef struct {
  v128_t low, high;
} wide;

#define PAIR(first, second) wasm_i16x8_make(first, second, first, second, first, second, first, second)

static inline wide products(v128_t a, v128_t b, v128_t factors) {
  return (wide){wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11), factors),
                wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15), factors)};
}

static inline wide scaled(v128_t a) {
  return (wide){wasm_i32x4_shl(wasm_i32x4_extend_low_i16x8(a), 13), wasm_i32x4_shl(wasm_i32x4_extend_high_i16x8(a), 13)};
}

static inline wide plus(wide a, wide b) { return (wide){wasm_i32x4_add(a.low, b.low), wasm_i32x4_add(a.high, b.high)}; }

static inline wide minus(wide a, wide b) { return (wide){wasm_i32x4_sub(a.low, b.low), wasm_i32x4_sub(a.high, b.high)}; }

#define DESCALED(value, shift)                                                                                            \
  wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add((value).low, wasm_i32x4_splat(1 << ((shift) - 1))), shift),       \
                          wasm_i32x4_shr(wasm_i32x4_add((value).high, wasm_i32x4_splat(1 << ((shift) - 1))), shift))

static inline __attribute__((always_inline)) void transform(v128_t v[8], int shift) {
  wide even3 = products(v[2], v[6], PAIR(F_0_541 + F_0_765, F_0_541));
  wide even2 = products(v[2], v[6], PAIR(F_0_541, F_0_541 - F_1_847));
  wide even0 = scaled(wasm_i16x8_add(v[0], v[4]));
  wide even1 = scaled(wasm_i16x8_sub(v[0], v[4]));
  wide sum0 = plus(even0, even3), sum3 = minus(even0, even3);
  wide sum1 = plus(even1, even2), sum2 = minus(even1, even2);

  v128_t z3 = wasm_i16x8_add(v[7], v[3]), z4 = wasm_i16x8_add(v[5], v[1]);
  wide third = products(z3, z4, PAIR(F_1_175 - F_1_961, F_1_175));
  wide fourth = products(z3, z4, PAIR(F_1_175, F_1_175 - F_0_390));
  wide odd0 = plus(products(v[7], v[1], PAIR(F_0_298 - F_0_899, -F_0_899)), third);
  wide odd3 = plus(products(v[7], v[1], PAIR(-F_0_899, F_1_501 - F_0_899)), fourth);
  wide odd1 = plus(products(v[5], v[3], PAIR(F_2_053 - F_2_562, -F_2_562)), fourth);
  wide odd2 = plus(products(v[5], v[3], PAIR(-F_2_562, F_3_072 - F_2_562)), third);

  wide outer = plus(sum0, odd3);
  v[0] = DESCALED(outer, shift);
  outer = minus(sum0, odd3);
  v[7] = DESCALED(outer, shift);
  outer = plus(sum1, odd2);
  v[1] = DESCALED(outer, shift);
  outer = minus(sum1, odd2);
  v[6] = DESCALED(outer, shift);
  outer = plus(sum2, odd1);
  v[2] = DESCALED(outer, shift);
  outer = minus(sum2, odd1);
  v[5] = DESCALED(outer, shift);
  outer = plus(sum3, odd0);
  v[3] = DESCALED(outer, shift);
  outer = minus(sum3, odd0);
  v[4] = DESCALED(outer, shift);
}

#define LOW(a, b) wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define HIGH(a, b) wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15)

/* Three rounds of interleaving rows that lie four apart. */
static inline __attribute__((always_inline)) void transpose(v128_t v[8]) {
  for (int round = 0; round < 3; round++) {
    v128_t a = LOW(v[0], v[4]), b = HIGH(v[0], v[4]), c = LOW(v[1], v[5]), d = HIGH(v[1], v[5]);
    v128_t e = LOW(v[2], v[6]), f = HIGH(v[2], v[6]), g = LOW(v[3], v[7]), h = HIGH(v[3], v[7]);
    v[0] = a, v[1] = b, v[2] = c, v[3] = d, v[4] = e, v[5] = f, v[6] = g, v[7] = h;
  }
}

GLOBAL(int) jsimd_can_idct_islow(void) { return 1; }

GLOBAL(void)
jsimd_idct_islow(j_decompress_ptr cinfo, jpeg_component_info *compptr, JCOEFPTR block, JSAMPARRAY output, JDIMENSION column) {
  (void)cinfo;
  const ISLOW_MULT_TYPE *factors = compptr->dct_table;
  v128_t v[8];
  v128_t any = wasm_i16x8_replace_lane(wasm_v128_load(block), 0, 0);
  for (int row = 1; row < 8; row++) any = wasm_v128_or(any, wasm_v128_load(block + 8 * row));
  if (!wasm_v128_any_true(any)) {
    /* A flat block: what both passes would make of the first coefficient. */
    int value = ((int)(short)(block[0] * factors[0]) + 4) >> 3;
    value = value < -128 ? 0 : value > 127 ? 255 : value + 128;
    uint64_t eight = (uint64_t)value * 0x0101010101010101u;
    for (int row = 0; row < 8; row++) memcpy(output[row] + column, &eight, 8);
    return;
  }
  for (int row = 0; row < 8; row++) {
    v[row] = wasm_i16x8_mul(wasm_v128_load(block + 8 * row), wasm_v128_load(factors + 8 * row));
  }
  transform(v, 11);
  transpose(v);
  transform(v, 18);
  transpose(v);
  const v128_t centre = wasm_i8x16_splat((char)0x80);
  for (int row = 0; row < 8; row += 2) {
    v128_t two = wasm_v128_xor(wasm_i8x16_narrow_i16x8(v[row], v[row + 1]), centre);
    wasm_v128_store64_lane(output[row] + column, two, 0);
    wasm_v128_store64_lane(output[row + 1] + column, two, 1);
  }
}

/* ---- YCbCr to RGB ---- */

GLOBAL(int) jsimd_can_ycc_rgb(void) { return 1; }

/* ⌊(factor · x + 2^15) / 2^16⌋ of eight values, for a factor that fits into 16 bits. */
static inline v128_t rounded_product(v128_t x, int factor) {
  const v128_t two = wasm_i16x8_splat(2), factors = PAIR(factor, 16384);
  wide sum = products(x, two, factors);
  return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(sum.low, 16), wasm_i32x4_shr(sum.high, 16));
}

/* Eight pixels: the factors are those of the C code, less a whole number so that they fit into 16 bits. */
static inline void convert_eight(v128_t y, v128_t cb, v128_t cr, v128_t *red, v128_t *green, v128_t *blue) {
  const v128_t half = wasm_i32x4_splat(1 << 15);
  *red = wasm_i16x8_add(y, wasm_i16x8_add(cr, rounded_product(cr, 91881 - 65536)));
  *blue = wasm_i16x8_add(y, wasm_i16x8_add(wasm_i16x8_add(cb, cb), rounded_product(cb, 116130 - 131072)));
  wide sum = products(cb, cr, PAIR(-22554, 65536 - 46802));
  v128_t part = wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(sum.low, half), 16),
                                        wasm_i32x4_shr(wasm_i32x4_add(sum.high, half), 16));
  *green = wasm_i16x8_add(wasm_i16x8_sub(y, cr), part);
}

static inline void store_interleaved(uint8_t *out, v128_t r, v128_t g, v128_t b) {
  v128_t low = wasm_i8x16_shuffle(r, g, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  v128_t high = wasm_i8x16_shuffle(r, g, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  v128_t middle = wasm_i8x16_shuffle(low, high, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25);
  wasm_v128_store(out, wasm_i8x16_shuffle(low, b, 0, 1, 16, 2, 3, 17, 4, 5, 18, 6, 7, 19, 8, 9, 20, 10));
  wasm_v128_store(out + 16, wasm_i8x16_shuffle(middle, b, 1, 21, 2, 3, 22, 4, 5, 23, 6, 7, 24, 8, 9, 25, 10, 11));
  wasm_v128_store(out + 32, wasm_i8x16_shuffle(high, b, 26, 6, 7, 27, 8, 9, 28, 10, 11, 29, 12, 13, 30, 14, 15, 31));
}

static inline void convert_sixteen(const uint8_t *y, const uint8_t *cb, const uint8_t *cr, uint8_t *out) {
  const v128_t centre = wasm_i16x8_splat(128);
  v128_t ys = wasm_v128_load(y), cbs = wasm_v128_load(cb), crs = wasm_v128_load(cr);
  v128_t r0, g0, b0, r1, g1, b1;
  convert_eight(wasm_u16x8_extend_low_u8x16(ys), wasm_i16x8_sub(wasm_u16x8_extend_low_u8x16(cbs), centre),
                wasm_i16x8_sub(wasm_u16x8_extend_low_u8x16(crs), centre), &r0, &g0, &b0);
  convert_eight(wasm_u16x8_extend_high_u8x16(ys), wasm_i16x8_sub(wasm_u16x8_extend_high_u8x16(cbs), centre),
                wasm_i16x8_sub(wasm_u16x8_extend_high_u8x16(crs), centre), &r1, &g1, &b1);
  store_interleaved(out, wasm_u8x16_narrow_i16x8(r0, r1), wasm_u8x16_narrow_i16x8(g0, g1), wasm_u8x16_narrow_i16x8(b0, b1));
}

/* The shim asks for no other output than JCS_RGB. */
GLOBAL(void)
jsimd_ycc_rgb_convert(j_decompress_ptr cinfo, JSAMPIMAGE input, JDIMENSION first_row, JSAMPARRAY output, int rows) {
  JDIMENSION columns = cinfo->output_width;
  for (int row = 0; row < rows; row++) {
    const uint8_t *y = input[0][first_row + row], *cb = input[1][first_row + row], *cr = input[2][first_row + row];
    uint8_t *out = output[row];
    JDIMENSION column = 0;
    for (; column + 16 <= columns; column += 16) convert_sixteen(y + column, cb + column, cr + column, out + 3 * column);
    if (column < columns) {
      uint8_t rest[3][16] = {{0}}, converted[48];
      JDIMENSION left = columns - column;
      memcpy(rest[0], y + column, left);
      memcpy(rest[1], cb + column, left);
      memcpy(rest[2], cr + column, left);
      convert_sixteen(rest[0], rest[1], rest[2], converted);
      memcpy(out + 3 * column, converted, 3 * left);
    }
  }
}

/* ---- Smooth upsampling ---- */

GLOBAL(int) jsimd_can_h2v1_fancy_upsample(void) { return 1; }
GLOBAL(int) jsimd_can_h2v2_fancy_upsample(void) { return 1; }

/* Sums of a column's nearer (three times) and farther row; for one row alone, four times the row. */
static uint16_t sums[JPEG_MAX_DIMENSION + 16];

static inline void store_pairs(uint8_t *out, v128_t even, v128_t odd) {
  v128_t bytes = wasm_u8x16_narrow_i16x8(even, odd);
  wasm_v128_store(out, wasm_i8x16_shuffle(bytes, bytes, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
}

/* Two pixels for each sum: three quarters of the nearer, one of the farther, rounded with `before` and `after`. */
static inline __attribute__((always_inline)) void spread(uint8_t *out, JDIMENSION count, int before, int after, int shift) {
  uint32_t last = count - 1;
  out[0] = (uint8_t)((4 * sums[0] + before) >> shift);
  out[1] = (uint8_t)((3 * sums[0] + sums[1] + after) >> shift);
  uint32_t at = 1;
  const v128_t three = wasm_i16x8_splat(3), add_before = wasm_i16x8_splat(before), add_after = wasm_i16x8_splat(after);
  for (; at + 8 <= last; at += 8) {
    v128_t near = wasm_i16x8_mul(wasm_v128_load(sums + at), three);
    v128_t left = wasm_i16x8_add(wasm_i16x8_add(near, wasm_v128_load(sums + at - 1)), add_before);
    v128_t right = wasm_i16x8_add(wasm_i16x8_add(near, wasm_v128_load(sums + at + 1)), add_after);
    store_pairs(out + 2 * at, wasm_u16x8_shr(left, shift), wasm_u16x8_shr(right, shift));
  }
  for (; at < last; at++) {
    out[2 * at] = (uint8_t)((3 * sums[at] + sums[at - 1] + before) >> shift);
    out[2 * at + 1] = (uint8_t)((3 * sums[at] + sums[at + 1] + after) >> shift);
  }
  out[2 * last] = (uint8_t)((3 * sums[last] + sums[last - 1] + before) >> shift);
  out[2 * last + 1] = (uint8_t)((4 * sums[last] + after) >> shift);
}

GLOBAL(void)
jsimd_h2v1_fancy_upsample(j_decompress_ptr cinfo, jpeg_component_info *compptr, JSAMPARRAY input, JSAMPARRAY *output_pointer) {
  JDIMENSION count = compptr->downsampled_width;
  for (int row = 0; row < cinfo->max_v_samp_factor; row++) {
    for (JDIMENSION at = 0; at < count; at++) sums[at] = input[row][at];
    spread((*output_pointer)[row], count, 1, 2, 2);
  }
}

GLOBAL(void)
jsimd_h2v2_fancy_upsample(j_decompress_ptr cinfo, jpeg_component_info *compptr, JSAMPARRAY input, JSAMPARRAY *output_pointer) {
  JDIMENSION count = compptr->downsampled_width;
  for (int row = 0; row < cinfo->max_v_samp_factor; row++) {
    const uint8_t *near = input[row / 2], *far = input[row % 2 == 0 ? row / 2 - 1 : row / 2 + 1];
    for (JDIMENSION at = 0; at < count; at++) sums[at] = (uint16_t)(3 * near[at] + far[at]);
    spread((*output_pointer)[row], count, 8, 7, 4);
  }
}

/* ---- What this door does not offer ---- */

#define NOT_OFFERED(name) \
  GLOBAL(int) jsimd_can_##name(void) { return 0; }

NOT_OFFERED(ycc_rgb565)
NOT_OFFERED(h2v1_upsample)
NOT_OFFERED(h2v2_upsample)
NOT_OFFERED(h2v1_merged_upsample)
NOT_OFFERED(h2v2_merged_upsample)
NOT_OFFERED(idct_ifast)
NOT_OFFERED(idct_float)
NOT_OFFERED(idct_2x2)
NOT_OFFERED(idct_4x4)

#define NEVER_CALLED_IDCT(name) \
  GLOBAL(void) jsimd_##name(j_decompress_ptr a, jpeg_component_info *b, JCOEFPTR c, JSAMPARRAY d, JDIMENSION e) { __builtin_trap(); }

NEVER_CALLED_IDCT(idct_ifast)
NEVER_CALLED_IDCT(idct_float)
NEVER_CALLED_IDCT(idct_2x2)
NEVER_CALLED_IDCT(idct_4x4)

#define NEVER_CALLED_UPSAMPLE(name) \
  GLOBAL(void) jsimd_##name(j_decompress_ptr a, jpeg_component_info *b, JSAMPARRAY c, JSAMPARRAY *d) { __builtin_trap(); }

NEVER_CALLED_UPSAMPLE(h2v1_upsample)
NEVER_CALLED_UPSAMPLE(h2v2_upsample)

#define NEVER_CALLED_MERGED(name) \
  GLOBAL(void) jsimd_##name(j_decompress_ptr a, JSAMPIMAGE b, JDIMENSION c, JSAMPARRAY d) { __builtin_trap(); }

NEVER_CALLED_MERGED(h2v1_merged_upsample)
NEVER_CALLED_MERGED(h2v2_merged_upsample)

GLOBAL(void)
jsimd_ycc_rgb565_convert(j_decompress_ptr a, JSAMPIMAGE b, JDIMENSION c, JSAMPARRAY d, int e) { __builtin_trap(); }
