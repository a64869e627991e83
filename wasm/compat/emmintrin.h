/*
 * The SSE2 intrinsics that c-blosc and zstd use, over WebAssembly SIMD. Both are 128-bit little-endian lanes, so that each
 * maps to one instruction or two.
 */
#ifndef KERNEL_EMMINTRIN_H
#define KERNEL_EMMINTRIN_H

#include <wasm_simd128.h>

typedef v128_t __m128i;
typedef v128_t __m128;
typedef v128_t __m128d;
/* c-blosc only ever casts half-register addresses to this type. */
typedef uint64_t __m64;

#define _mm_castsi128_ps(a) (a)
#define _mm_castps_si128(a) (a)

static inline __m128i _mm_loadu_si128(const void *p) { return wasm_v128_load(p); }
static inline void _mm_storeu_si128(void *p, __m128i a) { wasm_v128_store(p, a); }
static inline void _mm_storel_epi64(void *p, __m128i a) { wasm_v128_store64_lane(p, a, 0); }
static inline void _mm_storel_pi(void *p, __m128 a) { wasm_v128_store64_lane(p, a, 0); }
static inline void _mm_storeh_pi(void *p, __m128 a) { wasm_v128_store64_lane(p, a, 1); }

static inline __m128i _mm_set1_epi8(char a) { return wasm_i8x16_splat(a); }
static inline __m128i _mm_cmpeq_epi8(__m128i a, __m128i b) { return wasm_i8x16_eq(a, b); }
static inline __m128i _mm_cmpeq_epi32(__m128i a, __m128i b) { return wasm_i32x4_eq(a, b); }
static inline int _mm_movemask_epi8(__m128i a) { return (int)wasm_i8x16_bitmask(a); }
static inline __m128i _mm_slli_epi16(__m128i a, int count) { return wasm_i16x8_shl(a, (uint32_t)count); }

static inline __m128i _mm_unpacklo_epi8(__m128i a, __m128i b) {
  return wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
static inline __m128i _mm_unpackhi_epi8(__m128i a, __m128i b) {
  return wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
static inline __m128i _mm_unpacklo_epi16(__m128i a, __m128i b) {
  return wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}
static inline __m128i _mm_unpackhi_epi16(__m128i a, __m128i b) {
  return wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
static inline __m128i _mm_unpacklo_epi32(__m128i a, __m128i b) { return wasm_i32x4_shuffle(a, b, 0, 4, 1, 5); }
static inline __m128i _mm_unpackhi_epi32(__m128i a, __m128i b) { return wasm_i32x4_shuffle(a, b, 2, 6, 3, 7); }
static inline __m128i _mm_unpacklo_epi64(__m128i a, __m128i b) { return wasm_i64x2_shuffle(a, b, 0, 2); }
static inline __m128i _mm_unpackhi_epi64(__m128i a, __m128i b) { return wasm_i64x2_shuffle(a, b, 1, 3); }

/* The control is a constant: two bits for each lane of the result. */
#define _mm_shuffle_epi32(a, c) \
  wasm_i32x4_shuffle(a, a, (c) & 3, ((c) >> 2) & 3, ((c) >> 4) & 3, ((c) >> 6) & 3)
#define _mm_shufflelo_epi16(a, c) \
  wasm_i16x8_shuffle(a, a, (c) & 3, ((c) >> 2) & 3, ((c) >> 4) & 3, ((c) >> 6) & 3, 4, 5, 6, 7)
#define _mm_shufflehi_epi16(a, c) \
  wasm_i16x8_shuffle(a, a, 0, 1, 2, 3, 4 + ((c) & 3), 4 + (((c) >> 2) & 3), 4 + (((c) >> 4) & 3), 4 + (((c) >> 6) & 3))

#endif
