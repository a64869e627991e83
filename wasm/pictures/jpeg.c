/*
 * JPEG (ITU-T T.81) over libjpeg-turbo: baseline, extended, progressive and lossless, 2 to 16 bits.
 * result.extra: 1 where the data ended before the last marker, else 0.
 */
#include <stdio.h>
#include <string.h>

#include "picture.h"

#define JPEG_INTERNALS /* the decompressor knows whether the frame is lossless */
#include "jpeglib.h"
#include "jerror.h"

enum { COLOUR_AUTO = 0, COLOUR_NONE = 1, COLOUR_YCBCR_TO_RGB = 2 };

/* More scans than any encoder writes: a file of empty scans would keep the decoder busy for hours. */
#define MAXIMUM_SCANS 500

static void on_error(j_common_ptr cinfo) {
  char text[JMSG_LENGTH_MAX];
  (*cinfo->err->format_message)(cinfo, text);
  switch (cinfo->err->msg_code) {
    case JERR_OUT_OF_MEMORY:
      fail(FAIL_MEMORY, text);
    case JERR_SOF_UNSUPPORTED:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_BAD_PRECISION:
      fail(FAIL_UNSUPPORTED, text);
    default:
      fail(FAIL_CORRUPT, text);
  }
}

/* Warnings that mean pixels were invented; the others are about decoration. */
static void on_message(j_common_ptr cinfo, int level) {
  if (level >= 0) return;
  switch (cinfo->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_BOGUS_PROGRESSION: {
      char text[JMSG_LENGTH_MAX];
      (*cinfo->err->format_message)(cinfo, text);
      fail(FAIL_CORRUPT, text);
    }
    default:
      return;
  }
}

static void no_output(j_common_ptr cinfo) { (void)cinfo; }

static void no_init(j_decompress_ptr cinfo) { (void)cinfo; }

static const JOCTET end_of_image[2] = {0xFF, JPEG_EOI};

static boolean fill(j_decompress_ptr cinfo) {
  result.extra = 1;
  cinfo->src->next_input_byte = end_of_image;
  cinfo->src->bytes_in_buffer = 2;
  return TRUE;
}

static void skip(j_decompress_ptr cinfo, long count) {
  if (count <= 0) return;
  if ((size_t)count > cinfo->src->bytes_in_buffer) fail(FAIL_CORRUPT, "a marker segment ends after the data");
  cinfo->src->next_input_byte += count;
  cinfo->src->bytes_in_buffer -= (size_t)count;
}

static void on_progress(j_common_ptr cinfo) {
  if (((j_decompress_ptr)cinfo)->input_scan_number > MAXIMUM_SCANS) fail(FAIL_LIMIT, "too many scans");
}

static struct jpeg_decompress_struct cinfo;
static struct jpeg_error_mgr errors;
static struct jpeg_source_mgr source;
static struct jpeg_progress_mgr progress;

static void read_from(const uint8_t *bytes, size_t length) {
  source.next_input_byte = bytes;
  source.bytes_in_buffer = length;
}

static void choose_colour(int colour) {
  /* Lossless samples are never transformed, whatever the segments suggest. */
  if (cinfo.master->lossless) colour = COLOUR_NONE;
  if (colour == COLOUR_AUTO) {
    if (cinfo.num_components == 3 && cinfo.jpeg_color_space == JCS_YCbCr) cinfo.out_color_space = JCS_RGB;
    else if (cinfo.num_components == 4 && cinfo.jpeg_color_space == JCS_YCCK) cinfo.out_color_space = JCS_CMYK;
    else cinfo.out_color_space = cinfo.jpeg_color_space;
  } else if (colour == COLOUR_YCBCR_TO_RGB && cinfo.num_components == 3) {
    cinfo.jpeg_color_space = JCS_YCbCr;
    cinfo.out_color_space = JCS_RGB;
  } else if (colour == COLOUR_YCBCR_TO_RGB && cinfo.num_components == 4) {
    cinfo.jpeg_color_space = JCS_YCCK;
    cinfo.out_color_space = JCS_CMYK;
  } else {
    cinfo.jpeg_color_space = cinfo.num_components == 1   ? JCS_GRAYSCALE
                             : cinfo.num_components == 3 ? JCS_RGB
                             : cinfo.num_components == 4 ? JCS_CMYK
                                                         : JCS_UNKNOWN;
    cinfo.out_color_space = cinfo.jpeg_color_space;
  }
}

EXPORT("decode")
picture *decode(const uint8_t *tables, size_t tables_length, const uint8_t *bytes, size_t length, int colour,
                double maximum_bytes) {
  cinfo.err = jpeg_std_error(&errors);
  errors.error_exit = on_error;
  errors.emit_message = on_message;
  errors.output_message = no_output;
  jpeg_create_decompress(&cinfo);
  source.init_source = no_init;
  source.fill_input_buffer = fill;
  source.skip_input_data = skip;
  source.resync_to_restart = jpeg_resync_to_restart;
  source.term_source = no_init;
  cinfo.src = &source;
  progress.progress_monitor = on_progress;

  if (tables_length > 0) {
    read_from(tables, tables_length);
    if (jpeg_read_header(&cinfo, FALSE) != JPEG_HEADER_TABLES_ONLY) {
      /* Some writers put a whole picture there: its tables are in force, its scan is not wanted. */
      jpeg_abort_decompress(&cinfo);
    }
  }
  result.extra = 0;
  read_from(bytes, length);
  jpeg_read_header(&cinfo, TRUE);
  choose_colour(colour);
  cinfo.dct_method = JDCT_ISLOW;
  cinfo.do_fancy_upsampling = TRUE;

  /* Each block of 64 pixels takes a bit at least in some component: a header that claims more pixels than the data can
     hold is refused before room for them is reserved. */
  if (!cinfo.arith_code && (double)cinfo.image_width * cinfo.image_height > 1024.0 * length + 4096) {
    fail(FAIL_CORRUPT, "the data are too short for the size in the header");
  }
  uint32_t bits = (uint32_t)cinfo.data_precision;
  uint32_t samples = (uint32_t)cinfo.num_components;
  uint32_t type = bits <= 8 ? TYPE_U8 : TYPE_U16;
  uint8_t *pixels = begin_result(cinfo.image_width, cinfo.image_height, samples, type, bits, maximum_bytes);
  cinfo.progress = &progress;
  boolean several = jpeg_has_multiple_scans(&cinfo);
  jpeg_start_decompress(&cinfo);
  if ((uint32_t)cinfo.output_components != samples || cinfo.output_width != result.width) {
    fail(FAIL_UNSUPPORTED, "the colour space changes the number of samples");
  }
  /* Missing scans of a progressive picture leave blurred pixels and no other trace. */
  if (several && result.extra) fail(FAIL_CORRUPT, "the data ends before the last scan");

  size_t row_values = (size_t)cinfo.output_width * samples;
  while (cinfo.output_scanline < cinfo.output_height) {
    size_t first = (size_t)cinfo.output_scanline * row_values;
    JDIMENSION rows = 0;
    if (bits <= 8) {
      JSAMPROW row = (JSAMPROW)pixels + first;
      rows = jpeg_read_scanlines(&cinfo, &row, 1);
    } else if (bits <= 12) {
      J12SAMPROW row = (J12SAMPROW)pixels + first;
      rows = jpeg12_read_scanlines(&cinfo, &row, 1);
    } else {
      J16SAMPROW row = (J16SAMPROW)pixels + first;
      rows = jpeg16_read_scanlines(&cinfo, &row, 1);
    }
    if (rows != 1) fail(FAIL_CORRUPT, "the data ends too early");
  }
  return &result;
}

EXPORT("finish") void finish(void) {
  jpeg_destroy_decompress(&cinfo);
  free((void *)(uintptr_t)result.pixels);
  result.pixels = 0;
}
