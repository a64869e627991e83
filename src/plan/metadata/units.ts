/** Units of space that NGFF knows, from UDUNITS-2 (NGFF 0.5, "axes"; R11.2). */
export const SPACE_UNITS: readonly string[] =
  "angstrom attometer centimeter decimeter exameter femtometer foot gigameter hectometer inch kilometer megameter meter micrometer mile millimeter nanometer parsec petameter picometer terameter yard yoctometer yottameter zeptometer zettameter".split(
    " ",
  );

/** Units of time that NGFF knows. */
export const TIME_UNITS: readonly string[] =
  "attosecond centisecond day decisecond exasecond femtosecond gigasecond hectosecond hour kilosecond megasecond microsecond millisecond minute nanosecond petasecond picosecond second terasecond yoctosecond yottasecond zeptosecond zettasecond".split(
    " ",
  );

/** How people write them in settings. What files write, with its factors, readers translate (`formats/shared/units.ts`). */
const ALIASES: Readonly<Record<string, string>> = {
  µm: "micrometer",
  μm: "micrometer",
  um: "micrometer",
  micron: "micrometer",
  microns: "micrometer",
  micrometre: "micrometer",
  nm: "nanometer",
  nanometre: "nanometer",
  mm: "millimeter",
  millimetre: "millimeter",
  cm: "centimeter",
  centimetre: "centimeter",
  m: "meter",
  metre: "meter",
  pm: "picometer",
  å: "angstrom",
  a: "angstrom",
  in: "inch",
  '"': "inch",
  s: "second",
  sec: "second",
  seconds: "second",
  ms: "millisecond",
  µs: "microsecond",
  μs: "microsecond",
  us: "microsecond",
  ns: "nanosecond",
  min: "minute",
  h: "hour",
  d: "day",
};

/**
 * The NGFF name of a unit for an axis of this type, or null where there is none ("pixel", "reference frame"). Axes of other
 * types have no fixed list: their unit is kept.
 */
export function unitName(unit: string, type: string | null): string | null {
  const name = ALIASES[unit.trim().toLowerCase()] ?? unit.trim();
  if (type === "space") return SPACE_UNITS.includes(name) ? name : null;
  if (type === "time") return TIME_UNITS.includes(name) ? name : null;
  return name === "" ? null : name;
}
