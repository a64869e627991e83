/*
 * c-blosc's shuffle.h without its run-time choice of instruction sets: here there is one. A block whose element count is
 * not a multiple of 8 is copied unchanged instead of bit-shuffled, and a block's tail that fills no element is copied: so
 * the Blosc format has it.
 */
#include <string.h>

#include "bitshuffle-sse2.h"
#include "shuffle-sse2.h"
#include "shuffle.h"

typedef int64_t (*bit_transposition)(void *in, void *out, const size_t size, const size_t elem_size, void *tmp);

void blosc_internal_shuffle(const size_t bytesoftype, const size_t blocksize, const uint8_t *source,
                            const uint8_t *target) {
  blosc_internal_shuffle_sse2(bytesoftype, blocksize, source, (uint8_t *)target);
}

void blosc_internal_unshuffle(const size_t bytesoftype, const size_t blocksize, const uint8_t *source,
                              const uint8_t *target) {
  blosc_internal_unshuffle_sse2(bytesoftype, blocksize, source, (uint8_t *)target);
}

static int transpose_bits(bit_transposition transpose, size_t item, size_t length, const uint8_t *source,
                          const uint8_t *target, const uint8_t *temporary) {
  size_t items = length / item;
  if (items % 8 != 0) {
    memcpy((void *)target, source, length);
    return (int)items;
  }
  int result = (int)transpose((void *)source, (void *)target, items, item, (void *)temporary);
  memcpy((void *)(target + items * item), source + items * item, length - items * item);
  return result;
}

int blosc_internal_bitshuffle(const size_t bytesoftype, const size_t blocksize, const uint8_t *const source,
                              const uint8_t *target, const uint8_t *temporary) {
  return transpose_bits(blosc_internal_bshuf_trans_bit_elem_sse2, bytesoftype, blocksize, source, target, temporary);
}

int blosc_internal_bitunshuffle(const size_t bytesoftype, const size_t blocksize, const uint8_t *const source,
                                const uint8_t *target, const uint8_t *temporary) {
  return transpose_bits(blosc_internal_bshuf_untrans_bit_elem_sse2, bytesoftype, blocksize, source, target, temporary);
}
