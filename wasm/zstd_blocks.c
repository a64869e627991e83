#define ZSTD_STATIC_LINKING_ONLY
#include "zstd_blocks.h"

#include <string.h>

#include "common/huf.h"
#include "compress/hist.h"
#include "kernel.h"
#include "zstd.h"
#include "zstd_errors.h"

enum { RAW = 0, RLE = 1, COMPRESSED = 2 };
enum { BLOCK_HEADER = 3, FRAME_HEADER = 9 };
/* A Huffman code's table and the lengths of its four streams take less. */
enum { HUFFMAN_OVERHEAD = 64, LONGEST_CODE = 11 };

/* 4 bytes of content size, which is the window too: the frame is decoded in one piece. */
enum { DESCRIPTOR = 0xA0 };

static void put(uint8_t *to, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; i++) to[i] = (uint8_t)(value >> 8 * i);
}

static uint32_t get_header(const uint8_t *block) { return block[0] | block[1] << 8 | (uint32_t)block[2] << 16; }

/* Whether the frame has room for so many bytes more. */
static int has_room(zstd_blocks *frame, int32_t bytes) {
  if (frame->failure == 0 && frame->end - frame->at < bytes) frame->failure = KERNEL_NO_SPACE;
  return frame->failure == 0;
}

/* The header of a block whose `size` bytes of body stand behind it already. */
static void add_block(zstd_blocks *frame, int type, int32_t stated, int32_t size) {
  frame->block = frame->at;
  put(frame->at, (uint32_t)type << 1 | (uint32_t)stated << 3, BLOCK_HEADER);
  frame->at += BLOCK_HEADER + size;
}

void zstd_blocks_begin(zstd_blocks *frame, uint8_t *start, uint8_t *end, uint32_t content) {
  *frame = (zstd_blocks){.start = start, .at = start, .end = end};
  if (!has_room(frame, FRAME_HEADER)) return;
  put(start, ZSTD_MAGICNUMBER, 4);
  start[4] = DESCRIPTOR;
  put(start + 5, content, 4);
  frame->at += FRAME_HEADER;
}

void zstd_blocks_repeat(zstd_blocks *frame, uint8_t byte, int32_t length) {
  for (int32_t left = length; left > 0;) {
    int32_t now = left < ZSTD_BLOCKS_LARGEST ? left : ZSTD_BLOCKS_LARGEST;
    if (!has_room(frame, BLOCK_HEADER + 1)) return;
    frame->at[BLOCK_HEADER] = byte;
    add_block(frame, RLE, now, 1);
    left -= now;
  }
}

void zstd_blocks_copy(zstd_blocks *frame, const uint8_t *from, int32_t length) {
  if (!has_room(frame, BLOCK_HEADER + length)) return;
  memcpy(frame->at + BLOCK_HEADER, from, (size_t)length);
  add_block(frame, RAW, length, length);
}

/* The bytes of a literals section's header for `length` literals, and the bits of each size in it. */
static int literals_header(int32_t length, int *bits) {
  int bytes = 3 + (length >= 1 << 10) + (length >= 1 << 14);
  *bits = bytes == 3 ? 10 : bytes == 4 ? 14 : 18;
  return bytes;
}

/* The body of a block of literals in four streams and no sequences. Returns its size; 0 where it needs more than `capacity`. */
static int32_t write_literals(const uint8_t *from, int32_t length, uint8_t *to, int32_t capacity) {
  uint64_t work[HUF_WORKSPACE_SIZE_U64 + HIST_WKSP_SIZE / 8];
  HUF_CElt code[HUF_CTABLE_SIZE_ST(HUF_SYMBOLVALUE_MAX)];
  unsigned count[HUF_SYMBOLVALUE_MAX + 1], largest = HUF_SYMBOLVALUE_MAX;
  HIST_count_wksp(count, &largest, from, (size_t)length, work, sizeof work);
  size_t longest = HUF_buildCTable_wksp(code, count, largest, LONGEST_CODE, work, sizeof work);
  if (HUF_isError(longest)) return 0;
  if ((int32_t)HUF_estimateCompressedSize(code, count, largest) + HUFFMAN_OVERHEAD > capacity) return 0;
  int bits, header = literals_header(length, &bits);
  size_t room = (size_t)capacity - (size_t)header - 1;
  size_t table = HUF_writeCTable_wksp(to + header, room, code, largest, (unsigned)longest, work, sizeof work);
  if (HUF_isError(table)) return 0;
  size_t streams = HUF_compress4X_usingCTable(to + header + table, room - table, from, (size_t)length, code, 0);
  if (HUF_isError(streams) || streams == 0) return 0;
  uint64_t size = table + streams;
  put(to, COMPRESSED | (uint64_t)(header - 2) << 2 | (uint64_t)length << 4 | size << (4 + bits), header);
  to[header + size] = 0; /* no sequences */
  return header + (int32_t)size + 1;
}

void zstd_blocks_huffman(zstd_blocks *frame, const uint8_t *from, int32_t length) {
  int32_t worthwhile = length - length / 64;
  if (!has_room(frame, BLOCK_HEADER)) return;
  int64_t room = frame->end - frame->at - BLOCK_HEADER;
  int32_t capacity = room < worthwhile ? (int32_t)room : worthwhile;
  int32_t size = capacity <= HUFFMAN_OVERHEAD ? 0 : write_literals(from, length, frame->at + BLOCK_HEADER, capacity);
  if (size > 0) add_block(frame, COMPRESSED, size, size);
  else zstd_blocks_copy(frame, from, length);
}

/* A context lives for one call: what was compressed before must not show in the bytes. Zero `block`: what zstd takes. */
static int32_t compress(const uint8_t *from, int32_t length, uint8_t *to, size_t capacity, int32_t level, int32_t block) {
  ZSTD_CCtx *context = ZSTD_createCCtx();
  if (context == NULL) return KERNEL_NO_MEMORY;
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
  if (block != 0) ZSTD_CCtx_setParameter(context, ZSTD_c_maxBlockSize, block);
  size_t size = ZSTD_compress2(context, to, capacity, from, (size_t)length);
  ZSTD_freeCCtx(context);
  if (!ZSTD_isError(size)) return (int32_t)size;
  return ZSTD_getErrorCode(size) == ZSTD_error_memory_allocation ? KERNEL_NO_MEMORY : KERNEL_NO_SPACE;
}

int32_t zstd_frame_encode(const uint8_t *from, int32_t length, uint8_t *to, int32_t capacity, int32_t level) {
  return compress(from, length, to, (size_t)capacity, level, 0);
}

void zstd_blocks_search(zstd_blocks *frame, const uint8_t *from, int32_t length, int32_t block, int32_t level,
                        uint8_t *packed) {
  if (frame->failure != 0) return;
  int32_t size = compress(from, length, packed, ZSTD_compressBound((size_t)length), level, block);
  if (size < 0) {
    frame->failure = size;
    return;
  }
  int32_t header = (int32_t)ZSTD_frameHeaderSize(packed, (size_t)size);
  int32_t blocks = size - header;
  if (!has_room(frame, blocks)) return;
  memcpy(frame->at, packed + header, (size_t)blocks);
  uint8_t *end = frame->at + blocks;
  while (frame->at < end) {
    uint32_t stated = get_header(frame->at);
    int32_t type = stated >> 1 & 3, bytes = (int32_t)(stated >> 3);
    add_block(frame, type, bytes, type == RLE ? 1 : bytes);
  }
}

int32_t zstd_blocks_end(zstd_blocks *frame) {
  if (frame->failure != 0) return frame->failure;
  frame->block[0] |= 1;
  return (int32_t)(frame->at - frame->start);
}
