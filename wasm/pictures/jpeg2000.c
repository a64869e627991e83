/*
 * JPEG 2000 (ITU-T T.800) over OpenJPEG: raw codestreams and JP2 files (with a palette applied, channels in order).
 * decode(bytes, length, maximum): all components, brought to full size where they are subsampled.
 */
#include <string.h>

#include "picture.h"

#include "openjpeg.h"

typedef struct {
  const uint8_t *bytes;
  size_t length;
  size_t position;
} memory_file;

static OPJ_SIZE_T read_some(void *target, OPJ_SIZE_T count, void *user) {
  memory_file *file = user;
  size_t left = file->length - file->position;
  if (left == 0) return (OPJ_SIZE_T)-1;
  if (count > left) count = left;
  memcpy(target, file->bytes + file->position, count);
  file->position += count;
  return count;
}

static OPJ_OFF_T skip_some(OPJ_OFF_T count, void *user) {
  memory_file *file = user;
  OPJ_OFF_T left = (OPJ_OFF_T)(file->length - file->position);
  if (count < 0) return -1;
  if (count > left) count = left;
  file->position += (size_t)count;
  return count;
}

static OPJ_BOOL seek_to(OPJ_OFF_T position, void *user) {
  memory_file *file = user;
  if (position < 0 || (OPJ_UINT64)position > file->length) return OPJ_FALSE;
  file->position = (size_t)position;
  return OPJ_TRUE;
}

/* The library's first complaint is the best description of what is wrong. */
static char complaint[256];

static void on_error(const char *text, void *user) {
  (void)user;
  if (complaint[0] == 0) {
    strncpy(complaint, text, sizeof complaint - 1);
    size_t length = strlen(complaint);
    if (length > 0 && complaint[length - 1] == '\n') complaint[length - 1] = 0;
  }
}

static void on_other(const char *text, void *user) {
  (void)text;
  (void)user;
}

static void refuse(const char *text) { fail(FAIL_CORRUPT, complaint[0] != 0 ? complaint : text); }

static uint32_t type_for(uint32_t bits, int is_signed) {
  if (bits <= 8) return is_signed ? TYPE_I8 : TYPE_U8;
  if (bits <= 16) return is_signed ? TYPE_I16 : TYPE_U16;
  return is_signed ? TYPE_I32 : TYPE_U32;
}

/* The component's index of each column (or row) of the picture: sample floor(position / step) of its own grid. */
static uint32_t index_of(uint32_t position, uint32_t step, uint32_t first, uint32_t count) {
  uint32_t index = position / step;
  index = index > first ? index - first : 0;
  return index < count ? index : count - 1;
}

#define INTERLEAVE(type)                                                                                                   \
  for (uint32_t y = 0; y < height; y++) {                                                                                  \
    const OPJ_INT32 *row = component->data + (size_t)index_of(image->y0 + y, component->dy, component->y0, component->h) * component->w; \
    type *target = (type *)pixels + ((size_t)y * width) * samples + sample;                                               \
    if (component->w == width) {                                                                                           \
      for (uint32_t x = 0; x < width; x++, target += samples) *target = (type)row[x];                                      \
    } else {                                                                                                               \
      for (uint32_t x = 0; x < width; x++, target += samples) {                                                            \
        *target = (type)row[index_of(image->x0 + x, component->dx, component->x0, component->w)];                          \
      }                                                                                                                    \
    }                                                                                                                      \
  }

static void interleave(const opj_image_t *image, uint32_t sample, void *pixels) {
  const opj_image_comp_t *component = &image->comps[sample];
  uint32_t width = result.width, height = result.height, samples = result.samples;
  switch (type_size(result.type)) {
    case 1:
      INTERLEAVE(uint8_t)
      break;
    case 2:
      INTERLEAVE(uint16_t)
      break;
    default:
      INTERLEAVE(uint32_t)
  }
}

static opj_image_t *read_image(const uint8_t *bytes, size_t length, double maximum_bytes) {
  memory_file file = {bytes, length, 0};
  int is_jp2 = length >= 12 && memcmp(bytes, "\0\0\0\x0CjP  ", 8) == 0;
  opj_codec_t *codec = opj_create_decompress(is_jp2 ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K);
  opj_stream_t *stream = opj_stream_create(length < 65536 ? length : 65536, OPJ_TRUE);
  if (codec == NULL || stream == NULL) fail(FAIL_MEMORY, "OpenJPEG has no memory");
  complaint[0] = 0;
  opj_set_error_handler(codec, on_error, NULL);
  opj_set_warning_handler(codec, on_other, NULL);
  opj_set_info_handler(codec, on_other, NULL);
  opj_stream_set_read_function(stream, read_some);
  opj_stream_set_skip_function(stream, skip_some);
  opj_stream_set_seek_function(stream, seek_to);
  opj_stream_set_user_data(stream, &file, NULL);
  opj_stream_set_user_data_length(stream, length);

  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  opj_image_t *image = NULL;
  if (!opj_setup_decoder(codec, &parameters) || !opj_read_header(stream, codec, &image)) refuse("the header is wrong");
  double pixels = (double)(image->x1 - image->x0) * (image->y1 - image->y0);
  uint32_t bits = 1;
  for (uint32_t index = 0; index < image->numcomps; index++) {
    if (image->comps[index].prec > bits) bits = image->comps[index].prec;
  }
  if (pixels * image->numcomps * type_size(type_for(bits, 0)) > maximum_bytes) {
    fail(FAIL_LIMIT, "the decoded picture is larger than allowed");
  }
  if (!opj_decode(codec, stream, image) || !opj_end_decompress(codec, stream)) refuse("the data end too early");
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  return image;
}

EXPORT("decode") picture *decode(const uint8_t *bytes, size_t length, double maximum_bytes) {
  opj_image_t *image = read_image(bytes, length, maximum_bytes);
  if (image->numcomps == 0) fail(FAIL_CORRUPT, "the picture has no components");
  uint32_t bits = 1;
  for (uint32_t index = 0; index < image->numcomps; index++) {
    const opj_image_comp_t *component = &image->comps[index];
    if (component->data == NULL || component->w == 0 || component->h == 0) fail(FAIL_CORRUPT, "a component has no data");
    if (component->sgnd != image->comps[0].sgnd) fail(FAIL_UNSUPPORTED, "signed and unsigned components are mixed");
    if (component->prec > bits) bits = component->prec;
  }
  if (bits > 32) fail(FAIL_UNSUPPORTED, "a component has more than 32 bits");
  uint32_t type = type_for(bits, image->comps[0].sgnd != 0);
  void *pixels = begin_result(image->x1 - image->x0, image->y1 - image->y0, image->numcomps, type, bits, maximum_bytes);
  for (uint32_t sample = 0; sample < image->numcomps; sample++) interleave(image, sample, pixels);
  opj_image_destroy(image);
  return &result;
}

EXPORT("finish") void finish(void) {
  free((void *)(uintptr_t)result.pixels);
  result.pixels = 0;
}
