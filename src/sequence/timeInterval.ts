import type { TemplatePart } from "./sequencePattern.ts";

/** The time from one point to the next. */
export type TimeInterval = { step: number; unit: "millisecond" | "second" | "minute" | "hour" | "day" };

const UNITS: readonly { word: RegExp; unit: TimeInterval["unit"]; milliseconds: number }[] = [
  { word: /^ ?(days?|d)(?![\p{L}])/iu, unit: "day", milliseconds: 86_400_000 },
  { word: /^ ?(hours?|hrs?|hr|h)(?![\p{L}])/iu, unit: "hour", milliseconds: 3_600_000 },
  { word: /^ ?(mins?|m)(?![\p{L}])/iu, unit: "minute", milliseconds: 60_000 },
  { word: /^ ?(secs?|s)(?![\p{L}])/iu, unit: "second", milliseconds: 1000 },
  { word: /^ ?(msecs?|ms)(?![\p{L}])/iu, unit: "millisecond", milliseconds: 1 },
];
/** "00d06h30m" in one text. */
const ELAPSED = /^(?:(\d+)d)?(\d+)h(?:(\d+)m)?(?:(\d+)s)?$/;

/** The interval of time points whose numbers stand before units ("5min", "00d06h00m") in even steps; null where there is none. */
export function intervalOf(
  parts: readonly TemplatePart[],
  values: readonly (readonly string[])[],
): TimeInterval | null {
  const places = parts.flatMap((part, index) => (part.kind !== "literal" && part.axis === "t" ? [index] : []));
  const times = values.map((texts) =>
    texts.reduce((sum, text, index) => sum + millisecondsOf(text, parts[places[index]! + 1]), 0),
  );
  if (times.length < 2) return null;
  const step = times[1]! - times[0]!;
  // NaN, where one has no unit, is not even.
  if (!times.every((time, index) => index === 0 || step === time - times[index - 1]!)) return null;
  const { unit, milliseconds } = UNITS.find((each) => step % each.milliseconds === 0)!;
  return { step: step / milliseconds, unit };
}

function millisecondsOf(text: string, behind: TemplatePart | undefined): number {
  const elapsed = ELAPSED.exec(text);
  if (elapsed !== null) {
    return elapsed.slice(1).reduce((sum, digits, index) => sum + Number(digits ?? 0) * UNITS[index]!.milliseconds, 0);
  }
  const unit = behind?.kind === "literal" ? UNITS.find(({ word }) => word.test(behind.text)) : undefined;
  return unit === undefined || !/^\d+$/.test(text) ? NaN : Number(text) * unit.milliseconds;
}
