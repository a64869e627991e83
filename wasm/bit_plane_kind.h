/* What a plane of bits is like, told from samples of its bytes. */
#ifndef BIT_PLANE_KIND_H
#define BIT_PLANE_KIND_H

#include <stdint.h>

typedef enum {
  PLANE_CONSTANT, /* one byte throughout */
  PLANE_NOISE,    /* nothing to be gained */
  PLANE_UNEVEN,   /* some bytes are more frequent than others, and little repeats */
  PLANE_REPEATING /* a search will find something */
} plane_kind;

/* From which share on, of 256, a plane counts as repeating. */
typedef struct {
  /* Of words that were there before. */
  int32_t hits;
  /* Of what is gained by runs over a code for each byte, which is the shorter the more of one byte there is. */
  int32_t gain;
} plane_limits;

typedef struct {
  plane_kind kind;
  /* Of what does not lie in runs, more than half had been there before. */
  int is_rich;
  /* Equal in equal planes, as good as always different in others. */
  uint64_t signature;
} plane_look;

enum { PLANE_SHORTEST = 1 << 10 };

/* One byte throughout. */
int plane_is_constant(const uint8_t *plane, int32_t length);

/* Looks at a plane of PLANE_SHORTEST bytes or more. */
plane_look plane_look_at(const uint8_t *plane, int32_t length, plane_limits limits);

/* Whether what stands in the second half of a plane stood in it before, however far away: frames or rows that are there twice. */
int plane_repeats_afar(const uint8_t *plane, int32_t length);

#endif
