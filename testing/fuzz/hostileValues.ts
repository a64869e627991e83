import type { SeededRandom } from "../contract/random.ts";

/** Names that mean something to objects of the language. */
export const SPECIAL_NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "then",
  "length",
  "",
];

/** Paths that lead elsewhere, or that some system does not take for what they look like. */
export const PATHS = [
  "../x",
  "../../../../etc/passwd",
  "/etc/passwd",
  "..\\..\\x",
  "C:\\x",
  "a/../../x",
  "./0",
  "0/",
  "//0",
  "0//1",
  "\0",
  "a\0b",
  ".",
  "..",
  " ",
  "%2e%2e/x",
  "zarr.json",
];

/** Numbers as they stand in a text: at and beyond the ends of types, of exact integers, and of what can be allocated. */
export const NUMBERS = [
  "0",
  "-0",
  "1",
  "-1",
  "2",
  "0.5",
  "-1.5",
  "3",
  "7",
  "16",
  "255",
  "256",
  "65535",
  "65536",
  "100000",
  "1000000",
  "16777217",
  "2147483647",
  "2147483648",
  "4294967295",
  "4294967296",
  "1099511627776",
  "9007199254740991",
  "9007199254740993",
  "18446744073709551615",
  "1e-320",
  "1e16",
  "1e21",
  "1e308",
  "1e999",
  "-1e999",
];

/** Texts that are odd by themselves; the longer ones are made when they are asked for. */
export function hostileText(random: SeededRandom): string {
  switch (random.below(10)) {
    case 0:
      return random.pick(PATHS);
    case 1:
      return random.pick(SPECIAL_NAMES);
    case 2:
      return random.pick([
        "\ud800",
        "a\udc00b",
        "\ufffe",
        "\ufeff",
        "\u2028",
        "\u202e",
        "e\u0301",
        "\u0000",
        "\n\r\t",
        "😀",
      ]);
    case 3:
      return random.pick(["a", "0", "\ud83d\ude00", "é", "/"]).repeat(length(random));
    case 4:
      return random.pick(NUMBERS);
    case 5:
      return random.pick(["NaN", "Infinity", "-Infinity", "null", "true", "undefined", "0x7fc00000", "1e", "１"]);
    case 6:
      return random.pick(["<x>", "&amp;", "&#x110000;", "&#0;", "]]>", "-->", "<!--", "<![CDATA["]);
    case 7:
      return random.pick([
        "|u1",
        "<u2",
        ">f8",
        "<U8",
        "uint16",
        "r16",
        "complex128",
        "blosc",
        "zstd",
        "sharding_indexed",
      ]);
    case 8:
      return random.pick(["micrometer", "µm", "second", "channel", "space", "time", "FFFFFF", "#ff0000", "2024-01-01"]);
    default:
      return "";
  }
}

/** Mostly short: a long text costs its time with each mutant. */
function length(random: SeededRandom): number {
  const chance = random.below(60);
  return chance === 0 ? 1_100_000 : chance < 6 ? 70_000 : random.pick([50, 300, 5000]);
}
