"""The source packages and how each module is put together from them."""

# name: (version, sha256 of the package as cargo records it)
SOURCES = {
    # libjpeg-turbo 3.1.0
    "turbojpeg-sys": ("1.2.0", "49b5a974bc59382d35927e3a07eef2ba9a24fe7227cefe52ec44b508e1b90f86"),
    # libwebp 1.6.0
    "libwebp-sys": ("0.14.4", "6b3a87b44e34d17161e4f17d92a463d596cb13825dcd1758ed18fd3a721e189c"),
}

JPEG_ANY = "jdapistd jdcolor jddiffct jdlossls jdmainct jdpostct jdsample jutils".split()
JPEG_LOSSY = "jdcoefct jddctmgr jdmerge jidctflt jidctfst jidctint jidctred jquant1 jquant2".split()
JPEG_ONCE = (
    "jcomapi jdapimin jdatasrc jdhuff jdicc jdinput jdlhuff jdmarker jdmaster jdphuff jerror jmemmgr jmemnobs jpeg_nbits"
    " jaricom jdarith"
).split()


def jpeg_files(stems: list[str]) -> list[str]:
    return [f"libjpeg-turbo/src/{stem}.c" for stem in stems]


WEBP_DSP = "alpha_processing cpu dec dec_clip_tables filters lossless rescaler upsampling yuv".split()
WEBP_UTILS = "bit_reader_utils color_cache_utils filters_utils huffman_utils palette quant_levels_dec_utils random_utils rescaler_utils thread_utils utils".split()

MODULES = {
    "jpeg": {
        "source": "turbojpeg-sys",
        "include": ["libjpeg-turbo/src"],
        "shims": ["jpeg.c"],
        "generated": {
            "jconfig.h": "#define JPEG_LIB_VERSION 62\n#define LIBJPEG_TURBO_VERSION 3.1.0\n"
            "#define LIBJPEG_TURBO_VERSION_NUMBER 3001000\n#define D_ARITH_CODING_SUPPORTED 1\n"
            "#define MEM_SRCDST_SUPPORTED 1\n#ifndef BITS_IN_JSAMPLE\n#define BITS_IN_JSAMPLE 8\n#endif\n",
            "jconfigint.h": '#define BUILD "0"\n#define HIDDEN\n#undef inline\n#define INLINE inline __attribute__((always_inline))\n'
            '#define THREAD_LOCAL\n#define PACKAGE_NAME "libjpeg-turbo"\n#define VERSION "3.1.0"\n#define SIZEOF_SIZE_T 4\n'
            "#define HAVE_BUILTIN_CTZL\n#define FALLTHROUGH __attribute__((fallthrough));\n"
            "#ifndef BITS_IN_JSAMPLE\n#define BITS_IN_JSAMPLE 8\n#endif\n"
            "#undef D_ARITH_CODING_SUPPORTED\n#if BITS_IN_JSAMPLE == 8\n#define D_ARITH_CODING_SUPPORTED 1\n#endif\n",
            "jversion.h": '#define JVERSION "8d"\n#define JCOPYRIGHT1 ""\n#define JCOPYRIGHT2 ""\n#define JCOPYRIGHT ""\n#define JCOPYRIGHT_SHORT ""\n',
        },
        "groups": [
            {"files": jpeg_files(JPEG_ANY + JPEG_LOSSY + JPEG_ONCE)},
            {"files": jpeg_files(JPEG_ANY + JPEG_LOSSY), "flags": ["-DBITS_IN_JSAMPLE=12"]},
            {"files": jpeg_files(JPEG_ANY), "flags": ["-DBITS_IN_JSAMPLE=16"]},
        ],
    },
    "webp": {
        "source": "libwebp-sys",
        "include": ["vendor"],
        "shims": ["webp.c"],
        "groups": [
            {
                "files": [
                    "vendor/src/dec/*.c",
                    "vendor/src/demux/*.c",
                    *(f"vendor/src/dsp/{stem}.c" for stem in WEBP_DSP),
                    *(f"vendor/src/utils/{stem}.c" for stem in WEBP_UTILS),
                ]
            }
        ],
    },
}
