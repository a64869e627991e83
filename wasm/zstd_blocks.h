/* A Zstandard frame (RFC 8878) that is put together block by block, each coded in the way that suits it. */
#ifndef ZSTD_BLOCKS_H
#define ZSTD_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

/* The largest block of the format. */
enum { ZSTD_BLOCKS_LARGEST = 128 << 10 };

typedef struct {
  uint8_t *start, *at, *end;
  /* The header of the last block so far. */
  uint8_t *block;
  /* Below zero when a piece of memory could not be had, or what is in the frame did not fit in. */
  int32_t failure;
} zstd_blocks;

/* Begins a frame of `content` bytes at `start`, which may grow to `end`. */
void zstd_blocks_begin(zstd_blocks *frame, uint8_t *start, uint8_t *end, uint32_t content);

/* `length` times the same byte. */
void zstd_blocks_repeat(zstd_blocks *frame, uint8_t byte, int32_t length);

/* One block of at most ZSTD_BLOCKS_LARGEST bytes as they are. */
void zstd_blocks_copy(zstd_blocks *frame, const uint8_t *from, int32_t length);

/* The same by how often each value occurs, without a search; as they are where that does not save a 64th. */
void zstd_blocks_huffman(zstd_blocks *frame, const uint8_t *from, int32_t length);

/*
 * What zstd's search at `level` makes of the bytes, in blocks of `block` bytes. All such bytes of a frame go into one call, and no block
 * before it has sequences: so the search's repeated offsets are the decoder's. `packed` has ZSTD_compressBound(length) bytes of room.
 */
void zstd_blocks_search(zstd_blocks *frame, const uint8_t *from, int32_t length, int32_t block, int32_t level,
                        uint8_t *packed);

/* Ends the frame. Returns its size, or the failure. */
int32_t zstd_blocks_end(zstd_blocks *frame);

/* A whole frame as zstd makes it at `level`; KERNEL_NO_SPACE where it needs more than `capacity`. */
int32_t zstd_frame_encode(const uint8_t *from, int32_t length, uint8_t *to, int32_t capacity, int32_t level);

#endif
