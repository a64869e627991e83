/* The bit shuffle of Blosc, for a caller that wants each plane apart. */
#ifndef BIT_PLANES_H
#define BIT_PLANES_H

#include <stddef.h>
#include <stdint.h>

enum { BIT_PLANES_LARGEST_TYPESIZE = 16 };

/*
 * Bit b of byte k of each element goes to plane 8 k + b, the first element's into the lowest bit of its first byte. `elements` is a
 * multiple of 8, `typesize` at most 16; the planes lie `stride` bytes apart and have elements / 8 bytes each.
 */
void bit_planes_split(const uint8_t *source, int32_t elements, int32_t typesize, uint8_t *planes, size_t stride);

#endif
