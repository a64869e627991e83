import type { ImagejExtras } from "./imagejExtras.ts";
import { imagejNumber, type ImagejMetadata } from "./imagejMetadata.ts";
import type { Resolution } from "./resolution.ts";
import { lengthUnit, type NgffUnit, timeUnit } from "../../../model/units.ts";

/** What a file says of a scene beside its pixels. By axis letter and by channel, as far as there. */
export type SceneFacts = {
  scale: Record<string, number>;
  /** NGFF units. */
  units: Record<string, string>;
  channelNames: (string | null)[];
  /** Six hexadecimal digits. */
  colors: (string | null)[];
  windows: ({ start: number; end: number } | null)[];
  /** ISO 8601. */
  acquisitionDate: string | null;
  /** For people, name to text. */
  texts: Record<string, string>;
};

/** What an ImageJ file says beside its pages. */
export type ImagejFacts = { metadata: ImagejMetadata; extras: ImagejExtras };

/** Facts of a file that says nothing. */
export function noFacts(): SceneFacts {
  return { scale: {}, units: {}, channelNames: [], colors: [], windows: [], acquisitionDate: null, texts: {} };
}

/** The physical side of an image by the resolution tags. One without a unit is an aspect ratio, one for printing a habit: neither is a size. */
export function plainFacts(resolution: Resolution, notes: string[]): SceneFacts {
  const { x, y, metres } = resolution;
  const facts = noFacts();
  if (x === null || y === null || metres === null) return facts;
  const dots = printResolution(x, y, metres);
  if (dots !== null && IGNORED_RESOLUTIONS.includes(dots)) {
    notes.push(ignoredNote(dots));
    return facts;
  }
  if (dots !== null) {
    notes.push(
      `The pixel size comes from a resolution of ${dots} dots per inch, which looks like a setting for printing; check it.`,
    );
  }
  const micrometres = metres * 1e6;
  facts.scale = { x: tidy(micrometres / x), y: tidy(micrometres / y) };
  facts.units = { x: "micrometer", y: "micrometer" };
  return facts;
}

/** Dots per inch that programs write when nobody gave any; a pixel of a microscope never has such a size. */
const IGNORED_RESOLUTIONS: readonly number[] = [72, 96, 150, 300, 600];
/** And those that scanners have as well. */
const PRINT_RESOLUTIONS: readonly number[] = [...IGNORED_RESOLUTIONS, 100, 200, 1200];
/** Dots per centimetre are rounded: 28.35 are 72 per inch. */
const ROUNDING = 5e-4;

/** The resolution in dots per inch if it is one for printing, the same in both directions. */
function printResolution(x: number, y: number, metres: number): number | null {
  const isAbout = (value: number, dots: number): boolean =>
    Math.abs((value / metres) * 0.0254 - dots) <= dots * ROUNDING;
  return PRINT_RESOLUTIONS.find((dots) => isAbout(x, dots) && isAbout(y, dots)) ?? null;
}

function ignoredNote(dots: number): string {
  return `A resolution of ${dots} dots per inch is a setting for printing, no pixel size: it is left out.`;
}

/**
 * ImageJ: resolutions are pixels per `unit`, `spacing` is the step along z, `finterval` that along t. `yunit` and `zunit` are there where
 * they are not that of x. What has a unit that is not known keeps its number.
 */
export function imagejFacts({ metadata, extras }: ImagejFacts, resolution: Resolution, notes: string[]): SceneFacts {
  const facts: SceneFacts = { ...noFacts(), ...extras };
  const unit = metadata.get("unit") ?? "";
  const { x, y } = resolution;
  const dots = lengthUnit(unit)?.name === "inch" && x !== null && y !== null ? printResolution(x, y, 0.0254) : null;
  if (dots !== null && IGNORED_RESOLUTIONS.includes(dots)) notes.push(ignoredNote(dots));
  else {
    addStep(facts, "x", x === null ? null : 1 / x, { text: unit, read: lengthUnit }, notes);
    addStep(facts, "y", y === null ? null : 1 / y, { text: metadata.get("yunit") ?? unit, read: lengthUnit }, notes);
  }
  const depth = { text: metadata.get("zunit") ?? unit, read: lengthUnit };
  addStep(facts, "z", imagejNumber(metadata, "spacing"), depth, notes);
  const time = { text: metadata.get("tunit") ?? "s", read: timeUnit };
  addStep(facts, "t", imagejNumber(metadata, "finterval"), time, notes);
  return facts;
}

/** Words for a step that has no size. */
const NO_UNIT = /^(|pixels?|px|voxels?|frames?|slices?|sections?|planes?)$/i;

function addStep(
  facts: SceneFacts,
  axis: string,
  value: number | null,
  unit: { text: string; read: (text: string) => NgffUnit | null },
  notes: string[],
): void {
  if (value === null || !(value > 0) || NO_UNIT.test(unit.text)) return;
  const known = unit.read(unit.text);
  facts.scale[axis] = tidy(value * (known?.factor ?? 1));
  if (known !== null) facts.units[axis] = known.name;
  else
    notes.push(
      `The unit of ${axis}, ${JSON.stringify(unit.text.slice(0, 40))}, is not known: its number is kept without a unit.`,
    );
}

/** Without the last digits, which are rounding of a division (0.1 instead of 0.09999999999999999). */
export function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
