/*
 * JPEG XL (ISO/IEC 18181) over libjxl: the first frame, colour samples first, then all extra channels (alpha and others).
 * decode(bytes, length, maximum): integers keep their own range (12 bits give 0 … 4095).
 * result.extra: 1 where further frames follow.
 */
extern "C" {
#include "picture.h"
}

#include <string.h>

#include "jxl/decode.h"

static uint32_t type_for(const JxlBasicInfo &info) {
  if (info.exponent_bits_per_sample > 0) return info.bits_per_sample <= 16 ? TYPE_F16 : TYPE_F32;
  if (info.bits_per_sample <= 8) return TYPE_U8;
  if (info.bits_per_sample <= 16) return TYPE_U16;
  fail(FAIL_UNSUPPORTED, "it has integers of more than 16 bits");
}

static JxlDataType data_type(uint32_t type) {
  switch (type) {
    case TYPE_U8:
      return JXL_TYPE_UINT8;
    case TYPE_U16:
      return JXL_TYPE_UINT16;
    case TYPE_F16:
      return JXL_TYPE_FLOAT16;
    default:
      return JXL_TYPE_FLOAT;
  }
}

/* Puts the samples of one plane (of `count` samples a pixel) to their places. */
static void place(const uint8_t *plane, uint32_t count, uint32_t first) {
  size_t size = type_size(result.type);
  uint8_t *pixels = (uint8_t *)(uintptr_t)result.pixels + first * size;
  size_t total = (size_t)result.width * result.height;
  for (size_t pixel = 0; pixel < total; pixel++) memcpy(pixels + pixel * result.samples * size, plane + pixel * count * size, count * size);
}

static void ask(JxlDecoderStatus status) {
  if (status != JXL_DEC_SUCCESS) fail(FAIL_CORRUPT, "libjxl refuses the picture");
}

static uint8_t *plane_of(size_t bytes) {
  uint8_t *plane = (uint8_t *)calloc(bytes == 0 ? 1 : bytes, 1);
  if (plane == NULL) fail(FAIL_MEMORY, "no memory for a plane");
  return plane;
}

extern "C" EXPORT("decode") picture *decode(const uint8_t *bytes, size_t length, double maximum_bytes) {
  JxlDecoder *decoder = JxlDecoderCreate(NULL);
  if (decoder == NULL) fail(FAIL_MEMORY, "libjxl has no memory");
  ask(JxlDecoderSubscribeEvents(decoder, JXL_DEC_BASIC_INFO | JXL_DEC_FRAME | JXL_DEC_FULL_IMAGE));
  ask(JxlDecoderSetInput(decoder, bytes, length));
  JxlDecoderCloseInput(decoder);

  JxlBasicInfo info;
  JxlFrameHeader frame;
  uint8_t *colour = NULL;
  uint8_t **extra = NULL;
  int last = 1;
  for (;;) {
    JxlDecoderStatus status = JxlDecoderProcessInput(decoder);
    if (status == JXL_DEC_FULL_IMAGE) break;
    if (status == JXL_DEC_BASIC_INFO) {
      ask(JxlDecoderGetBasicInfo(decoder, &info));
      uint32_t samples = info.num_color_channels + info.num_extra_channels;
      begin_result(info.xsize, info.ysize, samples, type_for(info), info.bits_per_sample, maximum_bytes);
    } else if (status == JXL_DEC_FRAME) {
      ask(JxlDecoderGetFrameHeader(decoder, &frame));
      last = frame.is_last;
    } else if (status == JXL_DEC_NEED_IMAGE_OUT_BUFFER) {
      size_t plane = (size_t)result.width * result.height * type_size(result.type);
      JxlPixelFormat format = {info.num_color_channels, data_type(result.type), JXL_LITTLE_ENDIAN, 0};
      size_t needed = 0;
      ask(JxlDecoderImageOutBufferSize(decoder, &format, &needed));
      if (needed != plane * info.num_color_channels) fail(FAIL_CORRUPT, "it states two sizes");
      colour = info.num_extra_channels == 0 ? (uint8_t *)(uintptr_t)result.pixels : plane_of(needed);
      ask(JxlDecoderSetImageOutBuffer(decoder, &format, colour, needed));
      extra = (uint8_t **)plane_of(info.num_extra_channels * sizeof *extra);
      for (uint32_t channel = 0; channel < info.num_extra_channels; channel++) {
        extra[channel] = plane_of(plane);
        JxlPixelFormat single = {1, data_type(result.type), JXL_LITTLE_ENDIAN, 0};
        ask(JxlDecoderSetExtraChannelBuffer(decoder, &single, extra[channel], plane, channel));
      }
      if (result.type == TYPE_U8 || result.type == TYPE_U16) {
        const JxlBitDepth depth = {JXL_BIT_DEPTH_FROM_CODESTREAM, 0, 0};
        ask(JxlDecoderSetImageOutBitDepth(decoder, &depth));
      }
    } else {
      fail(FAIL_CORRUPT, status == JXL_DEC_NEED_MORE_INPUT ? "the data end too early" : "the data are wrong");
    }
  }
  if (info.num_extra_channels > 0) {
    place(colour, info.num_color_channels, 0);
    free(colour);
    for (uint32_t channel = 0; channel < info.num_extra_channels; channel++) {
      place(extra[channel], 1, info.num_color_channels + channel);
      free(extra[channel]);
    }
  }
  free(extra);
  JxlDecoderDestroy(decoder);
  result.extra = !last;
  return &result;
}

extern "C" EXPORT("finish") void finish(void) {
  free((void *)(uintptr_t)result.pixels);
  result.pixels = 0;
}
