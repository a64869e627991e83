/*
 * What every picture module exports and imports, so that one TypeScript host (src/codecs/picturesWasm.ts) drives all of them.
 *
 * The host asks for room with reserve(), copies the file's bytes in, calls the module's decode(), reads the result through
 * the pointer that decode() returned, copies the pixels out and calls finish(), which frees everything. Codecs that write
 * have an encode(), which is used in the same way.
 * Any failure goes through fail(), which never returns: the host throws through the module's frames and drops the instance,
 * so that no library needs to unwind.
 */
#ifndef ZARRDROP_PICTURE_H
#define ZARRDROP_PICTURE_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define EXPORT(name) __attribute__((export_name(name), used))

/* Kinds of failure: src/codecs/picturesWasm.ts names them in the same order. */
enum { FAIL_CORRUPT = 0, FAIL_UNSUPPORTED = 1, FAIL_LIMIT = 2, FAIL_MEMORY = 3 };

/* Types of a value: src/codecs/picturesWasm.ts names them in the same order. */
enum { TYPE_U8 = 0, TYPE_I8 = 1, TYPE_U16 = 2, TYPE_I16 = 3, TYPE_U32 = 4, TYPE_I32 = 5, TYPE_F32 = 6, TYPE_F64 = 7, TYPE_F16 = 8 };

/* Eight 32-bit words, read by the host as they are. */
typedef struct {
  uint32_t width;
  uint32_t height;
  uint32_t samples; /* interleaved */
  uint32_t type;    /* TYPE_… */
  uint32_t bits;    /* that carry data */
  uint32_t pixels;  /* address */
  uint32_t bytes;   /* of the pixels */
  uint32_t extra;   /* a module's own: documented there */
} picture;

/* Throws in the host: `text` is for a bug report. */
__attribute__((import_module("zarrdrop"), import_name("fail"), noreturn)) extern void host_fail(int kind, const char *text,
                                                                                               size_t length);

void fail(int kind, const char *text) __attribute__((noreturn));

extern picture result;

/* Fixes the result's size before anything is decoded: checks it against the caller's cap and reserves the pixels. */
void *begin_result(uint32_t width, uint32_t height, uint32_t samples, uint32_t type, uint32_t bits, double maximum_bytes);

uint32_t type_size(uint32_t type);

#endif
