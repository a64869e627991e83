/*
 * CRC-32 as in gzip (ISO 3309), eight bytes a step, in four parts side by side: each step waits for the one before it, so that one part alone
 * takes three times as long.
 */
#include <string.h>

#include "kernel.h"

enum { BYTES = 256, STEPS = 8, PARTS = 4, SMALL_BYTES = 1024 };

static const uint32_t polynomial = 0xedb88320, one = 1u << 31, eighth_power = 1u << 23;
static uint32_t table[STEPS][BYTES];

static void fill_table(void) {
  for (uint32_t byte = 0; byte < BYTES; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ polynomial : crc >> 1;
    table[0][byte] = crc;
  }
  for (int step = 1; step < STEPS; step++) {
    for (uint32_t byte = 0; byte < BYTES; byte++) {
      const uint32_t before = table[step - 1][byte];
      table[step][byte] = before >> 8 ^ table[0][before & 255];
    }
  }
}

static inline uint32_t after(uint32_t crc, const uint8_t *data) {
  uint32_t low, high;
  memcpy(&low, data, 4);
  memcpy(&high, data + 4, 4);
  low ^= crc;
  return table[7][low & 255] ^ table[6][low >> 8 & 255] ^ table[5][low >> 16 & 255] ^ table[4][low >> 24] ^
         table[3][high & 255] ^ table[2][high >> 8 & 255] ^ table[1][high >> 16 & 255] ^ table[0][high >> 24];
}

/* Polynomials modulo the CRC's, the highest bit x^0. */
static uint32_t product(uint32_t a, uint32_t b) {
  uint32_t sum = 0;
  for (uint32_t bit = one; bit != 0; bit >>= 1) {
    if (a & bit) sum ^= b;
    b = b & 1 ? b >> 1 ^ polynomial : b >> 1;
  }
  return sum;
}

/* What a checksum is multiplied with when so many bytes follow. */
static uint32_t power_of(uint32_t bytes) {
  uint32_t power = one, square = eighth_power;
  for (; bytes != 0; bytes >>= 1) {
    if (bytes & 1) power = product(power, square);
    square = product(square, square);
  }
  return power;
}

static uint32_t plain(uint32_t before, const uint8_t *data, uint32_t n) {
  uint32_t crc = ~before, i = 0;
  for (; i + STEPS <= n; i += STEPS) crc = after(crc, data + i);
  for (; i < n; i++) crc = crc >> 8 ^ table[0][(crc ^ data[i]) & 255];
  return ~crc;
}

/* The checksum of bytes behind others, whose checksum is `before` (0 for none). An unsigned number; callers in JavaScript see it signed. */
EXPORT(crc32_of)
uint32_t crc32_of(uint32_t before, const uint8_t *data, int32_t n) {
  if (table[0][1] == 0) fill_table();
  if (n < SMALL_BYTES) return plain(before, data, (uint32_t)n);
  const uint32_t part = (uint32_t)n / PARTS / STEPS * STEPS;
  uint32_t a = ~before, b = ~0u, c = ~0u, d = ~0u;
  for (uint32_t i = 0; i < part; i += STEPS) {
    a = after(a, data + i);
    b = after(b, data + part + i);
    c = after(c, data + 2 * part + i);
    d = after(d, data + 3 * part + i);
  }
  const uint32_t power = power_of(part);
  uint32_t crc = product(power, ~a) ^ ~b;
  crc = product(power, crc) ^ ~c;
  crc = product(power, crc) ^ ~d;
  return plain(crc, data + PARTS * part, (uint32_t)n - PARTS * part);
}
