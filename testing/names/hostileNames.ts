import type { SeededRandom } from "../contract/random.ts";
import { SPECIAL_NAMES } from "../fuzz/hostileValues.ts";

const PIECES = [
  ..."aAbBzZ019_-. ~",
  ..."<>:\"/\\|?*'`$%&()[]{}#@!+=,;",
  ..."äÄßéÉİıſσςΣµμKÅ",
  "e\u0301",
  "A\u030a",
  "\u1e9b\u0323",
  "ﬁ",
  "細胞",
  "😀",
  "👩‍🔬",
  "\ud800",
  "\udc00",
  "\u202e",
  "\u200d",
  "\u00a0",
  "\u3000",
  "\ufeff",
  "\0",
  "\u0007",
  "\r\n",
  "\t",
  "\u007f",
  "\u0085",
  "\u2028",
];
const WORDS = [
  ...SPECIAL_NAMES,
  "con",
  "CON",
  "nul.tif",
  "com1",
  "COM¹",
  "lpt9.a",
  "aux",
  "conin$",
  "clock$",
  ".",
  "..",
  "...",
  "~",
  ".zarrdrop",
  ".zarrdrop-finished",
  ".zarrdrop.0123456789abcdef.lock",
  ".zarrdrop-incomplete.json",
  "a.ome.zarr.0123456789abcdef.zarrdrop-new",
  "a.zarrdrop-part",
  "a.ome.zarr.manifest.txt",
  "a",
  "A",
  "a_2",
  "a_2_2",
  "image",
  "image_2",
  "a.ome.tif",
  "a.tar.gz",
  "ss",
  "ß",
  "ẞ",
  "SS",
];

/** A name such as a file may give to an image, or have itself: mostly a few odd pieces, now and then ten thousand of them. */
export function hostileName(random: SeededRandom): string {
  const kind = random.below(12);
  if (kind < 4) return random.pick(WORDS);
  if (kind === 4) return random.pick(PIECES).repeat(random.pick([100, 121, 255, 10_000]));
  const pieces = Array.from({ length: 1 + random.below(12) }, () => random.pick(PIECES)).join("");
  return kind === 5 ? pieces.normalize("NFD") : kind === 6 ? pieces.toUpperCase() : pieces;
}

/** A list of names; some are the same, or the same for a file system that minds neither case nor composition. */
export function hostileList(random: SeededRandom): string[] {
  const list = Array.from({ length: 1 + random.below(random.pick([2, 6, 30])) }, () => hostileName(random));
  for (const name of list.slice(0, random.below(4))) {
    list.push(
      random.pick([name, name.toUpperCase(), name.toLowerCase(), name.normalize("NFD"), name.normalize("NFKC")]),
    );
  }
  return list;
}
