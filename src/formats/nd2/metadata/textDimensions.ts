import type { Loop } from "./loops.ts";

/** Letters of the description's line of dimensions: "Dimensions: T(3) x XY(4) x λ(2) x Z(5)". */
const KINDS: ReadonlyMap<string, Loop["kind"]> = new Map([
  ["T", "time"],
  ["XY", "position"],
  ["Z", "z"],
]);

/** The line, and nothing after it: in version 1 files line ends have become blanks. */
const DIMENSIONS = /Dimensions:\s*(\p{L}+'?\(\d{1,7}\)(?:\s*x\s*\p{L}+'?\(\d{1,7}\)){0,15})/u;

/**
 * The loops that the description names in words, outermost first, or null. Where experiment and frames disagree it is what NIS-Elements
 * itself shows. λ, the channels, is no loop.
 */
export function loopsFromDescription(description: string): Loop[] | null {
  const line = DIMENSIONS.exec(description)?.[1];
  if (line === undefined) return null;
  const loops: Loop[] = [];
  for (const [, letters, digits] of line.matchAll(/(\p{L}+)'?\((\d{1,7})\)/gu)) {
    const kind = KINDS.get(letters!);
    const count = Number(digits);
    if (count === 0) return null;
    if (kind === "time") loops.push({ kind, count, periods: [{ count, interval: null }] });
    else if (kind === "position") loops.push({ kind, count, points: [] });
    else if (kind === "z") loops.push({ kind, count, step: null, topToBottom: false });
    else if (letters !== "λ") loops.push({ kind: "other", count });
  }
  return loops;
}
