/*
 * On images the match search of zstd looks through planes of bits in which nothing matches: the low ones are noise, the middle ones
 * shrink by how often each byte occurs, the high ones are constant. So the planes of a block become blocks of one frame, each coded by
 * what it is; where planes repeat, zstd searches them, and where most do, the whole block. All is told from the block's bytes alone.
 */
#include "bit_plane_frame.h"

#include <string.h>

#include "kernel.h"
#include "zstd_blocks.h"

/* Planes whose addresses differ by a power of two would share one set of the processor's cache. */
enum { GAP = 192 };
/* zstd's level for planes that repeat. Higher ones find more and shorter matches there, and cost more than they save. */
enum { SEARCH_LEVEL = 1 };
/* A block that shrinks to less than this part is searched as a whole too. */
enum { SMALL_PART = 6 };

size_t plane_frame_room(int32_t length, int32_t typesize) { return (size_t)length + (size_t)GAP * 8 * (size_t)typesize; }

int plane_frame_can(int32_t length, int32_t typesize) {
  return typesize <= BIT_PLANES_LARGEST_TYPESIZE && length % (8 * typesize) == 0 && length / (8 * typesize) >= PLANE_SHORTEST &&
         length / (8 * typesize) <= ZSTD_BLOCKS_LARGEST;
}

static const uint8_t *plane(const plane_block *block, int32_t index) { return block->planes + (size_t)index * block->stride; }

const uint8_t *plane_frame_join(plane_block *block, int32_t first, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    memcpy(block->joined + (size_t)i * (size_t)block->plane_length, plane(block, first + i), (size_t)block->plane_length);
  }
  return block->joined;
}

/* Planes that are equal repeat each other. */
static void mark_twin(plane_look *looks, int32_t index) {
  for (int32_t other = 0; other < index; other++) {
    if (looks[other].kind == PLANE_CONSTANT || looks[other].signature != looks[index].signature) continue;
    looks[other].kind = looks[index].kind = PLANE_REPEATING;
    return;
  }
}

static void look_at_planes(plane_block *block, plane_limits limits) {
  for (int32_t k = 0; k < block->plane_count; k++) {
    block->looks[k] = plane_look_at(plane(block, k), block->plane_length, limits);
    if (block->looks[k].kind != PLANE_CONSTANT) mark_twin(block->looks, k);
  }
}

/* What repeats far away shows in any plane; the lowest that is neither noise nor known to repeat stands for all. -1: there is none. */
static int32_t plane_to_probe(const plane_block *block) {
  int32_t found = -1;
  for (int32_t k = block->plane_count - 1; k >= 0; k--) {
    plane_kind kind = block->looks[k].kind;
    if (kind == PLANE_UNEVEN || (kind == PLANE_NOISE && (found < 0 || block->looks[found].kind == PLANE_NOISE))) found = k;
  }
  return found;
}

/* Whether so much repeats that the block is searched as a whole. */
static int is_rich(const plane_block *block) {
  int32_t live = 0, rich = 0;
  for (int32_t k = 0; k < block->plane_count; k++) {
    live += block->looks[k].kind != PLANE_CONSTANT;
    rich += block->looks[k].is_rich;
  }
  if (live > 0 && 2 * rich >= live) return 1;
  int32_t probe = plane_to_probe(block);
  return probe >= 0 && plane_repeats_afar(plane(block, probe), block->plane_length);
}

/* Constant planes with the same byte, from `first` to before `end`. */
static int32_t constant_planes(const plane_block *block, int32_t first, int32_t end) {
  int32_t next = first + 1;
  uint8_t byte = plane(block, first)[0];
  while (next < end && block->looks[next].kind == PLANE_CONSTANT && plane(block, next)[0] == byte) next++;
  return next - first;
}

/* The planes from `first` to before `end`, none of which is searched. */
static void put_planes(zstd_blocks *frame, const plane_block *block, int32_t first, int32_t end) {
  int32_t length = block->plane_length;
  for (int32_t k = first, count; k < end; k += count) {
    const uint8_t *from = plane(block, k);
    count = 1;
    if (block->looks[k].kind == PLANE_CONSTANT) {
      count = constant_planes(block, k, end);
      zstd_blocks_repeat(frame, from[0], count * length);
    } else if (block->looks[k].kind == PLANE_NOISE) {
      zstd_blocks_copy(frame, from, length);
    } else {
      zstd_blocks_huffman(frame, from, length);
    }
  }
}

/* Each plane as its kind wants it; from the first repeating one to the last in one search, because they may repeat each other. */
static int32_t encode_by_kind(plane_block *block, uint8_t *to, int32_t capacity) {
  int32_t count = block->plane_count, length = block->plane_length, first = 0, end = count;
  while (first < count && block->looks[first].kind != PLANE_REPEATING) first++;
  while (end > first && block->looks[end - 1].kind != PLANE_REPEATING) end--;
  zstd_blocks frame;
  zstd_blocks_begin(&frame, to, to + capacity, (uint32_t)(count * length));
  put_planes(&frame, block, 0, first);
  if (first < end) {
    const uint8_t *searched = plane_frame_join(block, first, end - first);
    zstd_blocks_search(&frame, searched, (end - first) * length, length, SEARCH_LEVEL, block->packed);
  }
  put_planes(&frame, block, end, count);
  return zstd_blocks_end(&frame);
}

static int32_t encode_whole(plane_block *block, int32_t level, uint8_t *to, int32_t capacity) {
  const uint8_t *whole = plane_frame_join(block, 0, block->plane_count);
  return zstd_frame_encode(whole, block->plane_count * block->plane_length, to, capacity, level);
}

/* Puts the whole block's frame in the place of the one of `size` bytes (or none, if below zero) where it is smaller. */
static int32_t keep_smaller(plane_block *block, int32_t level, uint8_t *to, int32_t capacity, int32_t size) {
  int32_t other = encode_whole(block, level, block->packed, size < 0 ? capacity : size - 1);
  if (other == KERNEL_NO_SPACE) return size;
  if (other > 0) memcpy(to, block->packed, (size_t)other);
  return other;
}

int32_t plane_frame_encode(plane_block *block, const uint8_t *source, int32_t length, int32_t typesize,
                           const plane_effort *effort, uint8_t *to, int32_t capacity) {
  block->plane_count = 8 * typesize;
  block->plane_length = length / block->plane_count;
  block->stride = (size_t)block->plane_length + GAP;
  bit_planes_split(source, length / typesize, typesize, block->planes, block->stride);
  look_at_planes(block, effort->limits);
  if (!effort->is_thorough && is_rich(block)) return encode_whole(block, effort->plain, to, capacity);
  int32_t size = encode_by_kind(block, to, capacity);
  if (size < 0 && size != KERNEL_NO_SPACE) return size;
  int is_small = size >= 0 && size < length / SMALL_PART;
  return effort->is_thorough || is_small ? keep_smaller(block, effort->plain, to, capacity, size) : size;
}
