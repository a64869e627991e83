/* Zstandard frames (RFC 8878). A context lives for one call: memory stays bounded and equal input gives equal bytes. */
#define ZSTD_STATIC_LINKING_ONLY
#include "zstd.h"

#include "kernel.h"
#include "zstd_errors.h"

EXPORT(zstd_bound)
int32_t zstd_bound(int32_t n) { return (int32_t)ZSTD_compressBound((size_t)n); }

EXPORT(zstd_encode)
int32_t zstd_encode(const uint8_t *source, int32_t n, uint8_t *target, int32_t capacity, int32_t level,
                    int32_t checksum) {
  ZSTD_CCtx *context = ZSTD_createCCtx();
  if (context == NULL) return KERNEL_NO_MEMORY;
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, checksum);
  size_t size = ZSTD_compress2(context, target, (size_t)capacity, source, (size_t)n);
  ZSTD_freeCCtx(context);
  if (!ZSTD_isError(size)) return (int32_t)size;
  return ZSTD_getErrorCode(size) == ZSTD_error_memory_allocation ? KERNEL_NO_MEMORY : KERNEL_ARGUMENT;
}

/*
 * The decoded size of all frames together. Where a frame does not state its size: KERNEL_UNKNOWN.
 */
EXPORT(zstd_decoded_size)
int32_t zstd_decoded_size(const uint8_t *source, int32_t n) {
  unsigned long long size = ZSTD_findDecompressedSize(source, (size_t)n);
  if (size == ZSTD_CONTENTSIZE_ERROR) return KERNEL_CORRUPT;
  if (size == ZSTD_CONTENTSIZE_UNKNOWN) return KERNEL_UNKNOWN;
  return size > INT32_MAX ? KERNEL_NO_SPACE : (int32_t)size;
}

/* A size that all frames together cannot exceed, from their block headers; KERNEL_NO_SPACE if it leaves 31 bits. */
EXPORT(zstd_decoded_bound)
int32_t zstd_decoded_bound(const uint8_t *source, int32_t n) {
  unsigned long long size = ZSTD_decompressBound(source, (size_t)n);
  if (size == ZSTD_CONTENTSIZE_ERROR) return KERNEL_CORRUPT;
  return size > INT32_MAX ? KERNEL_NO_SPACE : (int32_t)size;
}

EXPORT(zstd_decode)
int32_t zstd_decode(const uint8_t *source, int32_t n, uint8_t *target, int32_t capacity) {
  ZSTD_DCtx *context = ZSTD_createDCtx();
  if (context == NULL) return KERNEL_NO_MEMORY;
  size_t size = ZSTD_decompressDCtx(context, target, (size_t)capacity, source, (size_t)n);
  ZSTD_freeDCtx(context);
  if (!ZSTD_isError(size)) return (int32_t)size;
  switch (ZSTD_getErrorCode(size)) {
    case ZSTD_error_dstSize_tooSmall:
      return KERNEL_NO_SPACE;
    case ZSTD_error_memory_allocation:
      return KERNEL_NO_MEMORY;
    case ZSTD_error_dictionary_wrong:
      return KERNEL_UNSUPPORTED;
    default:
      return KERNEL_CORRUPT;
  }
}
