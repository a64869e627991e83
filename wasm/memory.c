/* Room for the caller's buffers, from the same heap as the libraries' working memory. */
#include <stdlib.h>

#include "kernel.h"

/* 0 when there is no room. */
EXPORT(buffer_allocate)
void *buffer_allocate(int32_t n) { return n < 0 ? NULL : malloc(n == 0 ? 1 : (size_t)n); }

EXPORT(buffer_free)
void buffer_free(void *buffer) { free(buffer); }
