/*
 * bzip2 over libbz2: one stream or several, one after the other.
 * decode(bytes, length, expected, maximum): expected > 0 is the number of decoded bytes, and anything else is wrong; 0 = unknown, then
 * the result grows up to the maximum.
 * encode(bytes, length, level): one stream; the level (1–9) is the size of its blocks in 100,000 bytes.
 */
#include "byteRow.h"

#include "bzlib.h"

/* libbz2 calls it where it finds itself wrong. */
void bz_internal_error(int code) {
  (void)code;
  fail(FAIL_CORRUPT, "libbz2 gave up");
}

EXPORT("decode") picture *decode(char *bytes, size_t length, double expected, double maximum_bytes) {
  size_t room = begin_row(expected > 0 ? expected : length * 4.0 < 65536 ? 65536 : length * 4.0, maximum_bytes);
  size_t done = 0;
  do {
    bz_stream stream = {0};
    if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK) fail(FAIL_MEMORY, "libbz2 has no memory");
    stream.next_in = bytes;
    stream.avail_in = (unsigned)length;
    for (;;) {
      unsigned left = stream.avail_in;
      size_t before = done;
      stream.next_out = (char *)row() + done;
      stream.avail_out = (unsigned)(room - done);
      int status = BZ2_bzDecompress(&stream);
      done = room - stream.avail_out;
      if (status == BZ_STREAM_END) break;
      if (status == BZ_MEM_ERROR) fail(FAIL_MEMORY, "libbz2 has no memory");
      if (status != BZ_OK) fail(FAIL_CORRUPT, "the data are wrong");
      if (stream.avail_in < left || done > before) continue; /* with no room left, it may still read its checksum */
      if (done < room) fail(FAIL_CORRUPT, "the data end too early");
      if (expected > 0) fail(FAIL_CORRUPT, "the data hold more than belongs there, or end too early");
      room = grow_row(maximum_bytes);
    }
    bytes = stream.next_in;
    length = stream.avail_in;
    BZ2_bzDecompressEnd(&stream);
  } while (length > 0);
  if (expected > 0 && done < room) fail(FAIL_CORRUPT, "the data hold less than belongs there");
  return end_row(done);
}

EXPORT("encode") picture *encode(char *bytes, size_t length, double level) {
  /* Always enough, says libbz2's manual. */
  double bound = length * 1.01 + 600;
  unsigned size = (unsigned)begin_row(bound, bound);
  int status = BZ2_bzBuffToBuffCompress((char *)row(), &size, bytes, (unsigned)length, (int)level, 0, 0);
  if (status != BZ_OK) fail(status == BZ_MEM_ERROR ? FAIL_MEMORY : FAIL_CORRUPT, "libbz2 cannot compress");
  return end_row(size);
}
