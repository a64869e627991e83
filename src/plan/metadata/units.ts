import { lengthUnit, type NgffUnit, timeUnit } from "../../model/units.ts";

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

/**
 * The NGFF name of a unit for an axis of this type, or null where there is none ("pixel", "reference frame"). Axes of other
 * types have no fixed list: their unit is kept. As files write them (`model/units.ts`): "Mm" is no "mm"; only what no file
 * could mean is read without regard to case.
 */
export function unitName(unit: string, type: string | null): string | null {
  const text = unit.trim();
  if (type === "space") return SPACE_UNITS.includes(text) ? text : spelt(text, lengthUnit);
  if (type === "time") return TIME_UNITS.includes(text) ? text : spelt(text, timeUnit);
  return text === "" ? null : (spelt(text, lengthUnit) ?? spelt(text, timeUnit) ?? text);
}

/** A unit that is another by a factor ("dam", "thou") has no name: settings give values as they are to be written. */
function spelt(text: string, read: (text: string) => NgffUnit | null): string | null {
  const found = read(text) ?? read(text.toLowerCase());
  return found?.factor === 1 ? found.name : null;
}
