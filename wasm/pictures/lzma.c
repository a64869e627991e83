/*
 * LZMA over liblzma (XZ Utils): an .xz stream or the older .lzma; bytes after it are ignored.
 * decode(bytes, length, expected, maximum): a "picture" of one row of bytes. expected > 0 is their number, and anything else
 * is wrong; 0 = unknown, then the result grows up to the maximum.
 */
#include <string.h>

#include "picture.h"

#include "lzma.h"

/* Twice what the strongest preset of any writer takes. */
#define DICTIONARY_BYTES (160u << 20)

static uint8_t *decoded;

EXPORT("decode") picture *decode(const uint8_t *bytes, size_t length, double expected, double maximum_bytes) {
  lzma_stream stream = LZMA_STREAM_INIT;
  lzma_ret status = lzma_auto_decoder(&stream, DICTIONARY_BYTES, 0);
  if (status != LZMA_OK) fail(FAIL_MEMORY, "liblzma has no memory");
  size_t room = (size_t)(expected > 0 ? expected : length * 4.0 < 65536 ? 65536 : length * 4.0);
  if (room > maximum_bytes) room = (size_t)maximum_bytes;
  decoded = malloc(room);
  if (decoded == NULL) fail(FAIL_MEMORY, "no memory for the decoded bytes");
  stream.next_in = bytes;
  stream.avail_in = length;
  stream.next_out = decoded;
  stream.avail_out = room;
  for (;;) {
    status = lzma_code(&stream, LZMA_FINISH);
    if (status == LZMA_STREAM_END) break;
    if (status == LZMA_OK && expected > 0) continue; /* with no room left, it may still read its checksum */
    if (stream.avail_out == 0 && (status == LZMA_OK || status == LZMA_BUF_ERROR)) {
      if (expected > 0) fail(FAIL_CORRUPT, "the data hold more than belongs there, or end too early");
      if (room >= maximum_bytes) fail(FAIL_LIMIT, "the decoded bytes are more than allowed");
      size_t larger = room > maximum_bytes / 2 ? (size_t)maximum_bytes : room * 2;
      decoded = realloc(decoded, larger);
      if (decoded == NULL) fail(FAIL_MEMORY, "no memory for the decoded bytes");
      stream.next_out = decoded + room;
      stream.avail_out = larger - room;
      room = larger;
    } else if (status == LZMA_MEMLIMIT_ERROR) {
      fail(FAIL_LIMIT, "its dictionary is too large");
    } else if (status == LZMA_MEM_ERROR) {
      fail(FAIL_MEMORY, "liblzma has no memory");
    } else if (status == LZMA_OPTIONS_ERROR) {
      fail(FAIL_UNSUPPORTED, "its filters are unknown");
    } else if (status != LZMA_OK) {
      fail(FAIL_CORRUPT, status == LZMA_BUF_ERROR ? "the data end too early" : "the data are wrong");
    }
  }
  lzma_end(&stream);
  if (expected > 0 && stream.avail_out > 0) fail(FAIL_CORRUPT, "the data hold less than belongs there");
  memset(&result, 0, sizeof result);
  result.width = (uint32_t)(room - stream.avail_out);
  result.height = result.samples = 1;
  result.bits = 8;
  result.pixels = (uint32_t)(uintptr_t)decoded;
  result.bytes = result.width;
  return &result;
}

EXPORT("finish") void finish(void) {
  free(decoded);
  decoded = NULL;
}
