#include "picture.h"

#include <string.h>

picture result;

void fail(int kind, const char *text) { host_fail(kind, text, strlen(text)); }

uint32_t type_size(uint32_t type) {
  static const uint8_t sizes[] = {1, 1, 2, 2, 4, 4, 4, 8, 2};
  return sizes[type];
}

void *begin_result(uint32_t width, uint32_t height, uint32_t samples, uint32_t type, uint32_t bits, double maximum_bytes) {
  if (width == 0 || height == 0 || samples == 0) fail(FAIL_CORRUPT, "the picture has no pixels");
  double bytes = (double)width * height * samples * type_size(type);
  if (bytes > maximum_bytes || bytes > 4294967295.0) fail(FAIL_LIMIT, "the decoded picture is larger than allowed");
  void *pixels = calloc((size_t)bytes, 1);
  if (pixels == NULL) fail(FAIL_MEMORY, "no memory for the pixels");
  result.width = width;
  result.height = height;
  result.samples = samples;
  result.type = type;
  result.bits = bits;
  result.pixels = (uint32_t)(uintptr_t)pixels;
  result.bytes = (uint32_t)bytes;
  result.extra = 0;
  return pixels;
}

EXPORT("reserve") void *reserve(size_t bytes) {
  void *room = malloc(bytes == 0 ? 1 : bytes);
  if (room == NULL) fail(FAIL_MEMORY, "no memory for the compressed bytes");
  return room;
}

EXPORT("release") void release(void *room) { free(room); }
