/** A unit of a file in NGFF's terms: the name of a unit and what values must be multiplied with. */
export type NgffUnit = { name: string; factor: number };

const METRIC: ReadonlyMap<string, string> = dictionary({
  Y: "yotta",
  Z: "zetta",
  E: "exa",
  P: "peta",
  T: "tera",
  G: "giga",
  M: "mega",
  k: "kilo",
  h: "hecto",
  d: "deci",
  c: "centi",
  m: "milli",
  µ: "micro",
  n: "nano",
  p: "pico",
  f: "femto",
  a: "atto",
  z: "zepto",
  y: "yocto",
});

/** Lengths that are not metres with a prefix. Factors from the definitions of the OME model (UnitsLength). */
const LENGTHS: ReadonlyMap<string, NgffUnit> = dictionary({
  m: { name: "meter", factor: 1 },
  dam: { name: "meter", factor: 10 },
  Å: { name: "angstrom", factor: 1 },
  A: { name: "angstrom", factor: 1 },
  ua: { name: "meter", factor: 149_597_870_700 },
  ly: { name: "meter", factor: 9.4607304725808e15 },
  pc: { name: "parsec", factor: 1 },
  thou: { name: "inch", factor: 0.001 },
  li: { name: "inch", factor: 1 / 12 },
  in: { name: "inch", factor: 1 },
  ft: { name: "foot", factor: 1 },
  yd: { name: "yard", factor: 1 },
  mi: { name: "mile", factor: 1 },
  pt: { name: "inch", factor: 1 / 72 },
});

const TIMES: ReadonlyMap<string, NgffUnit> = dictionary({
  s: { name: "second", factor: 1 },
  min: { name: "minute", factor: 1 },
  h: { name: "hour", factor: 1 },
  d: { name: "day", factor: 1 },
  das: { name: "second", factor: 10 },
});

/** Spelled-out and mistaken names that programs and people write, in lower case and of one; metres and seconds with their prefixes are no part of it. */
const LENGTH_WORDS: ReadonlyMap<string, string> = dictionary({
  um: "µm",
  micron: "µm",
  mikrometer: "µm",
  angstrom: "Å",
  ångström: "Å",
  å: "Å",
  inch: "in",
  inche: "in",
  '"': "in",
  foot: "ft",
  feet: "ft",
  yard: "yd",
  mile: "mi",
});

const TIME_WORDS: ReadonlyMap<string, string> = dictionary({
  sec: "s",
  msec: "ms",
  us: "µs",
  usec: "µs",
  nsec: "ns",
  minute: "min",
  min: "min",
  hr: "h",
  hour: "h",
  day: "d",
});

/** The NGFF unit for a unit of length as files write it, or null (pixels, "reference frame", anything unknown). */
export function lengthUnit(text: string): NgffUnit | null {
  const symbol = cleanSymbol(text);
  const known = wordOf(symbol, LENGTH_WORDS) ?? symbol;
  return LENGTHS.get(known) ?? prefixed(known, "m", "meter") ?? spelledOut(symbol, /met(?:er|re)s?$/, "meter");
}

/** The NGFF unit for a unit of time, or null. */
export function timeUnit(text: string): NgffUnit | null {
  const symbol = cleanSymbol(text);
  const known = wordOf(symbol, TIME_WORDS) ?? symbol;
  return TIMES.get(known) ?? prefixed(known, "s", "second") ?? spelledOut(symbol, /seconds?$/, "second");
}

/** Metres per unit of an NGFF length, for conversions between two of them; null for a name that is no length. */
export function metresPer(name: string): number | null {
  const known = METRES.get(name);
  if (known !== undefined) return known;
  for (const [prefix, word] of METRIC) if (name === `${word}meter`) return 10 ** EXPONENTS.get(prefix)!;
  return null;
}

const METRES: ReadonlyMap<string, number> = dictionary({
  meter: 1,
  angstrom: 1e-10,
  parsec: 3.085677581491367e16,
  inch: 0.0254,
  foot: 0.3048,
  yard: 0.9144,
  mile: 1609.344,
});

const EXPONENTS: ReadonlyMap<string, number> = dictionary({
  Y: 24,
  Z: 21,
  E: 18,
  P: 15,
  T: 12,
  G: 9,
  M: 6,
  k: 3,
  h: 2,
  d: -1,
  c: -2,
  m: -3,
  µ: -6,
  n: -9,
  p: -12,
  f: -15,
  a: -18,
  z: -21,
  y: -24,
});

function prefixed(symbol: string, base: string, name: string): NgffUnit | null {
  if (symbol.length !== 2 || !symbol.endsWith(base)) return null;
  const prefix = METRIC.get(symbol[0]!);
  return prefix === undefined ? null : { name: prefix + name, factor: 1 };
}

/** A word of the table, of one or of several. */
function wordOf(symbol: string, words: ReadonlyMap<string, string>): string | undefined {
  const word = symbol.toLowerCase();
  return words.get(word) ?? words.get(word.replace(/s$/, ""));
}

/** A whole name with or without a prefix ("Micrometers", "centimetre"). */
function spelledOut(symbol: string, base: RegExp, name: string): NgffUnit | null {
  const word = symbol.toLowerCase();
  const prefix = word.replace(base, "");
  if (prefix === word) return null;
  const isPrefix = prefix === "" || [...METRIC.values()].includes(prefix);
  return isPrefix ? { name: prefix + name, factor: 1 } : null;
}

/** One micro sign and one ring for the many ways in which they come: other characters, escapes, UTF-8 read as Latin-1, a bare "u". */
function cleanSymbol(text: string): string {
  return text
    .replace(/\\u([\da-f]{4})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)))
    .trim()
    .replace(/Âµ|Î¼|μ/, "µ")
    .replace("\u212b", "Å")
    .replace(/^u(?=[ms]$)/, "µ");
}

/** A map, so that a unit named "constructor" finds nothing. */
function dictionary<Value>(entries: Record<string, Value>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(entries));
}
