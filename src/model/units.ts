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

/** Spelled-out and mistaken names that programs and people write, in lower case. */
const LENGTH_WORDS: ReadonlyMap<string, string> = dictionary({
  um: "µm",
  micron: "µm",
  microns: "µm",
  micrometer: "µm",
  micrometre: "µm",
  micrometers: "µm",
  millimeter: "mm",
  millimetre: "mm",
  centimeter: "cm",
  centimetre: "cm",
  nanometer: "nm",
  nanometre: "nm",
  picometer: "pm",
  meter: "m",
  metre: "m",
  angstrom: "Å",
  å: "Å",
  inch: "in",
  inches: "in",
  '"': "in",
});

const TIME_WORDS: ReadonlyMap<string, string> = dictionary({
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  msec: "ms",
  millisecond: "ms",
  us: "µs",
  usec: "µs",
  microsecond: "µs",
  nsec: "ns",
  minute: "min",
  minutes: "min",
  hr: "h",
  hour: "h",
  hours: "h",
  day: "d",
  days: "d",
});

/** The NGFF unit for a unit of length as files write it, or null (pixels, "reference frame", anything unknown). */
export function lengthUnit(text: string): NgffUnit | null {
  const symbol = LENGTH_WORDS.get(text.trim().toLowerCase()) ?? cleanSymbol(text);
  return LENGTHS.get(symbol) ?? prefixed(symbol, "m", "meter");
}

/** The NGFF unit for a unit of time, or null. */
export function timeUnit(text: string): NgffUnit | null {
  const symbol = TIME_WORDS.get(text.trim().toLowerCase()) ?? cleanSymbol(text);
  return TIMES.get(symbol) ?? prefixed(symbol, "s", "second");
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

/** One micro sign for the many ways in which it comes: Greek mu, escaped, UTF-8 read as Latin-1, a bare "u". */
function cleanSymbol(text: string): string {
  return text
    .trim()
    .replace(/\\u00b5/i, "µ")
    .replace(/Âµ|Î¼|μ/, "µ")
    .replace("Å", "Å")
    .replace(/^u(?=[ms]$)/, "µ");
}

/** A map, so that a unit named "constructor" finds nothing. */
function dictionary<Value>(entries: Record<string, Value>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(entries));
}
