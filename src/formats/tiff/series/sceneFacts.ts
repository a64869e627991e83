import type { ImagejExtras } from "./imagejExtras.ts";
import { imagejNumber, type ImagejMetadata } from "./imagejMetadata.ts";
import type { Resolution } from "./resolution.ts";
import { lengthUnit, timeUnit } from "../../../model/units.ts";

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

/** The physical side of an image by the resolution tags. One without a unit is an aspect ratio, no size. */
export function plainFacts(resolution: Resolution, notes: string[]): SceneFacts {
  const { x, y, metres } = resolution;
  const facts = noFacts();
  if (x === null || y === null || metres === null) return facts;
  const dotsPerInch = Math.round((x / metres) * 0.0254 * 1000) / 1000;
  if (PRINT_RESOLUTIONS.has(dotsPerInch)) {
    notes.push(
      `The pixel size comes from a resolution of ${dotsPerInch} dots per inch, which looks like a setting for printing; check it.`,
    );
  }
  const micrometres = metres * 1e6;
  facts.scale = { x: tidy(micrometres / x), y: tidy(micrometres / y) };
  facts.units = { x: "micrometer", y: "micrometer" };
  return facts;
}

/** Resolutions that programs write when nobody gave one. */
const PRINT_RESOLUTIONS: ReadonlySet<number> = new Set([72, 96, 100, 150, 200, 300, 600, 1200]);

/** ImageJ: resolutions are pixels per `unit`, `spacing` is the step along z, `finterval` that along t. */
export function imagejFacts({ metadata, extras }: ImagejFacts, resolution: Resolution): SceneFacts {
  const facts: SceneFacts = { ...noFacts(), ...extras };
  const unit = lengthUnit(metadata.get("unit") ?? "");
  if (unit !== null) {
    const set = (axis: string, value: number | null): void => {
      if (value === null || !(value > 0)) return;
      facts.scale[axis] = tidy(value * unit.factor);
      facts.units[axis] = unit.name;
    };
    set("x", resolution.x === null ? null : 1 / resolution.x);
    set("y", resolution.y === null ? null : 1 / resolution.y);
    set("z", imagejNumber(metadata, "spacing"));
  }
  const interval = imagejNumber(metadata, "finterval");
  if (interval !== null && interval > 0) {
    const time = timeUnit(metadata.get("tunit") ?? "s") ?? { name: "second", factor: 1 };
    facts.scale["t"] = tidy(interval * time.factor);
    facts.units["t"] = time.name;
  }
  return facts;
}

/** Without the last digits, which are rounding of a division (0.1 instead of 0.09999999999999999). */
export function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
