/* Blosc 1 frames of bit-shuffled Zstandard. */
#ifndef BLOSC_PLANES_H
#define BLOSC_PLANES_H

#include <stdint.h>

typedef struct {
  const uint8_t *source;
  int32_t length;
  /* Room for `length` + 16 bytes. */
  uint8_t *target;
  /* 1 to 9. */
  int32_t level;
  int32_t typesize;
  /* Zero: chosen here. */
  int32_t blocksize;
} blosc_planes_request;

/* Whether such a frame is made here; C-Blosc makes the others. */
int blosc_planes_can(const blosc_planes_request *request);

/* Returns the frame's size. Equal requests give equal bytes. */
int32_t blosc_planes_encode(const blosc_planes_request *request);

#endif
