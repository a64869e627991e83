/* Vectors of 16 bytes in the language of the compiler, not of one machine: what uses them is tested natively under sanitizers too. */
#ifndef VECTORS_H
#define VECTORS_H

#include <stdint.h>
#include <string.h>

typedef uint8_t lanes __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

enum { LANES = 16 };

static inline lanes lanes_load(const uint8_t *from) {
  lanes value;
  memcpy(&value, from, LANES);
  return value;
}

static inline void lanes_store(uint8_t *to, lanes value) { memcpy(to, &value, LANES); }

static inline lanes lanes_of(uint8_t byte) { return byte - (lanes){0}; }

/* Whether a bit is set in any lane. */
static inline int lanes_any(lanes value) {
  halves both = (halves)value;
  return (both[0] | both[1]) != 0;
}

#endif
