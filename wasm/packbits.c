/* PackBits: TIFF 6.0 section 9. */
#include <string.h>

#include "kernel.h"

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
