/*
 * Adler-32 (RFC 1950 section 8) with SIMD, in place of libdeflate's, which has none for WebAssembly: 16 bytes a step add
 * their sum to the low half, and 16 times the low half before them and their sum weighted 16, 15, … 1 to the high half.
 */
#include <wasm_simd128.h>

#include "kernel.h"
#include "libdeflate.h"

/* LARGEST_RUN: as many bytes, in whole steps, as both halves can add up in 32 bits. */
enum { MODULUS = 65521, STEP = 16, LARGEST_RUN = 5552 };

static uint32_t sum_of_lanes(v128_t v) {
  return wasm_u32x4_extract_lane(v, 0) + wasm_u32x4_extract_lane(v, 1) + wasm_u32x4_extract_lane(v, 2) +
         wasm_u32x4_extract_lane(v, 3);
}

uint32_t libdeflate_adler32(uint32_t adler, const void *buffer, size_t n) {
  if (buffer == NULL) return 1;
  const uint8_t *data = buffer;
  const v128_t first_weights = wasm_i16x8_const(16, 15, 14, 13, 12, 11, 10, 9);
  const v128_t last_weights = wasm_i16x8_const(8, 7, 6, 5, 4, 3, 2, 1);
  uint32_t low = adler & 0xFFFF;
  uint32_t high = adler >> 16;
  while (n > 0) {
    const size_t run = n < LARGEST_RUN ? n : LARGEST_RUN;
    const size_t steps = run / STEP;
    v128_t sums = wasm_i32x4_const_splat(0);
    v128_t sums_before = wasm_i32x4_const_splat(0);
    v128_t weighted = wasm_i32x4_const_splat(0);
    for (size_t step = 0; step < steps; step++, data += STEP) {
      const v128_t bytes = wasm_v128_load(data);
      sums_before = wasm_i32x4_add(sums_before, sums);
      sums = wasm_i32x4_add(sums, wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(bytes)));
      weighted = wasm_i32x4_add(weighted, wasm_i32x4_dot_i16x8(wasm_u16x8_extend_low_u8x16(bytes), first_weights));
      weighted = wasm_i32x4_add(weighted, wasm_i32x4_dot_i16x8(wasm_u16x8_extend_high_u8x16(bytes), last_weights));
    }
    high += low * (uint32_t)(steps * STEP) + STEP * sum_of_lanes(sums_before) + sum_of_lanes(weighted);
    low += sum_of_lanes(sums);
    for (size_t rest = run % STEP; rest > 0; rest--) {
      low += *data++;
      high += low;
    }
    low %= MODULUS;
    high %= MODULUS;
    n -= run;
  }
  return high << 16 | low;
}
