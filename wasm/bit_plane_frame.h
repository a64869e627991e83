/* A block's Zstandard frame, each plane of bits coded by what it is. */
#ifndef BIT_PLANE_FRAME_H
#define BIT_PLANE_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "bit_planes.h"
#include "bit_plane_kind.h"

enum { PLANES_MOST = 8 * BIT_PLANES_LARGEST_TYPESIZE };

/* How much time is taken for how small a frame. */
typedef struct {
  /* From when on a plane is searched. */
  plane_limits limits;
  /* zstd's level where the whole block is searched. */
  int32_t plain;
  /* The whole block is searched always, and the smaller frame taken. */
  int is_thorough;
} plane_effort;

/* A block in planes, and the memory that it needs. */
typedef struct {
  int32_t plane_count, plane_length;
  size_t stride;
  /* Room for the planes and the gaps between them (plane_frame_room). */
  uint8_t *planes;
  /* Room for the block without gaps, and for ZSTD_compressBound() of it. */
  uint8_t *joined, *packed;
  plane_look looks[PLANES_MOST];
} plane_block;

/* Bytes that the planes of so long a block take with their gaps. */
size_t plane_frame_room(int32_t length, int32_t typesize);

/* Whether such a block can be coded in planes: whole elements by the eight, and enough of them. */
int plane_frame_can(int32_t length, int32_t typesize);

/*
 * Shuffles `length` bytes at `source` into planes and codes them into at most `capacity` bytes. Returns the frame's size;
 * KERNEL_NO_SPACE where it needs more: the planes are in `block` all the same.
 */
int32_t plane_frame_encode(plane_block *block, const uint8_t *source, int32_t length, int32_t typesize,
                           const plane_effort *effort, uint8_t *to, int32_t capacity);

/* The planes from `first` on, one after the other without gaps. */
const uint8_t *plane_frame_join(plane_block *block, int32_t first, int32_t count);

#endif
