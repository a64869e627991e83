/* LZ4 blocks without the frame format: what numcodecs (with a length before it), HDF5 and others store. */
#include <string.h>

#include "kernel.h"
#include "lz4.h"

/* The little-endian length that numcodecs puts before a block. */
enum { LENGTH_BYTES = 4 };

EXPORT(lz4_bound)
int32_t lz4_bound(int32_t n) { return LENGTH_BYTES + LZ4_compressBound(n); }

/* The length and the block. */
EXPORT(lz4_encode)
int32_t lz4_encode(const uint8_t *source, int32_t n, uint8_t *target, int32_t capacity, int32_t acceleration) {
  memcpy(target, &n, LENGTH_BYTES);
  int size = LZ4_compress_fast((const char *)source, (char *)target + LENGTH_BYTES, n, capacity - LENGTH_BYTES,
                               acceleration);
  return size > 0 ? LENGTH_BYTES + size : KERNEL_NO_SPACE;
}

/* A block alone: its decoded size, at most `capacity`. LZ4 cannot tell a short target from bad data. */
EXPORT(lz4_decode)
int32_t lz4_decode(const uint8_t *source, int32_t n, uint8_t *target, int32_t capacity) {
  int size = LZ4_decompress_safe((const char *)source, (char *)target, n, capacity);
  return size >= 0 ? size : KERNEL_CORRUPT;
}
