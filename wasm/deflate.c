/* Deflate in its three wrappings: raw (RFC 1951), zlib (RFC 1950), gzip (RFC 1952; no file time: equal input, equal bytes). */
#include "libdeflate.h"

#include "kernel.h"
#include "zlib.h"

enum { RAW = 0, ZLIB = 1, GZIP = 2 };

/* The compressor of the level used last: a Blosc frame calls for it once a block. */
static struct libdeflate_compressor *compressor;
static int32_t compressor_level = -1;

static struct libdeflate_compressor *compressor_of(int32_t level) {
  if (compressor == NULL || compressor_level != level) {
    libdeflate_free_compressor(compressor);
    compressor = libdeflate_alloc_compressor(level);
    compressor_level = level;
  }
  return compressor;
}

EXPORT(deflate_bound)
int32_t deflate_bound(int32_t n, int32_t wrapping) {
  if (wrapping == GZIP) return (int32_t)libdeflate_gzip_compress_bound(NULL, (size_t)n);
  if (wrapping == ZLIB) return (int32_t)libdeflate_zlib_compress_bound(NULL, (size_t)n);
  return (int32_t)libdeflate_deflate_compress_bound(NULL, (size_t)n);
}

EXPORT(deflate_encode)
int32_t deflate_encode(const uint8_t *source, int32_t n, uint8_t *target, int32_t capacity, int32_t level,
                       int32_t wrapping) {
  struct libdeflate_compressor *c = compressor_of(level);
  if (c == NULL) return KERNEL_NO_MEMORY;
  size_t size;
  if (wrapping == GZIP) {
    size = libdeflate_gzip_compress(c, source, (size_t)n, target, (size_t)capacity);
  } else if (wrapping == ZLIB) {
    size = libdeflate_zlib_compress(c, source, (size_t)n, target, (size_t)capacity);
  } else {
    size = libdeflate_deflate_compress(c, source, (size_t)n, target, (size_t)capacity);
  }
  return size == 0 ? KERNEL_NO_SPACE : (int32_t)size;
}

/* One stream or member: its decoded size; `used` gets the input bytes that it takes. */
static int32_t inflate_one(struct libdeflate_decompressor *d, const uint8_t *source, int32_t n, uint8_t *target,
                           int32_t capacity, int32_t wrapping, size_t *used) {
  size_t size = 0;
  enum libdeflate_result result;
  if (wrapping == GZIP) {
    result = libdeflate_gzip_decompress_ex(d, source, (size_t)n, target, (size_t)capacity, used, &size);
  } else if (wrapping == ZLIB) {
    result = libdeflate_zlib_decompress_ex(d, source, (size_t)n, target, (size_t)capacity, used, &size);
  } else {
    result = libdeflate_deflate_decompress_ex(d, source, (size_t)n, target, (size_t)capacity, used, &size);
  }
  if (result == LIBDEFLATE_SUCCESS) return (int32_t)size;
  return result == LIBDEFLATE_INSUFFICIENT_SPACE ? KERNEL_NO_SPACE : KERNEL_CORRUPT;
}

static int only_zeros(const uint8_t *data, int32_t n) {
  for (int32_t i = 0; i < n; i++) {
    if (data[i] != 0) return 0;
  }
  return 1;
}

/*
 * A raw or zlib stream (bytes after it are ignored), or all members of a gzip file (which zeros may pad). Returns the
 * decoded size.
 */
EXPORT(inflate_decode)
int32_t inflate_decode(const uint8_t *source, int32_t n, uint8_t *target, int32_t capacity, int32_t wrapping) {
  struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
  if (d == NULL) return KERNEL_NO_MEMORY;
  int32_t filled = 0;
  int32_t size;
  do {
    size_t used = 0;
    size = inflate_one(d, source, n, target + filled, capacity - filled, wrapping, &used);
    if (size < 0) break;
    filled += size;
    source += used;
    n -= (int32_t)used;
  } while (wrapping == GZIP && !only_zeros(source, n));
  libdeflate_free_decompressor(d);
  return size < 0 ? size : filled;
}

/* For c-blosc's "zlib". */
int compress2(Bytef *dest, uLongf *destLen, const Bytef *source, uLong sourceLen, int level) {
  int32_t size = deflate_encode(source, (int32_t)sourceLen, dest, (int32_t)*destLen, level, ZLIB);
  if (size < 0) return Z_BUF_ERROR;
  *destLen = (uLongf)size;
  return Z_OK;
}

int uncompress(Bytef *dest, uLongf *destLen, const Bytef *source, uLong sourceLen) {
  int32_t size = inflate_decode(source, (int32_t)sourceLen, dest, (int32_t)*destLen, ZLIB);
  if (size < 0) return Z_BUF_ERROR;
  *destLen = (uLongf)size;
  return Z_OK;
}
