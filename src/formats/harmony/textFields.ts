import { numberOf } from "../shared/numberText.ts";

/** The texts of elements by their names, with the unit that they give. */
export type TextFields = Map<string, TextField>;

/** A text, its unit ("m", "nm", "s"), and which page of a file it names. */
export type TextField = { text: string; unit: string | null; buffer?: string };

/** Micrometres in a unit of length; what has none is in metres. */
const MICROMETRES: Readonly<Record<string, number>> = { m: 1e6, cm: 1e4, mm: 1e3, µm: 1, um: 1, nm: 1e-3 };

/** A length in micrometres, or null. Digits that the change of the unit made are not kept. */
export function micrometres(field: TextField | undefined): number | null {
  const value = numberIn(field);
  const factor = MICROMETRES[field?.unit ?? "m"];
  return value === null || factor === undefined ? null : Number((value * factor).toPrecision(15));
}

/** A number, or null. */
export function numberIn(field: TextField | undefined): number | null {
  return numberOf(field?.text);
}
