import { ZarrdropError } from "../model/errors.ts";

/**
 * A value that cannot work. The message always contains the setting's name as the reference spells it, so that a person, a
 * form and a log all find the field.
 * @param setting name in the reference's terms (`chunk_shape`)
 * @param message what is wrong; the reference's own wording where PARITY.md gives it
 * @param advice what would be right
 */
export function settingError(setting: string, message: string, advice: string): ZarrdropError {
  const text = message.includes(setting) ? message : `${setting}: ${message}`;
  return new ZarrdropError("setting", text, { setting, advice, safe: "Nothing was written." });
}

/** A shape as the reference's messages spell it: `(1, 2, 33)`, and `(5,)` for one axis. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}
