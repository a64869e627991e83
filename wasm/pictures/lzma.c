/*
 * LZMA over liblzma (XZ Utils): an .xz stream or the older .lzma; bytes after it are ignored.
 * decode(bytes, length, expected, maximum): expected > 0 is the number of decoded bytes, and anything else is wrong; 0 = unknown, then
 * the result grows up to the maximum.
 * encode(bytes, length, alone, check, preset): an .xz stream with this check (lzma_check), or with `alone` an .lzma file.
 */
#include "byteRow.h"

#include "lzma.h"

/* Twice what the strongest preset of any writer takes. */
#define DICTIONARY_BYTES (160u << 20)

EXPORT("decode") picture *decode(const uint8_t *bytes, size_t length, double expected, double maximum_bytes) {
  lzma_stream stream = LZMA_STREAM_INIT;
  lzma_ret status = lzma_auto_decoder(&stream, DICTIONARY_BYTES, 0);
  if (status != LZMA_OK) fail(FAIL_MEMORY, "liblzma has no memory");
  size_t room = begin_row(expected > 0 ? expected : length * 4.0 < 65536 ? 65536 : length * 4.0, maximum_bytes);
  stream.next_in = bytes;
  stream.avail_in = length;
  stream.next_out = row();
  stream.avail_out = room;
  for (;;) {
    status = lzma_code(&stream, LZMA_FINISH);
    if (status == LZMA_STREAM_END) break;
    if (status == LZMA_OK && expected > 0) continue; /* with no room left, it may still read its checksum */
    if (stream.avail_out == 0 && (status == LZMA_OK || status == LZMA_BUF_ERROR)) {
      if (expected > 0) fail(FAIL_CORRUPT, "the data hold more than belongs there, or end too early");
      size_t larger = grow_row(maximum_bytes);
      stream.next_out = row() + room;
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
  return end_row(room - stream.avail_out);
}

EXPORT("encode") picture *encode(const uint8_t *bytes, size_t length, double alone, double check, double preset) {
  lzma_options_lzma options;
  if (lzma_lzma_preset(&options, (uint32_t)preset)) fail(FAIL_UNSUPPORTED, "liblzma does not know the preset");
  /* A dictionary larger than the data only takes memory: 674 MB for the largest preset. */
  if (options.dict_size > length) options.dict_size = length < LZMA_DICT_SIZE_MIN ? LZMA_DICT_SIZE_MIN : (uint32_t)length;
  lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, NULL}};
  lzma_stream stream = LZMA_STREAM_INIT;
  lzma_ret status = alone != 0 ? lzma_alone_encoder(&stream, &options)
                               : lzma_stream_encoder(&stream, filters, (lzma_check)check);
  if (status == LZMA_OK) {
    /* LZMA alone makes data that cannot be compressed larger; this is more than it ever takes. */
    double bound = length * 1.5 + 4096;
    size_t room = begin_row(bound, bound);
    stream.next_in = bytes;
    stream.avail_in = length;
    stream.next_out = row();
    stream.avail_out = room;
    do {
      status = lzma_code(&stream, LZMA_FINISH);
    } while (status == LZMA_OK);
    if (status == LZMA_STREAM_END) {
      lzma_end(&stream);
      return end_row(room - stream.avail_out);
    }
  }
  fail(status == LZMA_MEM_ERROR ? FAIL_MEMORY : FAIL_UNSUPPORTED, "liblzma cannot compress");
}
