/* The two functions of zlib that c-blosc calls, on top of libdeflate (deflate.c). */
#ifndef KERNEL_ZLIB_H
#define KERNEL_ZLIB_H

typedef unsigned char Bytef;
typedef unsigned long uLong;
typedef unsigned long uLongf;

#define Z_OK 0
#define Z_BUF_ERROR (-5)
#define ZLIB_VERSION "libdeflate"

int compress2(Bytef *dest, uLongf *destLen, const Bytef *source, uLong sourceLen, int level);
int uncompress(Bytef *dest, uLongf *destLen, const Bytef *source, uLong sourceLen);

#endif
