/* CRC-32C (Castagnoli, RFC 3720), eight bytes a step. */
#include <string.h>

#include "kernel.h"

enum { POLYNOMIAL = 0x82f63b78, BYTES = 256, STEPS = 8 };

static uint32_t table[STEPS][BYTES];

static void fill_table(void) {
  for (uint32_t byte = 0; byte < BYTES; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ (uint32_t)POLYNOMIAL : crc >> 1;
    table[0][byte] = crc;
  }
  for (int step = 1; step < STEPS; step++) {
    for (uint32_t byte = 0; byte < BYTES; byte++) {
      const uint32_t before = table[step - 1][byte];
      table[step][byte] = before >> 8 ^ table[0][before & 255];
    }
  }
}

/* An unsigned number; callers in JavaScript see it signed. */
EXPORT(crc32c_of)
uint32_t crc32c_of(const uint8_t *data, int32_t n) {
  if (table[0][1] == 0) fill_table();
  uint32_t crc = ~0u;
  int32_t i = 0;
  for (; i + STEPS <= n; i += STEPS) {
    uint32_t low, high;
    memcpy(&low, data + i, 4);
    memcpy(&high, data + i + 4, 4);
    low ^= crc;
    crc = table[7][low & 255] ^ table[6][low >> 8 & 255] ^ table[5][low >> 16 & 255] ^ table[4][low >> 24] ^
          table[3][high & 255] ^ table[2][high >> 8 & 255] ^ table[1][high >> 16 & 255] ^ table[0][high >> 24];
  }
  for (; i < n; i++) crc = crc >> 8 ^ table[0][(crc ^ data[i]) & 255];
  return ~crc;
}
