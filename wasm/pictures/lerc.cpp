/*
 * LERC (Limited Error Raster Compression, versions 1 and 2) over Esri's library.
 * decode(bytes, length, maximum): samples = bands × values per pixel, interleaved; pixels that the mask leaves out are 0.
 * result.extra: 1 where the mask leaves pixels out.
 */
extern "C" {
#include "picture.h"
}

#include <string.h>

#include "Lerc_c_api.h"

/* The library throws where data are damaged; nobody catches here. */
extern "C" void *__cxa_allocate_exception(size_t) { fail(FAIL_CORRUPT, "the blob is damaged"); }
extern "C" void __cxa_throw(void *, void *, void *) { fail(FAIL_CORRUPT, "the blob is damaged"); }

/* The library's types: i8, u8, i16, u16, i32, u32, f32, f64. */
static const uint32_t types[] = {TYPE_I8, TYPE_U8, TYPE_I16, TYPE_U16, TYPE_I32, TYPE_U32, TYPE_F32, TYPE_F64};

static void check(lerc_status status) {
  switch (status) {
    case 0:
      return;
    case 3:
      fail(FAIL_CORRUPT, "the blob ends too early");
    default:
      fail(FAIL_CORRUPT, "the blob is wrong");
  }
}

/* From one band after another to all bands of a pixel together. */
static void interleave(const uint8_t *bands, uint8_t *pixels, size_t count, size_t band_count, size_t band_bytes) {
  for (size_t band = 0; band < band_count; band++) {
    for (size_t pixel = 0; pixel < count; pixel++) {
      memcpy(pixels + (pixel * band_count + band) * band_bytes, bands + (band * count + pixel) * band_bytes, band_bytes);
    }
  }
}

extern "C" EXPORT("decode") picture *decode(const uint8_t *bytes, size_t length, double maximum_bytes) {
  unsigned int info[9] = {0};
  double range[3];
  check(lerc_getBlobInfo(bytes, (unsigned int)length, info, range, 9, 3));
  /* version, type, values per pixel, columns, rows, bands, valid pixels, bytes, masks */
  uint32_t depth = info[2], width = info[3], height = info[4], bands = info[5];
  if (info[1] >= sizeof types / sizeof *types) fail(FAIL_UNSUPPORTED, "its type of value is unknown");
  if (depth == 0 || bands == 0 || (double)depth * bands > 65535) fail(FAIL_CORRUPT, "its number of bands is impossible");
  uint32_t type = types[info[1]];
  uint32_t bits = type_size(type) * 8;
  uint8_t *pixels = (uint8_t *)begin_result(width, height, depth * bands, type, bits, maximum_bytes);
  size_t count = (size_t)width * height;
  uint8_t *decoded = bands == 1 ? pixels : (uint8_t *)calloc(result.bytes, 1);
  if (decoded == NULL) fail(FAIL_MEMORY, "no memory for the bands");
  uint8_t *valid = (uint8_t *)malloc(count * (info[8] == 0 ? 1 : info[8]));
  if (valid == NULL) fail(FAIL_MEMORY, "no memory for the masks");
  check(lerc_decode(bytes, (unsigned int)length, (int)info[8], info[8] == 0 ? NULL : valid, (int)depth, (int)width, (int)height,
                    (int)bands, info[1], decoded));
  free(valid);
  if (bands > 1) {
    interleave(decoded, pixels, count, bands, (size_t)depth * type_size(type));
    free(decoded);
  }
  result.extra = info[8] != 0;
  return &result;
}

extern "C" EXPORT("finish") void finish(void) {
  free((void *)(uintptr_t)result.pixels);
  result.pixels = 0;
}
