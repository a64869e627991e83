/* What the parts of the kernel share. Sizes are int32: no buffer exceeds 2 GiB, and the caller's caps are lower. */
#ifndef KERNEL_H
#define KERNEL_H

#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name)))

/* Results below zero; src/codecs/kernel.ts gives them their words. */
enum {
  KERNEL_CORRUPT = -1,     /* the data contradicts itself or ends too early */
  KERNEL_NO_SPACE = -2,    /* the destination is too small */
  KERNEL_NO_MEMORY = -3,   /* the instance has no room for a working buffer */
  KERNEL_UNSUPPORTED = -4, /* a valid stream of a kind that is not built in */
  KERNEL_UNKNOWN = -5,     /* the stream does not say its decoded size */
  KERNEL_ARGUMENT = -6     /* our own mistake */
};

#endif
