/*
 * The symbols of a deflate block (RFC 1951), of as much input as there is: for whoever goes through a stream piece by piece and may go on at
 * any bit. src/codecs/inflate/ reads the heads of blocks, and has stream and window.
 */
#include "kernel.h"
#include "vectors.h"

enum {
  MOST_BITS = 15,
  /* Bits that are looked up at once; longer codes go on in a second table. */
  LITERAL_BITS = 11,
  DISTANCE_BITS = 8,
  /* More than any code needs: 2342 and 402. */
  LITERAL_ENTRIES = 2560,
  DISTANCE_ENTRIES = 512,
  LITERALS = 256,
  BLOCK_END = 256,
  LENGTHS = 29,
  DISTANCES = 30,
  MOST_SYMBOLS = 320
};

/* An entry: its code's bits (5), further bits (4), what it is (5), a value (16; of two literals the first is the lower byte). 0: no code. */
enum {
  BITS_MASK = 31,
  EXTRA_SHIFT = 5,
  EXTRA_MASK = 15,
  LITERAL = 1 << 9,
  MATCH = 1 << 10,
  END = 1 << 11,
  TABLE = 1 << 12,
  PAIR_SHIFT = 13,
  VALUE_SHIFT = 16
};

/* Where a call stands; src/codecs/inflate/inflater.ts knows its places. */
typedef struct {
  uint32_t bit;
  uint32_t at;
  uint32_t literals[LITERAL_ENTRIES];
  uint32_t distances[DISTANCE_ENTRIES];
} inflate_place;

/* Why symbols came to an end. */
enum { SYMBOLS_MORE = 0, SYMBOLS_END = 1 };

static const uint16_t length_base[LENGTHS] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                              31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
static const uint8_t length_extra[LENGTHS] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
static const uint16_t distance_base[DISTANCES] = {1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
                                                  193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
static const uint8_t distance_extra[DISTANCES] = {0, 0, 0, 0, 1, 1, 2, 2,  3,  3,  4,  4,  5,  5,  6,
                                                  6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

static uint32_t literal_entry(uint32_t symbol) {
  if (symbol < LITERALS) return LITERAL | symbol << VALUE_SHIFT;
  if (symbol == BLOCK_END) return END;
  const uint32_t code = symbol - BLOCK_END - 1;
  if (code >= LENGTHS) return 0;
  return MATCH | (uint32_t)length_extra[code] << EXTRA_SHIFT | (uint32_t)length_base[code] << VALUE_SHIFT;
}

static uint32_t distance_entry(uint32_t symbol) {
  if (symbol >= DISTANCES) return 0;
  return MATCH | (uint32_t)distance_extra[symbol] << EXTRA_SHIFT | (uint32_t)distance_base[symbol] << VALUE_SHIFT;
}

static uint32_t reversed(uint32_t code, uint32_t bits) {
  uint32_t result = 0;
  for (uint32_t bit = 0; bit < bits; bit++) result |= (code >> bit & 1) << (bits - 1 - bit);
  return result;
}

/* The table of a canonical code (RFC 1951, 3.2.2), stored with the first bit lowest. Codes are whole, or have one symbol of
 * one bit or none: so has zlib. */
static int32_t fill_table(uint32_t *table, uint32_t entries, uint32_t root, const uint8_t *lengths, uint32_t symbols,
                          uint32_t (*entry_of)(uint32_t)) {
  uint32_t counts[MOST_BITS + 1] = {0}, next[MOST_BITS + 2] = {0}, used = 0, codes = 0;
  for (uint32_t symbol = 0; symbol < symbols; symbol++) counts[lengths[symbol]]++;
  counts[0] = 0;
  for (uint32_t bits = 1; bits <= MOST_BITS; bits++) {
    next[bits + 1] = (next[bits] + counts[bits]) << 1;
    used += counts[bits] << (MOST_BITS - bits);
    codes += counts[bits];
  }
  const int is_single = codes == 0 || (codes == 1 && counts[1] == 1);
  if (used > 1u << MOST_BITS || (used < 1u << MOST_BITS && !is_single)) return KERNEL_CORRUPT;
  const uint32_t size = 1u << root;
  memset(table, 0, size * sizeof *table);
  /* The longest code behind each first bits. */
  uint8_t longest[1 << LITERAL_BITS] = {0};
  uint16_t code_of[MOST_SYMBOLS];
  for (uint32_t symbol = 0; symbol < symbols; symbol++) {
    const uint32_t bits = lengths[symbol];
    if (bits == 0) continue;
    const uint32_t code = reversed(next[bits]++, bits);
    code_of[symbol] = (uint16_t)code;
    if (bits > root && bits > longest[code & (size - 1)]) longest[code & (size - 1)] = (uint8_t)bits;
  }
  uint32_t end = size;
  for (uint32_t symbol = 0; symbol < symbols; symbol++) {
    const uint32_t bits = lengths[symbol], code = code_of[symbol];
    if (bits == 0) continue;
    const uint32_t kind = entry_of(symbol), entry = kind == 0 ? 0 : kind | bits;
    if (bits <= root) {
      for (uint32_t at = code; at < size; at += 1u << bits) table[at] = entry;
      continue;
    }
    uint32_t *first = &table[code & (size - 1)];
    const uint32_t further = longest[code & (size - 1)] - root;
    if (*first == 0) {
      if (end + (1u << further) > entries) return KERNEL_CORRUPT;
      *first = TABLE | further << EXTRA_SHIFT | end << VALUE_SHIFT;
      memset(table + end, 0, sizeof *table << further);
      end += 1u << further;
    }
    for (uint32_t at = code >> root; at < 1u << further; at += 1u << (bits - root)) table[(*first >> VALUE_SHIFT) + at] = entry;
  }
  return 0;
}

/* Where two short literals follow each other, one look finds both: of pixels of 16 bits the higher byte mostly has a code of few bits. */
static void pair_literals(uint32_t *table) {
  /* From the end on: what is behind the first bits stands earlier in the table, and is single yet. */
  for (uint32_t at = (1u << LITERAL_BITS) - 1; at > 0; at--) {
    const uint32_t first = table[at], bits = first & BITS_MASK;
    if (!(first & LITERAL)) continue;
    const uint32_t second = table[at >> bits], both = bits + (second & BITS_MASK);
    if (!(second & LITERAL) || both > LITERAL_BITS) continue;
    const uint32_t values = first >> VALUE_SHIFT | second >> VALUE_SHIFT << 8;
    table[at] = LITERAL | 1 << PAIR_SHIFT | both | values << VALUE_SHIFT;
  }
}

EXPORT(inflate_place_bytes)
int32_t inflate_place_bytes(void) { return sizeof(inflate_place); }

/* The tables of a block's two codes, by the lengths of their symbols' codes (each at most 15), `total` together: at most 320. */
EXPORT(inflate_tables)
int32_t inflate_tables(inflate_place *place, const uint8_t *lengths, int32_t literals, int32_t total) {
  if (total > MOST_SYMBOLS || literals > total) return KERNEL_ARGUMENT;
  const int32_t result = fill_table(place->literals, LITERAL_ENTRIES, LITERAL_BITS, lengths, (uint32_t)literals, literal_entry);
  if (result < 0) return result;
  pair_literals(place->literals);
  return fill_table(place->distances, DISTANCE_ENTRIES, DISTANCE_BITS, lengths + literals, (uint32_t)(total - literals), distance_entry);
}

static inline uint64_t word_at(const uint8_t *input, uint32_t bit) {
  uint64_t word;
  memcpy(&word, input + (bit >> 3), sizeof word);
  return word >> (bit & 7);
}

static inline uint32_t entry_in(const uint32_t *table, uint32_t root, uint64_t word) {
  const uint32_t entry = table[word & ((1u << root) - 1)];
  if (!(entry & TABLE)) return entry;
  return table[(entry >> VALUE_SHIFT) + (uint32_t)(word >> root & ((1u << (entry >> EXTRA_SHIFT & EXTRA_MASK)) - 1))];
}

/* Writes up to 15 bytes too many. */
static inline void copy_match(uint8_t *to, uint32_t distance, uint32_t length) {
  const uint8_t *from = to - distance, *end = to + length;
  if (distance >= LANES) {
    for (; to < end; to += LANES, from += LANES) lanes_store(to, lanes_load(from));
  } else if (distance == 1) {
    const lanes same = lanes_of(*from);
    for (; to < end; to += LANES) lanes_store(to, same);
  } else {
    while (to < end) *to++ = *from++;
  }
}

/*
 * Decodes on from `place->bit` of the input to `place->at` of `output`, until the bit or the place of output is reached, or the block ends
 * (SYMBOLS_END), and notes where it came to. No symbol begins behind `last_bit` but five literals; sixteen bytes behind the input can be read.
 * Of output there is room for a match (258 bytes) and 22 bytes behind `last_place`.
 */
EXPORT(inflate_symbols)
int32_t inflate_symbols(inflate_place *place, const uint8_t *input, uint32_t last_bit, uint8_t *output, uint32_t last_place) {
  const uint32_t *literals = place->literals, *distances = place->distances;
  uint32_t bit = place->bit, at = place->at;
  int32_t result = SYMBOLS_MORE;
  while (at < last_place && bit < last_bit) {
    /* 57 bits at least: three looks for literals, or a match (15 + 5 + 15 + 13). */
    uint64_t word = word_at(input, bit);
    uint32_t entry = entry_in(literals, LITERAL_BITS, word);
    if (entry & LITERAL) {
      for (int left = 2;; left--) {
        const uint16_t values = (uint16_t)(entry >> VALUE_SHIFT);
        memcpy(output + at, &values, sizeof values);
        at += 1 + (entry >> PAIR_SHIFT & 1);
        bit += entry & BITS_MASK;
        if (left == 0) break;
        word >>= entry & BITS_MASK;
        entry = entry_in(literals, LITERAL_BITS, word);
        if (!(entry & LITERAL)) break;
      }
      continue;
    }
    if (entry & END) {
      bit += entry & BITS_MASK;
      result = SYMBOLS_END;
      break;
    }
    if (entry == 0) {
      result = KERNEL_CORRUPT;
      break;
    }
    uint32_t bits = entry & BITS_MASK, extra = entry >> EXTRA_SHIFT & EXTRA_MASK;
    const uint32_t length = (entry >> VALUE_SHIFT) + (uint32_t)(word >> bits & ((1u << extra) - 1));
    word >>= bits + extra;
    bit += bits + extra;
    entry = entry_in(distances, DISTANCE_BITS, word);
    bits = entry & BITS_MASK;
    extra = entry >> EXTRA_SHIFT & EXTRA_MASK;
    const uint32_t distance = (entry >> VALUE_SHIFT) + (uint32_t)(word >> bits & ((1u << extra) - 1));
    bit += bits + extra;
    if (entry == 0 || distance > at) {
      result = KERNEL_CORRUPT;
      break;
    }
    copy_match(output + at, distance, length);
    at += length;
  }
  place->bit = bit;
  place->at = at;
  return result;
}
