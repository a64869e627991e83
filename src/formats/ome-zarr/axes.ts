import { lengthUnit, metresPer, timeUnit } from "../../model/units.ts";
import { isObject, type JsonObject } from "../../model/untrustedJson.ts";
import { objectsIn, textIn } from "../../zarr/json.ts";

/** An axis of a multiscale image. */
export type NgffAxis = {
  /** As written. */
  name: string;
  /** One letter, distinct in the image. */
  letter: string;
  /** NGFF unit name, or null. */
  unit: string | null;
  /** What values in the written unit must be multiplied with to be in `unit`. */
  factor: number;
};

/** Order of axes before NGFF 0.3, which had no `axes`. */
const OLD_ORDER = ["t", "c", "z", "y", "x"];

/**
 * The axes of a multiscale image: objects (0.4 on), names (0.3), or the fixed order of the versions before; null if their number does
 * not fit the arrays. 0.6 has them in a coordinate system.
 */
export function axesOf(multiscale: JsonObject, rank: number): NgffAxis[] | null {
  const [system] = objectsIn(multiscale, "coordinateSystems");
  const written = multiscale["axes"] ?? system?.["axes"] ?? OLD_ORDER.slice(-rank);
  if (!Array.isArray(written) || written.length !== rank) return null;
  const taken = new Set<string>();
  return written.map((entry) => {
    const axis = isObject(entry) ? entry : { name: entry };
    const name = textIn(axis, "name") ?? "";
    const type = textIn(axis, "type");
    const letter = freeLetter(preferredLetter(name, type), taken);
    taken.add(letter);
    return { name, letter, ...unitOf(textIn(axis, "unit"), letter, type) };
  });
}

/** Names are free in NGFF: a single letter stays, "time" and the like become the letter of their kind. */
function preferredLetter(name: string, type: string | null): string {
  const lower = name.toLowerCase();
  if (/^[a-z]$/.test(lower)) return lower;
  if (type === "time") return "t";
  if (type === "channel") return "c";
  return /[a-z]/.exec(lower)?.[0] ?? "q";
}

function freeLetter(preferred: string, taken: ReadonlySet<string>): string {
  if (!taken.has(preferred)) return preferred;
  return [..."qmhvbrabdefgijklnopuw"].find((letter) => !taken.has(letter)) ?? preferred;
}

const NGFF_TIME = /^([a-z]+)?second$|^(minute|hour|day)$/;

function unitOf(text: string | null, letter: string, type: string | null): { unit: string | null; factor: number } {
  if (text === null) return { unit: null, factor: 1 };
  if (metresPer(text) !== null || NGFF_TIME.test(text)) return { unit: text, factor: 1 };
  // Symbols ("µm") are against the specification and common.
  const known = type === "time" || letter === "t" ? timeUnit(text) : lengthUnit(text);
  return known === null ? { unit: null, factor: 1 } : { unit: known.name, factor: known.factor };
}
