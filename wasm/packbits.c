/* PackBits: TIFF 6.0 section 9. */
#include "kernel.h"
#include "vectors.h"

/* The longest run. */
enum { RUN_BYTES = 128 };

/* Runs are short, so that whole lanes are written for as long as there is room behind them: up to 15 bytes too many. */
static inline void put_same(uint8_t *to, uint8_t byte, int32_t length) {
  const lanes same = lanes_of(byte);
  for (int32_t at = 0; at < length; at += LANES) lanes_store(to + at, same);
}

static inline void put_others(uint8_t *to, const uint8_t *from, int32_t length) {
  for (int32_t at = 0; at < length; at += LANES) lanes_store(to + at, lanes_load(from + at));
}

/*
 * Decodes up to the end of the input or `capacity`, which is filled to the brim when the result is KERNEL_NO_SPACE. A last
 * run that the input cuts off gives what is there. Returns the decoded size.
 */
EXPORT(packbits_decode)
int32_t packbits_decode(const uint8_t *source, int32_t n, uint8_t *target, int32_t capacity) {
  int32_t at = 0, filled = 0;
  while (at < n) {
    const int8_t head = (int8_t)source[at++];
    if (head == -128) continue;
    const int32_t run = head < 0 ? 1 - head : head + 1;
    if (capacity - filled >= RUN_BYTES && n - at >= RUN_BYTES) {
      if (head < 0) {
        put_same(target + filled, source[at++], run);
      } else {
        put_others(target + filled, source + at, run);
        at += run;
      }
      filled += run;
      continue;
    }
    int32_t length = run < capacity - filled ? run : capacity - filled;
    if (head < 0) {
      if (at == n) return filled;
      memset(target + filled, source[at++], (size_t)length);
    } else {
      if (length > n - at) length = n - at;
      memcpy(target + filled, source + at, (size_t)length);
      at += run;
    }
    filled += length;
    if (length < run && filled == capacity) return KERNEL_NO_SPACE;
  }
  return filled;
}
