"""Lets zstd, LZ4 and libdeflate work in 64-bit words although addresses have 32 bits.

They take the size of an address for that of the machine's word. WebAssembly has 64-bit integers at full speed, and with
them zstd decodes about a third faster and libdeflate a tenth. The output is then that of a 64-bit machine, byte for byte.
Each entry: file, text, replacement, how often the text must occur. A new version of a library that reads differently stops
the build.
"""

ZSTD = [
    ("common/mem.h", "MEM_32bits(void) { return sizeof(size_t)==4; }", "MEM_32bits(void) { return 0; }", 1),
    ("common/mem.h", "MEM_64bits(void) { return sizeof(size_t)==8; }", "MEM_64bits(void) { return 1; }", 1),
    ("common/mem.h", "MEM_STATIC size_t MEM_readLEST(", "MEM_STATIC U64 MEM_readLEST(", 2),
    ("common/mem.h", "(size_t)MEM_readLE64(memPtr)", "MEM_readLE64(memPtr)", 1),
    ("common/mem.h", "MEM_writeLEST(void* memPtr, size_t val)", "MEM_writeLEST(void* memPtr, U64 val)", 2),
    ("common/bits.h", "ZSTD_NbCommonBytes(size_t val)", "ZSTD_NbCommonBytes(U64 val)", 1),
    ("common/bitstream.h", "    size_t bitContainer;", "    U64 bitContainer;", 1),
    ("common/bitstream.h", "typedef size_t BitContainerType;", "typedef U64 BitContainerType;", 1),
    ("common/bitstream.h", "(BIT_CStream_t* bitC, size_t value,", "(BIT_CStream_t* bitC, U64 value,", 2),
    ("common/bitstream.h", " size_t value, unsigned nbBits)\n{", " U64 value, unsigned nbBits)\n{", 2),
    ("common/bitstream.h", "size_t BIT_getLowerBits(size_t bitContainer", "U64 BIT_getLowerBits(U64 bitContainer", 1),
    ("common/fse.h", "sizeof(size_t) /* bitContainer */", "sizeof(U64) /* bitContainer */", 1),
    ("common/huf.h", "typedef size_t HUF_CElt;", "typedef U64 HUF_CElt;", 1),
    ("common/huf.h", "HUF_CTABLE_SIZE_ST(maxSymbolValue) * sizeof(size_t)", "HUF_CTABLE_SIZE_ST(maxSymbolValue) * sizeof(U64)", 1),
    ("common/huf.h", "BYTE unused[sizeof(size_t) - 2];", "BYTE unused[sizeof(U64) - 2];", 1),
    ("compress/huf_compress.c", "static size_t HUF_getValue(", "static U64 HUF_getValue(", 1),
    ("compress/huf_compress.c", "return elt & ~(size_t)0xFF;", "return elt & ~(U64)0xFF;", 1),
    ("compress/huf_compress.c", "static size_t HUF_getValueFast(", "static U64 HUF_getValueFast(", 1),
    ("compress/huf_compress.c", "HUF_setValue(HUF_CElt* elt, size_t value)", "HUF_setValue(HUF_CElt* elt, U64 value)", 1),
    ("compress/huf_compress.c", "BITS_IN_CONTAINER (sizeof(size_t) * 8)", "BITS_IN_CONTAINER (sizeof(U64) * 8)", 1),
    ("compress/huf_compress.c", "    size_t bitContainer[2];", "    U64 bitContainer[2];", 1),
    ("compress/huf_compress.c", "size_t const bitContainer = bitC->", "U64 const bitContainer = bitC->", 1),
    ("compress/zstd_compress_internal.h", "pInLimit - (sizeof(size_t)-1);", "pInLimit - (sizeof(U64)-1);", 1),
    ("compress/zstd_compress_internal.h", "size_t const diff = MEM_readST(pMatch) ^ MEM_readST(pIn)", "U64 const diff = MEM_read64(pMatch) ^ MEM_read64(pIn)", 2),
    ("compress/zstd_compress_internal.h", "pIn+=sizeof(size_t); pMatch+=sizeof(size_t);", "pIn+=sizeof(U64); pMatch+=sizeof(U64);", 2),
    ("decompress/huf_decompress.c", "static size_t HUF_initFastDStream(", "static U64 HUF_initFastDStream(", 1),
    ("decompress/huf_decompress.c", "size_t const value = MEM_readLEST(ip) | 1;", "U64 const value = MEM_readLEST(ip) | 1;", 1),
    ("decompress/huf_decompress.c", "sizeof(size_t)", "sizeof(U64)", 6),
]  # fmt: skip

# The kind of LZ4's hash table follows from the size of an address, and its output from the kind.
LZ4 = [
    ("lz4.c", "typedef size_t reg_t;", "typedef U64 reg_t;", 1),
    ("lz4.c", "(sizeof(void*)==4) && ", "0 && ", 5),
]

LIBDEFLATE = [("common_defs.h", "typedef size_t machine_word_t;", "typedef u64 machine_word_t;", 1)]


def widen(folder, replacements):
    """Applies the replacements to the files of a freshly unpacked library."""
    for name, text, replacement, times in replacements:
        path = folder / name
        content = path.read_text()
        if content.count(text) != times:
            raise SystemExit(f"{path}: {text!r} occurs {content.count(text)} times, not {times}")
        path.write_text(content.replace(text, replacement))
