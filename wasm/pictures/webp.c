/*
 * WebP over libwebp: lossy, lossless, alpha, animations.
 * decode(bytes, length, frame, samples, maximum): frame < 0 decodes a still picture; frame >= 0 composes that frame of an animation:
 * a call with length > 0 opens it, later calls with length 0 go on in it. 3 samples (RGB) or 4 (RGBA, not premultiplied);
 * 0 = 4 where the file has alpha, else 3.
 */
#include <string.h>

#include "picture.h"

#include "src/webp/decode.h"
#include "src/webp/demux.h"

static WebPAnimDecoder *animation;
static WebPAnimInfo info;
static int next_frame;
static uint32_t samples;

static void check(VP8StatusCode status) {
  switch (status) {
    case VP8_STATUS_OK:
      return;
    case VP8_STATUS_OUT_OF_MEMORY: {
      /* The library also says this of planes of alpha that are damaged. */
      void *room = malloc(32u << 20);
      fail(room == NULL ? FAIL_MEMORY : FAIL_CORRUPT, "libwebp has no memory, or the alpha is wrong");
    }
    case VP8_STATUS_UNSUPPORTED_FEATURE:
      fail(FAIL_UNSUPPORTED, "libwebp does not know this feature");
    case VP8_STATUS_NOT_ENOUGH_DATA:
      fail(FAIL_CORRUPT, "the data end too early");
    default:
      fail(FAIL_CORRUPT, "the bitstream is wrong");
  }
}

static void decode_still(const uint8_t *bytes, size_t length, const WebPBitstreamFeatures *features, double maximum_bytes) {
  uint8_t *pixels = begin_result((uint32_t)features->width, (uint32_t)features->height, samples, TYPE_U8, 8, maximum_bytes);
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) fail(FAIL_CORRUPT, "libwebp does not start");
  config.output.colorspace = samples == 4 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels;
  config.output.u.RGBA.stride = (int)(result.width * samples);
  config.output.u.RGBA.size = result.bytes;
  check(WebPDecode(bytes, length, &config));
}

static void open_animation(const uint8_t *bytes, size_t length) {
  const WebPData data = {bytes, length};
  WebPAnimDecoderOptions options;
  if (!WebPAnimDecoderOptionsInit(&options)) fail(FAIL_CORRUPT, "libwebp does not start");
  options.color_mode = MODE_RGBA;
  animation = WebPAnimDecoderNew(&data, &options);
  if (animation == NULL || !WebPAnimDecoderGetInfo(animation, &info)) fail(FAIL_CORRUPT, "the animation is damaged");
  next_frame = 0;
}

static void decode_frame(int frame) {
  if (animation == NULL || frame >= (int)info.frame_count) fail(FAIL_CORRUPT, "there is no such frame");
  if (frame < next_frame) {
    WebPAnimDecoderReset(animation);
    next_frame = 0;
  }
  uint8_t *canvas = NULL;
  for (; next_frame <= frame; next_frame++) {
    int timestamp;
    if (!WebPAnimDecoderGetNext(animation, &canvas, &timestamp)) fail(FAIL_CORRUPT, "a frame is damaged");
  }
  uint8_t *pixels = (uint8_t *)(uintptr_t)result.pixels;
  size_t count = (size_t)info.canvas_width * info.canvas_height;
  if (samples == 4) {
    memcpy(pixels, canvas, count * 4);
    return;
  }
  for (size_t index = 0; index < count; index++) {
    pixels[3 * index] = canvas[4 * index];
    pixels[3 * index + 1] = canvas[4 * index + 1];
    pixels[3 * index + 2] = canvas[4 * index + 2];
  }
}

EXPORT("decode")
picture *decode(const uint8_t *bytes, size_t length, int frame, uint32_t wanted_samples, double maximum_bytes) {
  if (length > 0) {
    WebPBitstreamFeatures features;
    check(WebPGetFeatures(bytes, length, &features));
    samples = wanted_samples != 0 ? wanted_samples : features.has_alpha ? 4 : 3;
    if (frame < 0) {
      if (features.has_animation) fail(FAIL_UNSUPPORTED, "it is an animation");
      decode_still(bytes, length, &features, maximum_bytes);
      return &result;
    }
    /* libwebp composes two canvases of four samples: the cap holds for those. */
    if (8.0 * features.width * features.height > 2 * maximum_bytes) fail(FAIL_LIMIT, "the canvas is larger than allowed");
    begin_result((uint32_t)features.width, (uint32_t)features.height, samples, TYPE_U8, 8, maximum_bytes);
    open_animation(bytes, length);
    if (info.canvas_width != result.width || info.canvas_height != result.height) fail(FAIL_CORRUPT, "two canvas sizes");
  }
  decode_frame(frame);
  return &result;
}

EXPORT("finish") void finish(void) {
  if (animation != NULL) WebPAnimDecoderDelete(animation);
  animation = NULL;
  free((void *)(uintptr_t)result.pixels);
  result.pixels = 0;
}
