#include "bit_plane_kind.h"

#include "vectors.h"

/*
 * The noise test: a sample of 1024 bytes. Uniform bytes give a sum of squared counts of 1024 + 1024 * 1023 / 256 = 5116 with a standard
 * deviation of about 90; what lies under the limit would not get 1 % smaller by a Huffman code.
 */
enum { SAMPLES = 16, SAMPLE_BYTES = 64, NOISE_LIMIT = 5400, NOISE_SHORTEST = 4 << 10 };

/* Repetition is looked for in windows, each second word of which is looked up; one for each 8 KiB of the plane, up to four. */
enum { WINDOW = 512, LOOK_UPS = WINDOW / 2, HASH_BITS = 9, WINDOW_SHARE = 8 << 10, MOST_WINDOWS = 4, RICH_LEAST = 8 };

/*
 * Runs are looked for in about every fourth vector, at a prime's distance: any other would meet rows, and so their padding, at the same
 * places always. Two in a row are a long one, of which few make a search worth its time.
 */
enum { RUN_STEP = 61, LONG_RUN_WEIGHT = 8 };

enum { WHOLE = 256, WORD = 8 };

/* Sixteenths of bits: of the shortest code, and of a byte as it is. */
enum { SHORTEST_CODE = 16, BYTE_CODE = 128 };

static const uint64_t GOLDEN = 0x9E3779B185EBCA87u;

static uint64_t word(const uint8_t *from) {
  uint64_t value;
  memcpy(&value, from, WORD);
  return value;
}

/* One byte, eight times. */
static int is_run(uint64_t value) { return value == (value << 8 | value >> 56); }

int plane_is_constant(const uint8_t *plane, int32_t length) {
  lanes wanted = lanes_of(plane[0]);
  int32_t at = 0;
  for (; at + 2 * LANES <= length; at += 2 * LANES) {
    if (lanes_any((lanes_load(plane + at) ^ wanted) | (lanes_load(plane + at + LANES) ^ wanted))) return 0;
  }
  while (at < length && plane[at] == plane[0]) at++;
  return at == length;
}

typedef struct {
  uint32_t sum_of_squares, most;
} frequencies;

static frequencies sample(const uint8_t *plane, int32_t length) {
  uint16_t count[256] = {0};
  for (int i = 0; i < SAMPLES; i++) {
    const uint8_t *from = plane + i * (length / SAMPLES);
    for (int j = 0; j < SAMPLE_BYTES; j++) count[from[j]]++;
  }
  frequencies found = {0};
  for (int i = 0; i < 256; i++) {
    found.sum_of_squares += (uint32_t)count[i] * count[i];
    if (count[i] > found.most) found.most = count[i];
  }
  return found;
}

/* Sixteenths of bits of a Huffman code for what occurs so many times in a sample: a logarithm, linear between powers of two. */
static int32_t code_length(uint32_t count) {
  enum { ALL = SAMPLES * SAMPLE_BYTES };
  int shift = __builtin_clz(count) - __builtin_clz(ALL);
  int32_t length = SHORTEST_CODE * shift - (int32_t)((count << shift) - ALL) / (ALL / SHORTEST_CODE);
  return length < SHORTEST_CODE ? SHORTEST_CODE : length;
}

/* Counts words that stood in the window before, but for those in runs. */
static int32_t hits_in_window(const uint8_t *window) {
  uint16_t last[1 << HASH_BITS] = {0};
  int32_t hits = 0;
  for (int i = 0; i < WINDOW; i++) {
    uint64_t value = word(window + i);
    uint32_t hash = (uint32_t)((value * GOLDEN) >> (64 - HASH_BITS));
    if (i % 2 == 1 && last[hash] != 0 && !is_run(value)) hits += word(window + last[hash]) == value;
    last[hash] = (uint16_t)i;
  }
  return hits;
}

static int32_t share_of_hits(const uint8_t *plane, int32_t length) {
  int32_t windows = length / WINDOW_SHARE;
  if (windows < 1) windows = 1;
  if (windows > MOST_WINDOWS) windows = MOST_WINDOWS;
  int32_t step = (length - WINDOW - WORD) / windows;
  int32_t hits = 0;
  for (int i = 0; i < windows; i++) hits += hits_in_window(plane + step / 2 + i * step);
  return hits * WHOLE / (windows * LOOK_UPS);
}

/* Of 256. */
static int32_t share_of_runs(const uint8_t *plane, int32_t length) {
  int32_t vectors = 0, runs = 0, before = -1;
  for (int32_t at = 0; at + LANES < length; at += RUN_STEP, vectors++) {
    if (lanes_any(lanes_load(plane + at) ^ lanes_load(plane + at + 1))) {
      before = -1;
    } else {
      runs += before == plane[at] ? LONG_RUN_WEIGHT : 1;
      before = plane[at];
    }
  }
  return runs * WHOLE / vectors;
}

static uint64_t signature_of(const uint8_t *plane, int32_t length) {
  uint64_t sum = 0;
  for (int i = 0; i < 8; i++) {
    sum = (sum ^ word(plane + (2 * i + 1) * (length / 16))) * GOLDEN;
    sum ^= sum >> 29;
  }
  return sum;
}

plane_look plane_look_at(const uint8_t *plane, int32_t length, plane_limits limits) {
  if (plane_is_constant(plane, length)) return (plane_look){.kind = PLANE_CONSTANT};
  int32_t hits = share_of_hits(plane, length);
  int32_t runs = share_of_runs(plane, length);
  frequencies bytes = sample(plane, length);
  plane_look look = {
      .kind = PLANE_UNEVEN,
      .is_rich = 2 * hits > WHOLE - runs && hits >= RICH_LEAST,
      .signature = signature_of(plane, length),
  };
  if (hits >= limits.hits || runs * code_length(bytes.most) >= limits.gain * BYTE_CODE) look.kind = PLANE_REPEATING;
  else if (length >= NOISE_SHORTEST && bytes.sum_of_squares < NOISE_LIMIT) look.kind = PLANE_NOISE;
  return look;
}

/* Whether the word at `position` stands anywhere before it. */
static int stood_before(const uint8_t *plane, int32_t position) {
  uint64_t wanted = word(plane + position);
  lanes first = lanes_of(plane[position]), last = lanes_of(plane[position + WORD - 1]);
  for (int32_t at = 0; at + LANES + WORD <= position; at += LANES) {
    lanes differ = (lanes_load(plane + at) ^ first) | (lanes_load(plane + at + WORD - 1) ^ last);
    if (!lanes_any((lanes)(differ == lanes_of(0)))) continue;
    for (int i = 0; i < LANES; i++) {
      if (word(plane + at + i) == wanted) return 1;
    }
  }
  return 0;
}

int plane_repeats_afar(const uint8_t *plane, int32_t length) {
  for (int sixteenths = 9; sixteenths < 16; sixteenths += 2) {
    int32_t position = length / 16 * sixteenths;
    if (!is_run(word(plane + position)) && stood_before(plane, position)) return 1;
  }
  return 0;
}
