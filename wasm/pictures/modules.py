"""The source packages and how each module is put together from them."""

# name: (version, sha256 of the package as cargo records it)
SOURCES = {
    # libjpeg-turbo 3.1.0
    "turbojpeg-sys": ("1.2.0", "49b5a974bc59382d35927e3a07eef2ba9a24fe7227cefe52ec44b508e1b90f86"),
    # OpenJPEG 2.5.3
    "openjpeg-sys": ("1.0.12", "92682cb92e7b01e2c020cf8ec12f3374558924bb24621df1112d8a7c93d419ef"),
    # jxrlib 1.1
    "jpegxr": ("0.3.1", "20a0328c45484d19035d80b72eaadaefa374ff3f4b07737b6ad426587c890fbf"),
    # bzip2 1.0.8
    "bzip2-sys": ("0.1.13+1.0.8", "225bff33b2141874fe80d71e07d6eec4f85c5c216453dd96388240f96e1acc14"),
    # LERC 4.0.0
    "lerc-sys": ("0.1.5", "38c163239cbda8346ec1371c16b8f5180c3e685b38fd2d41cf9816161c37aae3"),
    # XZ Utils 5.8.4
    "liblzma-sys": ("0.4.9", "7c7e3581f367a78d7b7e7ae948d023310556f0cfc13156c2e4e00e25616492b9"),
    # libjxl 0.11.2 with Highway: only the package's folder libjxl/ is used. Version 0.12 dithers 8-bit output in another way than
    # the decoders that the reference uses.
    "jpegxl-src": ("0.11.4", "902ce3ffcd089c3c02a74a44bdd4fd01ad18ecc63ec582b9c84b12418cdeba1e"),
    # libwebp 1.6.0
    "libwebp-sys": ("0.14.4", "6b3a87b44e34d17161e4f17d92a463d596cb13825dcd1758ed18fd3a721e189c"),
}

JPEG_ANY = "jdapistd jdcolor jddiffct jdlossls jdmainct jdpostct jdsample jutils".split()
JPEG_LOSSY = "jdcoefct jddctmgr jdmerge jidctflt jidctfst jidctint jidctred jquant1 jquant2".split()
JPEG_ONCE = (
    "jcomapi jdapimin jdatasrc jdicc jdinput jdmarker jdmaster jerror jmemmgr jmemnobs jpeg_nbits jaricom jdarith"
).split()
JPEG_HUFFMAN = "jdhuff jdlhuff jdphuff".split()
# What the library takes for a machine with 64-bit registers and 32-bit addresses, which WebAssembly is: the bits of Huffman codes are then
# fetched eight bytes at a time.
WIDE_BITS = ["-D__x86_64__", "-D__ILP32__"]


def jpeg_files(stems: list[str]) -> list[str]:
    return [f"libjpeg-turbo/src/{stem}.c" for stem in stems]


WEBP_DSP = "alpha_processing cpu dec dec_clip_tables filters lossless rescaler upsampling yuv".split()
WEBP_UTILS = "bit_reader_utils color_cache_utils filters_utils huffman_utils palette quant_levels_dec_utils random_utils rescaler_utils thread_utils utils".split()
OPENJPEG = (
    "thread bio cio dwt event ht_dec image invert j2k jp2 mct mqc openjpeg pi t1 t2 tcd tgt function_list opj_malloc sparse_array"
).split()
JXR_DECODE = "decode postprocess segdec strdec strInvTransform strPredQuantDec JXRTranscode".split()
XZ_INCLUDE = ["common", *(f"liblzma/{folder}" for folder in "api common check lz lzma rangecoder delta simple".split())]
XZ_CONFIGURATION = (
    "HAVE_STDINT_H HAVE_STDBOOL_H HAVE_STRING_H HAVE_DECODER_LZMA1 HAVE_DECODER_LZMA2 HAVE_DECODER_DELTA HAVE_DECODER_X86"
    " HAVE_ENCODER_LZMA1 HAVE_ENCODER_LZMA2 HAVE_MF_HC3 HAVE_MF_HC4 HAVE_MF_BT2 HAVE_MF_BT3 HAVE_MF_BT4"
    " HAVE_CHECK_CRC32 HAVE_CHECK_CRC64 HAVE_CHECK_SHA256"
).split()
XZ_FILES = (
    "common/alone_decoder common/auto_decoder common/block_decoder common/block_header_decoder common/block_util common/common"
    " common/filter_common common/filter_decoder common/filter_flags_decoder common/index_hash common/stream_decoder"
    " common/stream_flags_common common/stream_flags_decoder common/vli_decoder common/vli_size lz/lz_decoder lzma/lzma_decoder"
    " lzma/lzma2_decoder check/check check/crc32_fast check/crc64_fast check/sha256 delta/delta_common delta/delta_decoder"
    " simple/simple_coder simple/simple_decoder simple/x86"
    " common/alone_encoder common/block_encoder common/block_header_encoder common/filter_encoder common/filter_flags_encoder"
    " common/index common/index_encoder common/stream_encoder common/stream_flags_encoder common/vli_encoder lz/lz_encoder"
    " lz/lz_encoder_mf lzma/fastpos_table lzma/lzma2_encoder lzma/lzma_encoder lzma/lzma_encoder_optimum_fast"
    " lzma/lzma_encoder_optimum_normal lzma/lzma_encoder_presets rangecoder/price_table"
).split()
LIBJXL = (
    "ac_strategy alpha ans_common blending chroma_from_luma coeff_order color_encoding_internal compressed_dc "
    "convolve_separable5 convolve_slow convolve_symmetric3 convolve_symmetric5 dct_scales dec_ans dec_cache "
    "dec_context_map dec_external_image dec_frame dec_group dec_group_border dec_huffman dec_modular dec_noise "
    "dec_patch_dictionary dec_xyb decode entropy_coder epf fields frame_header headers huffman_table icc_codec "
    "icc_codec_common image image_bundle image_metadata image_ops loop_filter luminance memory_manager_internal "
    "modular/encoding/dec_ma modular/encoding/encoding modular/modular_image modular/transform/palette "
    "modular/transform/rct modular/transform/squeeze modular/transform/transform opsin_params passes_state "
    "quant_weights quantizer render_pipeline/low_memory_render_pipeline render_pipeline/render_pipeline "
    "render_pipeline/simple_render_pipeline render_pipeline/stage_blending render_pipeline/stage_chroma_upsampling "
    "render_pipeline/stage_cms render_pipeline/stage_epf render_pipeline/stage_from_linear "
    "render_pipeline/stage_gaborish render_pipeline/stage_noise render_pipeline/stage_patches "
    "render_pipeline/stage_splines render_pipeline/stage_spot render_pipeline/stage_to_linear "
    "render_pipeline/stage_tone_mapping render_pipeline/stage_upsampling render_pipeline/stage_write "
    "render_pipeline/stage_xyb render_pipeline/stage_ycbcr simd_util splines toc "
).split()

JXL_VERSION = "#define JPEGXL_MAJOR_VERSION 0\n#define JPEGXL_MINOR_VERSION 11\n#define JPEGXL_PATCH_VERSION 2\n"
JXL_EXPORT = "#define JXL_EXPORT\n#define JXL_NO_EXPORT\n#define JXL_DEPRECATED __attribute__((deprecated))\n"

MODULES = {
    "jpeg": {
        "source": "turbojpeg-sys",
        "include": ["libjpeg-turbo/src"],
        "shims": ["jpeg.c", "jpegSimd.c"],
        "generated": {
            "jconfig.h": "#define JPEG_LIB_VERSION 62\n#define LIBJPEG_TURBO_VERSION 3.1.0\n"
            "#define LIBJPEG_TURBO_VERSION_NUMBER 3001000\n#define D_ARITH_CODING_SUPPORTED 1\n"
            "#define MEM_SRCDST_SUPPORTED 1\n#define WITH_SIMD 1\n#ifndef BITS_IN_JSAMPLE\n#define BITS_IN_JSAMPLE 8\n#endif\n",
            "jconfigint.h": '#define BUILD "0"\n#define HIDDEN\n#undef inline\n#define INLINE inline __attribute__((always_inline))\n'
            '#define THREAD_LOCAL\n#define PACKAGE_NAME "libjpeg-turbo"\n#define VERSION "3.1.0"\n#define SIZEOF_SIZE_T 4\n'
            "#define HAVE_BUILTIN_CTZL\n#define FALLTHROUGH __attribute__((fallthrough));\n"
            "#ifndef BITS_IN_JSAMPLE\n#define BITS_IN_JSAMPLE 8\n#endif\n"
            "#undef D_ARITH_CODING_SUPPORTED\n#undef WITH_SIMD\n#if BITS_IN_JSAMPLE == 8\n#define D_ARITH_CODING_SUPPORTED 1\n"
            "#define WITH_SIMD 1\n#endif\n",
            "jversion.h": '#define JVERSION "8d"\n#define JCOPYRIGHT1 ""\n#define JCOPYRIGHT2 ""\n#define JCOPYRIGHT ""\n#define JCOPYRIGHT_SHORT ""\n',
        },
        "groups": [
            {"files": jpeg_files(JPEG_ANY + JPEG_LOSSY + JPEG_ONCE)},
            {"files": jpeg_files(JPEG_HUFFMAN), "flags": WIDE_BITS},
            {"files": jpeg_files(JPEG_ANY + JPEG_LOSSY), "flags": ["-DBITS_IN_JSAMPLE=12"]},
            {"files": jpeg_files(JPEG_ANY), "flags": ["-DBITS_IN_JSAMPLE=16"]},
        ],
    },
    "jpeg2000": {
        "source": "openjpeg-sys",
        "include": ["vendor/src/lib/openjp2", "config"],
        "shims": ["jpeg2000.c"],
        "flags": ["-DOPJ_HAVE_POSIX_MEMALIGN=1", "-DOPJ_STATIC=1", "-DMUTEX_stub=1"],
        "groups": [{"files": [f"vendor/src/lib/openjp2/{stem}.c" for stem in OPENJPEG]}],
    },
    "jpegXr": {
        "source": "jpegxr",
        "include": ["jxrlib", "jxrlib/common/include", "jxrlib/image/sys", "jxrlib/jxrgluelib"],
        "shims": ["jpegXr.c"],
        "flags": ["-D__ANSI__", "-DDISABLE_PERF_MEASUREMENT"],
        "groups": [
            {"files": [f"jxrlib/image/sys/{stem}.c" for stem in "adapthuff image strcodec strPredQuant strTransform".split()]},
            {"files": [f"jxrlib/image/decode/{stem}.c" for stem in JXR_DECODE]},
            {"files": [f"jxrlib/jxrgluelib/{stem}.c" for stem in "JXRGlue JXRGlueJxr JXRGluePFC JXRMeta".split()]},
        ],
    },
    "jpegXl": {
        "source": "jpegxl-src",
        "include": ["libjxl", "libjxl/lib/include", "libjxl/third_party/highway"],
        "shims": ["jpegXl.cpp"],
        "optimise": "-O2",
        "flags": [
            "-DJPEGXL_ENABLE_TRANSCODE_JPEG=0",
            "-DJPEGXL_ENABLE_BOXES=0",
            "-DHWY_COMPILE_ONLY_STATIC",
            "-DHWY_STATIC_DEFINE",
        ],
        "cxxflags": ["-std=c++17", "-fno-exceptions", "-fno-rtti", "-fmath-errno", "-ffp-contract=off"],
        "generated": {
            "jxl/version.h": "#ifndef JXL_VERSION_H_\n#define JXL_VERSION_H_\n" + JXL_VERSION + "#endif\n",
            "jxl/jxl_export.h": "#ifndef JXL_EXPORT_H\n#define JXL_EXPORT_H\n" + JXL_EXPORT + "#endif\n",
        },
        "groups": [
            {"files": [f"libjxl/lib/jxl/{stem}.cc" for stem in LIBJXL]},
            {"files": [f"libjxl/third_party/highway/hwy/{stem}.cc" for stem in "abort aligned_allocator targets".split()]},
        ],
    },
    "bzip2": {
        "source": "bzip2-sys",
        "include": ["bzip2-1.0.8"],
        "shims": ["bzip2.c", "byteRow.c"],
        "flags": ["-DBZ_NO_STDIO"],
        "groups": [
            {"files": [f"bzip2-1.0.8/{stem}.c" for stem in "blocksort bzlib compress crctable decompress huffman randtable".split()]}
        ],
    },
    "lerc": {
        "source": "lerc-sys",
        "include": ["vendor/lerc/src/LercLib/include", "vendor/lerc/src/LercLib"],
        "shims": ["lerc.cpp"],
        # Nobody catches: what is thrown ends in the shim's `fail`, and the host drops the instance.
        "cxxflags": ["-std=c++17", "-fignore-exceptions"],
        "groups": [{"files": ["vendor/lerc/src/LercLib/*.cpp", "vendor/lerc/src/LercLib/Lerc1Decode/*.cpp"]}],
    },
    "lzma": {
        "source": "liblzma-sys",
        "include": [f"xz/src/{path}" for path in XZ_INCLUDE],
        "shims": ["lzma.c", "byteRow.c"],
        "flags": ["-DHAVE_CONFIG_H=1", "-DLZMA_API_STATIC=1"],
        "generated": {"config.h": "".join(f"#define {name} 1\n" for name in XZ_CONFIGURATION)},
        "groups": [{"files": [f"xz/src/liblzma/{path}.c" for path in XZ_FILES]}],
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
