#include "bit_planes.h"

#include "vectors.h"

/* Elements that are split at once: a vector for each of their bytes' planes. */
enum { STEP = 8 * LANES };

static inline lanes low(lanes a, lanes b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

static inline lanes high(lanes a, lanes b) {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

static inline lanes even(lanes a, lanes b) {
  return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

static inline lanes odd(lanes a, lanes b) {
  return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}

/* Four of these bring the bytes of elements 8 i + j together in vector j. */
static inline void interleave(const lanes from[8], lanes to[8]) {
  for (int i = 0; i < 4; i++) {
    to[2 * i] = low(from[i], from[i + 4]);
    to[2 * i + 1] = high(from[i], from[i + 4]);
  }
}

/* Swaps the bits of `a` that lie `count` above `mask` with those of `b` under it. */
static inline void swap(halves *a, halves *b, int count, uint8_t mask) {
  const uint64_t everywhere = mask * 0x0101010101010101u;
  halves difference = ((*a >> count) ^ *b) & (halves){everywhere, everywhere};
  *b ^= difference;
  *a ^= difference << count;
}

/* One byte of each of 128 elements -> 16 bytes of each of 8 planes. */
static inline void split_byte(const uint8_t *bytes, uint8_t *planes, size_t stride) {
  lanes x[8], y[8];
  for (int i = 0; i < 8; i++) x[i] = lanes_load(bytes + LANES * i);
  interleave(x, y);
  interleave(y, x);
  interleave(x, y);
  interleave(y, x);
  halves e[8];
  for (int j = 0; j < 8; j++) e[j] = (halves)x[j];
  /* Matrices of 8 by 8 bits are transposed: bit p of vector j becomes bit j of vector p. */
  for (int j = 0; j < 4; j++) swap(&e[j], &e[j + 4], 4, 0x0F);
  for (int j = 0; j < 8; j++) {
    if ((j & 2) == 0) swap(&e[j], &e[j + 2], 2, 0x33);
  }
  for (int j = 0; j < 8; j += 2) swap(&e[j], &e[j + 1], 1, 0x55);
  for (int p = 0; p < 8; p++) lanes_store(planes + p * stride, (lanes)e[p]);
}

static void part(const uint8_t *from, int32_t length, uint8_t *evens, uint8_t *odds) {
  for (int32_t i = 0; i < length; i += LANES, from += 2 * LANES) {
    lanes a = lanes_load(from), b = lanes_load(from + LANES);
    lanes_store(evens + i, even(a, b));
    lanes_store(odds + i, odd(a, b));
  }
}

/* Byte k of each of 128 elements, from 128 k on: in one of the two buffers, or where they are. */
static const uint8_t *gather(const uint8_t *from, int32_t typesize, uint8_t *buffer, uint8_t *spare) {
  if ((typesize & (typesize - 1)) != 0) {
    for (int32_t k = 0; k < typesize; k++) {
      for (int32_t i = 0; i < STEP; i++) buffer[STEP * k + i] = from[i * typesize + k];
    }
    return buffer;
  }
  /* Group g of `groups` has the bytes g, g + groups, g + 2 groups, … of each element; parting it gives two of the next round's. */
  for (int32_t groups = 1; groups < typesize; groups *= 2) {
    int32_t half = STEP * typesize / groups / 2;
    for (int32_t g = 0; g < groups; g++) {
      part(from + 2 * half * g, half, buffer + half * g, buffer + half * (g + groups));
    }
    from = buffer;
    buffer = spare;
    spare = (uint8_t *)from;
  }
  return from;
}

static inline void split_step(const uint8_t *from, int32_t typesize, uint8_t *planes, size_t stride) {
  uint8_t buffer[STEP * BIT_PLANES_LARGEST_TYPESIZE], spare[STEP * BIT_PLANES_LARGEST_TYPESIZE];
  const uint8_t *bytes = gather(from, typesize, buffer, spare);
  for (int32_t k = 0; k < typesize; k++) split_byte(bytes + STEP * k, planes + 8 * k * stride, stride);
}

void bit_planes_split(const uint8_t *source, int32_t elements, int32_t typesize, uint8_t *planes, size_t stride) {
  int32_t done = 0;
  for (; done + STEP <= elements; done += STEP) {
    split_step(source + (size_t)done * typesize, typesize, planes + done / 8, stride);
  }
  int32_t left = elements - done;
  if (left == 0) return;
  uint8_t padded[STEP * BIT_PLANES_LARGEST_TYPESIZE] = {0};
  uint8_t rest[LANES * 8 * BIT_PLANES_LARGEST_TYPESIZE];
  memcpy(padded, source + (size_t)done * typesize, (size_t)left * typesize);
  split_step(padded, typesize, rest, LANES);
  for (int32_t p = 0; p < 8 * typesize; p++) memcpy(planes + p * stride + done / 8, rest + LANES * p, (size_t)left / 8);
}
