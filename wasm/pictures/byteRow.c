#include "byteRow.h"

#include <string.h>

static uint8_t *bytes;
static size_t room;

static size_t resize(double wanted, double maximum_bytes) {
  room = (size_t)(wanted < maximum_bytes ? wanted : maximum_bytes);
  bytes = realloc(bytes, room == 0 ? 1 : room);
  if (bytes == NULL) fail(FAIL_MEMORY, "no memory for the result");
  return room;
}

size_t begin_row(double wanted, double maximum_bytes) { return resize(wanted, maximum_bytes); }

uint8_t *row(void) { return bytes; }

size_t grow_row(double maximum_bytes) {
  if (room >= maximum_bytes) fail(FAIL_LIMIT, "the decoded bytes are more than allowed");
  return resize(room * 2.0, maximum_bytes);
}

picture *end_row(size_t length) {
  memset(&result, 0, sizeof result);
  result.width = result.bytes = (uint32_t)length;
  result.height = result.samples = 1;
  result.bits = 8;
  result.pixels = (uint32_t)(uintptr_t)bytes;
  return &result;
}

EXPORT("finish") void finish(void) {
  free(bytes);
  bytes = NULL;
}
