import { ZarrdropError } from "../../model/errors.ts";

/**
 * A value that cannot work. The message always contains the setting's name as the reference spells it, so that a person, a
 * form and a log all find the field.
 * @param setting name in the reference's terms (`chunk_shape`)
 * @param message what is wrong; the reference's own wording where R1.2 gives it
 * @param advice what would be right
 * @param at where in the value, from outside in; by default what the message names (`chunk_shape[1][3]`)
 */
export function settingError(
  setting: string,
  message: string,
  advice: string,
  at: readonly number[] = placeIn(setting, message),
): ZarrdropError {
  const text = message.includes(setting) ? message : `${setting}: ${message}`;
  const place = at.length === 0 ? {} : { at };
  return new ZarrdropError("setting", text, { setting, ...place, advice, safe: "Nothing was written." });
}

/** The indices behind the setting's name, where the message has them: `channels[1].window.min` is in 1. */
function placeIn(setting: string, message: string): number[] {
  const behind = message.slice(message.indexOf(setting) + setting.length);
  const [indices = ""] = message.includes(setting) ? (/^(?:\[\d+\]|\.\w+)+/.exec(behind) ?? []) : [];
  return [...indices.matchAll(/\[(\d+)\]/g)].map(([, index]) => Number(index));
}

/** A shape as the reference's messages spell it: `(1, 2, 33)`, and `(5,)` for one axis. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}
