/*
 * JPEG XR (ITU-T T.832) over jxrlib.
 * decode(bytes, length, maximum): samples in the order in which they are stored, padding dropped; fixed point becomes float32.
 * result.extra: 1 where the first three samples are B, G, R.
 */
#include <string.h>

#include "picture.h"

#include "JXRGlue.h"

static void check(ERR error, const char *text) {
  switch (error) {
    case WMP_errSuccess:
      return;
    case WMP_errOutOfMemory:
      fail(FAIL_MEMORY, "jxrlib has no memory");
    case WMP_errUnsupportedFormat:
      fail(FAIL_UNSUPPORTED, text);
    default:
      fail(FAIL_CORRUPT, text);
  }
}

typedef struct {
  uint32_t type;
  uint32_t bytes;  /* of a stored value */
  double divisor;  /* of a fixed-point value; 0 for the others */
} value_kind;

static value_kind kind_of(BITDEPTH_BITS depth) {
  switch (depth) {
    case BD_8:
      return (value_kind){TYPE_U8, 1, 0};
    case BD_16:
      return (value_kind){TYPE_U16, 2, 0};
    case BD_16S:
      return (value_kind){TYPE_F32, 2, 8192};
    case BD_16F:
      return (value_kind){TYPE_F16, 2, 0};
    case BD_32S:
      return (value_kind){TYPE_F32, 4, 16777216};
    case BD_32F:
      return (value_kind){TYPE_F32, 4, 0};
    default:
      fail(FAIL_UNSUPPORTED, "its values are packed into fewer bits");
  }
}

/* From rows as jxrlib writes them, with padding and fixed point, to the result. */
static void convert(const uint8_t *stored, size_t stride, uint32_t stored_samples, value_kind kind, void *pixels) {
  float *floats = pixels;
  uint8_t *bytes = pixels;
  for (uint32_t y = 0; y < result.height; y++) {
    for (uint32_t x = 0; x < result.width; x++) {
      const uint8_t *from = stored + y * stride + (size_t)x * stored_samples * kind.bytes;
      for (uint32_t sample = 0; sample < result.samples; sample++, from += kind.bytes) {
        if (kind.divisor == 0) {
          memcpy(bytes, from, kind.bytes);
          bytes += kind.bytes;
        } else if (kind.bytes == 2) {
          int16_t value;
          memcpy(&value, from, 2);
          *floats++ = (float)(value / kind.divisor);
        } else {
          int32_t value;
          memcpy(&value, from, 4);
          *floats++ = (float)(value / kind.divisor);
        }
      }
    }
  }
}

EXPORT("decode") picture *decode(uint8_t *bytes, size_t length, double maximum_bytes) {
  struct WMPStream *stream = NULL;
  PKImageDecode *decoder = NULL;
  check(CreateWS_Memory(&stream, bytes, length), "no stream");
  check(PKImageDecode_Create_WMP(&decoder), "no decoder");
  decoder->fStreamOwner = TRUE;
  check(decoder->Initialize(decoder, stream), "the header is wrong");

  PKPixelFormatGUID format;
  PKPixelInfo info = {&format};
  check(decoder->GetPixelFormat(decoder, &format), "the pixel format is missing");
  check(PixelFormatLookup(&info, LOOKUP_FORWARD), "its pixel format is unknown");
  if (info.cfColorFormat == YUV_420 || info.cfColorFormat == YUV_422 || info.cfColorFormat == CF_RGBE) {
    fail(FAIL_UNSUPPORTED, "its pixel format is not one of whole samples");
  }
  I32 width = 0, height = 0;
  check(decoder->GetSize(decoder, &width, &height), "the size is missing");
  if (width <= 0 || height <= 0) fail(FAIL_CORRUPT, "the size is impossible");

  value_kind kind = kind_of(info.bdBitDepth);
  uint32_t stored_samples = info.cbitUnit / 8 / kind.bytes;
  uint32_t samples = (uint32_t)info.cChannel;
  uint32_t bits = kind.divisor != 0 ? 32 : kind.bytes * 8;
  void *pixels = begin_result((uint32_t)width, (uint32_t)height, samples, kind.type, bits, maximum_bytes);
  result.extra = (info.grBit & PK_pixfmtBGR) != 0;

  decoder->WMP.wmiSCP.uAlphaMode = (info.grBit & PK_pixfmtHasAlpha) != 0 ? 2 : 0;
  PKRect all = {0, 0, width, height};
  size_t stride = (size_t)width * stored_samples * kind.bytes;
  int direct = stored_samples == samples && kind.divisor == 0;
  uint8_t *stored = direct ? pixels : calloc(stride, (size_t)height);
  if (stored == NULL) fail(FAIL_MEMORY, "no memory for the pixels");
  check(decoder->Copy(decoder, &all, stored, (U32)stride), "the data are wrong or end too early");
  if (!direct) {
    convert(stored, stride, stored_samples, kind, pixels);
    free(stored);
  }
  decoder->Release(&decoder);
  return &result;
}

EXPORT("finish") void finish(void) {
  free((void *)(uintptr_t)result.pixels);
  result.pixels = 0;
}
