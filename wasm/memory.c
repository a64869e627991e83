/* Room for the caller's buffers: inputs, results, pixels. It lies apart from the libraries' heap, whose malloc rounds large pieces up to
 * powers of two and never joins them again: what one call gave back would be of no use for the next with other sizes. */
#include "kernel.h"

enum { ALIGNMENT = 16, PAGE_BYTES = 1 << 16 };

/* Lies before each buffer, and before each gap. All are in one list, by address. */
typedef struct block {
  struct block *next;
  uint32_t bytes;
  uint32_t taken;
  uint32_t filler;
} block;

_Static_assert(sizeof(block) == ALIGNMENT, "buffers are aligned");

static block *first;

static uint8_t *end_of(block *at) { return (uint8_t *)(at + 1) + at->bytes; }

/* The first gap of so many bytes, or NULL; `last` is where the list ends. */
static block *gap_for(uint32_t bytes, block **last) {
  *last = NULL;
  for (block *at = first; at != NULL; at = at->next) {
    if (!at->taken && at->bytes >= bytes) return at;
    *last = at;
  }
  return NULL;
}

/* A gap at the end of the memory, which grows by what is missing. NULL when it cannot. */
static block *gap_at_end(uint32_t bytes, block *last) {
  uint64_t memory_end = (uint64_t)__builtin_wasm_memory_size(0) * PAGE_BYTES;
  int is_open = last != NULL && !last->taken && (uintptr_t)end_of(last) == memory_end;
  uint64_t missing = is_open ? bytes - last->bytes : (uint64_t)bytes + sizeof(block);
  uint64_t pages = (missing + PAGE_BYTES - 1) / PAGE_BYTES;
  if (memory_end + pages * PAGE_BYTES > UINT32_MAX || __builtin_wasm_memory_grow(0, pages) == (size_t)-1) return NULL;
  if (is_open) {
    last->bytes += pages * PAGE_BYTES;
    return last;
  }
  block *gap = (block *)(uintptr_t)memory_end;
  *gap = (block){.bytes = pages * PAGE_BYTES - sizeof(block)};
  if (last == NULL) first = gap;
  else last->next = gap;
  return gap;
}

/* 0 when there is no room. */
EXPORT(buffer_allocate)
void *buffer_allocate(int32_t n) {
  if (n < 0) return NULL;
  uint32_t bytes = ((uint32_t)(n == 0 ? 1 : n) + ALIGNMENT - 1) & ~(uint32_t)(ALIGNMENT - 1);
  block *last;
  block *found = gap_for(bytes, &last);
  if (found == NULL) found = gap_at_end(bytes, last);
  if (found == NULL) return NULL;
  if (found->bytes > bytes + sizeof(block)) {
    block *rest = (block *)((uint8_t *)(found + 1) + bytes);
    *rest = (block){.next = found->next, .bytes = found->bytes - bytes - (uint32_t)sizeof(block)};
    found->next = rest;
    found->bytes = bytes;
  }
  found->taken = 1;
  return found + 1;
}

EXPORT(buffer_free)
void buffer_free(void *buffer) {
  ((block *)buffer - 1)->taken = 0;
  for (block *at = first; at != NULL; at = at->next) {
    while (!at->taken && at->next != NULL && !at->next->taken && end_of(at) == (uint8_t *)at->next) {
      at->bytes += sizeof(block) + at->next->bytes;
      at->next = at->next->next;
    }
  }
}
