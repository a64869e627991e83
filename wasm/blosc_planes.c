/* Blosc 1 frames: https://github.com/Blosc/c-blosc/blob/main/README_CHUNK_FORMAT.rst */
#include "blosc_planes.h"

#include <stdlib.h>
#include <string.h>

#include "bit_planes.h"
#include "kernel.h"
#include "bit_plane_frame.h"
#include "zstd.h"
#include "zstd_blocks.h"

enum { HEADER = 16, SMALLEST_BLOCK = 128, LARGEST_BLOCK = 1 << 20 };
enum { VERSION = 2, ZSTD_VERSION = 1, MEMCPYED = 1 << 1, BIT_SHUFFLE = 1 << 2, NOT_SPLIT = 1 << 4, ZSTD_FORMAT = 4 << 5 };
/* Values of 8 bytes and more have so many planes that in a usual block they would be too short. */
enum { LARGE_TYPE = 8 };

/* What a level of Blosc stands for: from the fourth on planes are searched that repeat but little, and each block as a whole too. */
typedef struct {
  plane_effort effort;
  /* Bytes of a block, unless the caller says. */
  int32_t blocksize;
} level_settings;

#define USUAL {8, 8}
#define EAGER {2, 3}
static const level_settings LEVELS[] = {
    {{USUAL, 1, 0}, 1 << 18},  {{USUAL, 1, 0}, 1 << 18},  {{USUAL, 5, 0}, 1 << 18},
    {{EAGER, 8, 1}, 1 << 18},  {{EAGER, 9, 1}, 1 << 18},  {{EAGER, 11, 1}, 1 << 19},
    {{EAGER, 13, 1}, 1 << 19}, {{EAGER, 15, 1}, 1 << 19}, {{EAGER, 22, 1}, 1 << 20},
};
enum { LEVEL_COUNT = sizeof LEVELS / sizeof *LEVELS };

static void put32(uint8_t *to, int32_t value) { memcpy(to, &value, 4); }

static level_settings settings_of(const blosc_planes_request *request) {
  level_settings settings = LEVELS[request->level - 1];
  /* Pictures of one byte a value repeat more than a camera's, and have few planes to look at. */
  if (request->typesize == 1) settings.effort.limits = (plane_limits)EAGER;
  return settings;
}

/* Blocks of one size, each of them whole elements by the eight: what is left over, and not shuffled, is a few bytes. */
static int32_t blocksize_of(const blosc_planes_request *request, int32_t usual) {
  int32_t length = request->length, typesize = request->typesize, size = request->blocksize;
  if (size == 0) {
    int32_t largest = typesize < LARGE_TYPE || usual == LARGEST_BLOCK ? usual : 2 * usual;
    int32_t count = (length - 1) / largest + 1;
    size = length / count / (8 * typesize) * (8 * typesize);
    if (size < SMALLEST_BLOCK) size = length;
  }
  if (size < SMALLEST_BLOCK) size = SMALLEST_BLOCK;
  if (size > length) size = length;
  return size / typesize * typesize;
}

/* A block that is too small for planes, in Blosc's order, which leaves alone what is not a multiple of 8 elements. */
static const uint8_t *shuffle_whole(plane_block *block, const uint8_t *source, int32_t length, int32_t typesize) {
  int32_t elements = length / typesize;
  if (elements == 0 || elements % 8 != 0) return source;
  size_t shuffled = (size_t)elements * (size_t)typesize;
  bit_planes_split(source, elements, typesize, block->joined, (size_t)elements / 8);
  memcpy(block->joined + shuffled, source + shuffled, (size_t)length - shuffled);
  return block->joined;
}

/* All zeros: told before any shuffle. */
static int32_t encode_zeros(int32_t length, uint8_t *to, int32_t capacity) {
  zstd_blocks frame;
  zstd_blocks_begin(&frame, to, to + capacity, (uint32_t)length);
  zstd_blocks_repeat(&frame, 0, length);
  return zstd_blocks_end(&frame);
}

/*
 * One block into at most `room` bytes. Returns its size: `length` where nothing is gained and it stands there shuffled;
 * KERNEL_NO_SPACE.
 */
static int32_t encode_block(plane_block *block, const uint8_t *source, int32_t length, int32_t typesize,
                            const plane_effort *effort, uint8_t *to, int32_t room) {
  int32_t capacity = length - 1 < room ? length - 1 : room;
  int32_t size = KERNEL_NO_SPACE;
  const uint8_t *whole;
  if (plane_frame_can(length, typesize)) {
    if (source[0] == 0 && plane_is_constant(source, length)) return encode_zeros(length, to, capacity);
    size = plane_frame_encode(block, source, length, typesize, effort, to, capacity);
    if (size != KERNEL_NO_SPACE || room < length) return size;
    whole = plane_frame_join(block, 0, block->plane_count);
  } else {
    whole = shuffle_whole(block, source, length, typesize);
    if (length >= SMALLEST_BLOCK) size = zstd_frame_encode(whole, length, to, capacity, effort->plain);
    if (size != KERNEL_NO_SPACE || room < length) return size;
  }
  memcpy(to, whole, (size_t)length);
  return length;
}

/* All blocks behind the header. Returns the frame's size; KERNEL_NO_SPACE where the source as it is takes less. */
static int32_t encode_blocks(const blosc_planes_request *request, plane_block *block, int32_t blocksize,
                             const plane_effort *effort) {
  int32_t count = (request->length - 1) / blocksize + 1;
  int32_t at = HEADER + 4 * count, end = HEADER + request->length;
  for (int32_t i = 0; i < count; i++) {
    if (at + 4 >= end) return KERNEL_NO_SPACE;
    int32_t start = i * blocksize, left = request->length - start;
    int32_t size = encode_block(block, request->source + start, left < blocksize ? left : blocksize, request->typesize, effort,
                                request->target + at + 4, end - at - 4);
    if (size < 0) return size;
    put32(request->target + HEADER + 4 * i, at);
    put32(request->target + at, size);
    at += 4 + size;
  }
  return at;
}

static void write_header(const blosc_planes_request *request, int32_t flags, int32_t blocksize, int32_t size) {
  uint8_t *to = request->target;
  to[0] = VERSION;
  to[1] = ZSTD_VERSION;
  to[2] = (uint8_t)(flags | BIT_SHUFFLE | NOT_SPLIT | ZSTD_FORMAT);
  to[3] = (uint8_t)request->typesize;
  put32(to + 4, request->length);
  put32(to + 8, blocksize);
  put32(to + 12, size);
}

int blosc_planes_can(const blosc_planes_request *request) {
  return request->length >= SMALLEST_BLOCK && request->level >= 1 && request->level <= LEVEL_COUNT &&
         request->typesize >= 1 && request->typesize <= BIT_PLANES_LARGEST_TYPESIZE && request->blocksize >= 0 &&
         request->blocksize <= LARGEST_BLOCK;
}

int32_t blosc_planes_encode(const blosc_planes_request *request) {
  level_settings settings = settings_of(request);
  int32_t blocksize = blocksize_of(request, settings.blocksize);
  size_t planes = plane_frame_room(blocksize, request->typesize), packed = ZSTD_compressBound((size_t)blocksize);
  uint8_t *memory = malloc(planes + (size_t)blocksize + packed);
  if (memory == NULL) return KERNEL_NO_MEMORY;
  plane_block block = {.planes = memory, .joined = memory + planes, .packed = memory + planes + blocksize};
  int32_t size = encode_blocks(request, &block, blocksize, &settings.effort);
  free(memory);
  int is_copy = size == KERNEL_NO_SPACE;
  if (is_copy) {
    size = HEADER + request->length;
    memcpy(request->target + HEADER, request->source, (size_t)request->length);
  }
  if (size > 0) write_header(request, is_copy ? MEMCPYED : 0, blocksize, size);
  return size;
}
