/*
 * LZW as in TIFF 6.0 section 13: codes of 9 to 12 bits, highest bit first, one code earlier wider than the table needs.
 * Writers before 1991 stored the lowest bit first and widened in time; their streams begin with the clear code that way.
 *
 * A table entry is the output of the code before it and one byte more. Both are already in the output, so that an entry is
 * a place and a length there, and decoding is copying.
 */
#include <string.h>
#include <wasm_simd128.h>

#include "kernel.h"

enum { CLEAR = 256, END = 257, FIRST_FREE = 258, ENTRIES = 4096, SMALLEST_WIDTH = 9, LARGEST_WIDTH = 12 };

static uint32_t place[ENTRIES];
static uint32_t size_of[ENTRIES];

typedef struct {
  const uint8_t *at;
  const uint8_t *end;
  uint64_t held;
  int bits;
} reader;

/* Fills up to at least LARGEST_WIDTH bits if the input has them. */
static inline void refill(reader *r, int lowest_first) {
  while (r->bits <= 56 && r->at < r->end) {
    uint64_t byte = *r->at++;
    r->held |= lowest_first ? byte << r->bits : byte << (56 - r->bits);
    r->bits += 8;
  }
}

static inline void refill_fast(reader *r, int lowest_first) {
  if (r->end - r->at < 8) {
    refill(r, lowest_first);
    return;
  }
  uint64_t word;
  memcpy(&word, r->at, 8);
  r->held |= lowest_first ? word << r->bits : __builtin_bswap64(word) >> r->bits;
  r->at += (63 - r->bits) >> 3;
  r->bits |= 56;
}

static inline uint32_t take(reader *r, int width, int lowest_first) {
  uint32_t code;
  if (lowest_first) {
    code = (uint32_t)r->held & ((1u << width) - 1);
    r->held >>= width;
  } else {
    code = (uint32_t)(r->held >> (64 - width));
    r->held <<= width;
  }
  r->bits -= width;
  return code;
}

/* `from` lies before `to`, perhaps by less than n. */
static inline void copy_forward(uint8_t *to, const uint8_t *from, uint32_t n, uint32_t room) {
  if (to - from >= 16 && room >= n + 16) {
    for (uint32_t i = 0; i < n; i += 16) wasm_v128_store(to + i, wasm_v128_load(from + i));
  } else {
    for (uint32_t i = 0; i < n; i++) to[i] = from[i];
  }
}

static inline __attribute__((always_inline)) int32_t decode(const uint8_t *source, int32_t n, uint8_t *target,
                                                            int32_t capacity, const int lowest_first) {
  reader r = {source, source + n, 0, 0};
  const uint32_t room = (uint32_t)capacity;
  const uint32_t early = lowest_first ? 0 : 1;
  uint32_t filled = 0, next = FIRST_FREE, before = 0, before_size = 0;
  int width = SMALLEST_WIDTH;
  for (;;) {
    if (r.bits < width) {
      refill_fast(&r, lowest_first);
      if (r.bits < width) return (int32_t)filled;
    }
    const uint32_t code = take(&r, width, lowest_first);
    if (code == END) return (int32_t)filled;
    if (code == CLEAR) {
      next = FIRST_FREE;
      width = SMALLEST_WIDTH;
      before_size = 0;
      continue;
    }
    if (filled == room) return KERNEL_NO_SPACE;
    const uint32_t defines = before_size > 0 && next < ENTRIES;
    if (defines) {
      place[next] = before;
      size_of[next] = before_size + 1;
      next++;
    }
    uint32_t size = 1;
    if (code < CLEAR) {
      target[filled] = (uint8_t)code;
    } else {
      if (code >= next || before_size == 0) return KERNEL_CORRUPT;
      size = size_of[code];
      if (size > room - filled) size = room - filled;
      copy_forward(target + filled, target + place[code], size, room - filled);
      if (size < size_of[code]) return KERNEL_NO_SPACE;
    }
    before = filled;
    before_size = size;
    filled += size;
    if (defines && next + early >= (1u << width) && width < LARGEST_WIDTH) width++;
  }
}

/*
 * Decodes up to the end code, the end of the input or `capacity`, which is filled to the brim when the result is
 * KERNEL_NO_SPACE. Returns the decoded size.
 */
EXPORT(lzw_decode)
int32_t lzw_decode(const uint8_t *source, int32_t n, uint8_t *target, int32_t capacity) {
  const int old = n >= 2 && source[0] == 0 && (source[1] & 1);
  return old ? decode(source, n, target, capacity, 1) : decode(source, n, target, capacity, 0);
}
