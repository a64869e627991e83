/* Results of codecs that know nothing of pictures: a "picture" of one row of bytes, whose room grows where its length is not known. */
#ifndef ZARRDROP_BYTE_ROW_H
#define ZARRDROP_BYTE_ROW_H

#include "picture.h"

/* Makes room for `wanted` bytes, or as many as there may be; returns how many. */
size_t begin_row(double wanted, double maximum_bytes);

/* Where the bytes go: another place after grow_row(). */
uint8_t *row(void);

/* Doubles the room, up to the maximum; returns how many bytes it has. Fails where it has reached the maximum. */
size_t grow_row(double maximum_bytes);

/* The result: the first `length` bytes. */
picture *end_row(size_t length);

#endif
