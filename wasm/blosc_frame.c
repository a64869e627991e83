/* Blosc 1 frames: https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst */
#include <stdlib.h>
#include <string.h>

#include "blosc.h"
#include "blosc_planes.h"
#include "kernel.h"

/* Bits 5-7 of the flags byte name the compressed format. */
enum { FLAGS_OFFSET = 2, TYPESIZE_OFFSET = 3, BLOCKSIZE_OFFSET = 8, SNAPPY_FORMAT = 2, MEMCPYED = 2 };

/* compute_blocksize() of c-blosc never chooses more. */
enum { BLOSC_LARGEST_AUTOMATIC = 1 << 20 };

enum { ZSTD = 4 };
static const char *const NAMES[] = {"blosclz", "lz4", "lz4hc", "zlib", "zstd"};

/* c-blosc works in one piece of memory of about two blocks and does not look whether it got it. */
static int has_room_for(int64_t blocksize, int32_t typesize) {
  int64_t bytes = 2 * blocksize + 4 * (int64_t)typesize + 64;
  /* volatile: a compiler may assume that an unused piece can be had. */
  void *volatile piece = bytes > INT32_MAX ? NULL : malloc((size_t)bytes);
  free(piece);
  return piece != NULL;
}

/* `target` needs n + 16 bytes. `compressor` is an index into NAMES. Returns the frame's size. */
EXPORT(blosc_encode)
int32_t blosc_encode(const uint8_t *source, int32_t n, uint8_t *target, int32_t capacity, int32_t compressor,
                     int32_t level, int32_t shuffle, int32_t typesize, int32_t blocksize) {
  if (compressor < 0 || compressor > 4) return KERNEL_ARGUMENT;
  if (compressor == ZSTD && shuffle == BLOSC_BITSHUFFLE && capacity >= n + BLOSC_MAX_OVERHEAD) {
    blosc_planes_request request = {source, n, target, level, typesize, blocksize};
    if (blosc_planes_can(&request)) return blosc_planes_encode(&request);
  }
  int32_t largest = blocksize > BLOSC_LARGEST_AUTOMATIC ? blocksize : BLOSC_LARGEST_AUTOMATIC;
  if (!has_room_for(n < largest ? n : largest, typesize)) return KERNEL_NO_MEMORY;
  int size = blosc_compress_ctx(level, shuffle, (size_t)typesize, (size_t)n, source, target, (size_t)capacity,
                                NAMES[compressor], (size_t)blocksize, 1);
  return size > 0 ? size : KERNEL_ARGUMENT;
}

/* The decoded size that a frame states, after a check of its header against its length. */
EXPORT(blosc_decoded_size)
int32_t blosc_decoded_size(const uint8_t *source, int32_t n) {
  size_t size = 0;
  if (blosc_cbuffer_validate(source, (size_t)n, &size) != 0 || source[0] != BLOSC_VERSION_FORMAT) return KERNEL_CORRUPT;
  int copied = source[FLAGS_OFFSET] & MEMCPYED;
  if (size != 0 && !copied && source[FLAGS_OFFSET] >> 5 == SNAPPY_FORMAT) return KERNEL_UNSUPPORTED;
  return (int32_t)size;
}

/* `capacity` is what blosc_decoded_size said. */
EXPORT(blosc_decode)
int32_t blosc_decode(const uint8_t *source, int32_t n, uint8_t *target, int32_t capacity) {
  if (blosc_decoded_size(source, n) != capacity) return KERNEL_CORRUPT;
  if (capacity == 0) return 0;
  int32_t blocksize;
  memcpy(&blocksize, source + BLOCKSIZE_OFFSET, 4);
  if (blocksize <= 0 || blocksize > capacity) return KERNEL_CORRUPT;
  if (!has_room_for(blocksize, source[TYPESIZE_OFFSET])) return KERNEL_NO_MEMORY;
  return blosc_decompress_ctx(source, target, (size_t)capacity, 1) == capacity ? capacity : KERNEL_CORRUPT;
}
