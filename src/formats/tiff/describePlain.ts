import type { ChannelDescription, ReferenceView, SceneDescription } from "../../model/image.ts";
import { sceneAxes } from "./axisNames.ts";
import { storedBlockShape } from "./describeCommon.ts";
import { imagejNumber, type ImagejMetadata } from "./imagejMetadata.ts";
import type { ImagejExtras } from "./imagejExtras.ts";
import { plainResolution, referenceScale, type Resolution } from "./resolution.ts";
import type { Series } from "./series.ts";
import { TAG } from "./tags.ts";
import { lengthUnit, timeUnit } from "./units.ts";

/** What an ImageJ file says beside its pages; null for other files. */
export type ImagejFacts = { metadata: ImagejMetadata; extras: ImagejExtras } | null;

/** Describes a series of a file that is no OME-TIFF. `index` is the scene's number. Errors: those of reading fields. */
export async function describePlainScene(
  series: Series,
  index: number,
  imagej: ImagejFacts,
  notes: string[],
): Promise<SceneDescription> {
  const level = series.levels[0]!;
  const pixel = level.keyPage.pixel!; // `checkLevel` has seen it.
  const axes = sceneAxes(series.axes);
  const resolution = await plainResolution(level.keyFile, level.keyPage);
  const spatial = imagej === null ? plainScale(resolution, notes) : imagejScale(imagej.metadata, resolution);
  const perAxis = <Value>(values: Readonly<Record<string, Value>>): (Value | null)[] =>
    axes.map((axis) => values[axis] ?? null);
  const id = `Image:${index}`;
  return {
    id,
    name: series.name === "" ? id : series.name,
    axes,
    shape: [...series.shape],
    dtype: pixel.dtype,
    channels: channelsOf(axes, series.shape, imagej),
    scale: perAxis(spatial.scale),
    units: perAxis(spatial.units),
    origin: axes.map(() => null),
    blockShape: await storedBlockShape(level),
    levels: series.levels.map(({ shape }) => ({ shape: [...shape] })),
    isLabelImage: null,
    significantBits: pixel.kind === "packed" && pixel.bits > 1 ? pixel.bits : null,
    acquisitionDate: tiffDate(await level.keyFile.text(level.keyPage, TAG.DateTime)),
    facts: await pageFacts(series),
    reference: referenceView(axes, series.shape, index, referenceScale(resolution, imagej?.metadata ?? null)),
  };
}

type Spatial = { scale: Record<string, number>; units: Record<string, string> };

/** A resolution tag without a unit is an aspect ratio, no size. */
function plainScale(resolution: Resolution, notes: string[]): Spatial {
  const { x, y, metres } = resolution;
  if (x === null || y === null || metres === null) return { scale: {}, units: {} };
  const dotsPerInch = Math.round((x / metres) * 0.0254 * 1000) / 1000;
  if (PRINT_RESOLUTIONS.has(dotsPerInch)) {
    notes.push(
      `The pixel size comes from a resolution of ${dotsPerInch} dots per inch, which looks like a setting for printing; check it.`,
    );
  }
  const micrometres = metres * 1e6;
  return {
    scale: { x: tidy(micrometres / x), y: tidy(micrometres / y) },
    units: { x: "micrometer", y: "micrometer" },
  };
}

/** Resolutions that programs write when nobody gave one. */
const PRINT_RESOLUTIONS: ReadonlySet<number> = new Set([72, 96, 100, 150, 200, 300, 600, 1200]);

/** ImageJ: resolutions are pixels per `unit`, `spacing` is the step along z, `finterval` that along t. */
function imagejScale(metadata: ImagejMetadata, resolution: Resolution): Spatial {
  const spatial: Spatial = { scale: {}, units: {} };
  const unit = lengthUnit(metadata.get("unit") ?? "");
  if (unit !== null) {
    const set = (axis: string, value: number | null): void => {
      if (value === null || !(value > 0)) return;
      spatial.scale[axis] = tidy(value * unit.factor);
      spatial.units[axis] = unit.name;
    };
    set("x", resolution.x === null ? null : 1 / resolution.x);
    set("y", resolution.y === null ? null : 1 / resolution.y);
    set("z", imagejNumber(metadata, "spacing"));
  }
  const interval = imagejNumber(metadata, "finterval");
  if (interval !== null && interval > 0) {
    const time = timeUnit(metadata.get("tunit") ?? "s") ?? { name: "second", factor: 1 };
    spatial.scale["t"] = tidy(interval * time.factor);
    spatial.units["t"] = time.name;
  }
  return spatial;
}

function channelsOf(axes: readonly string[], shape: readonly number[], imagej: ImagejFacts): ChannelDescription[] {
  const axis = axes.indexOf("c");
  const count = axis < 0 ? 1 : shape[axis]!;
  return Array.from({ length: count }, (_, channel) => ({
    name: imagej?.extras.channelNames[channel] ?? null,
    color: imagej?.extras.colors[channel] ?? null,
    window: imagej?.extras.windows[channel] ?? null,
    emissionWavelengthNanometre: null,
  }));
}

/** PARITY.md section 10: blocks are whole in z, y, x, s and one in all others. */
function referenceView(
  axes: readonly string[],
  shape: readonly number[],
  index: number,
  scale: Readonly<Record<string, number | null>>,
): ReferenceView {
  const channelAxis = axes.indexOf("c");
  const channels = channelAxis < 0 ? 1 : shape[channelAxis]!;
  return {
    sceneId: `Image:${index}`,
    axes: [...axes],
    scale: axes.map((axis) => scale[axis] ?? null),
    channelNames: Array.from({ length: channels }, (_, channel) => `Channel:${index}:${channel}`),
    daskChunks: axes.map((axis, position) => ("zyxs".includes(axis) ? shape[position]! : 1)),
  };
}

async function pageFacts(series: Series): Promise<Record<string, string>> {
  const { keyFile, keyPage } = series.levels[0]!;
  const facts: Record<string, string> = {};
  for (const [name, tag] of [
    ["Made with", TAG.Make],
    ["Model", TAG.Model],
    ["Software", TAG.Software],
  ] as const) {
    const text = await keyFile.text(keyPage, tag);
    if (text !== "") facts[name] = text.slice(0, 1000);
  }
  return facts;
}

/** TIFF's `YYYY:MM:DD HH:MM:SS` as ISO 8601, or null. */
function tiffDate(text: string): string | null {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text);
  return match === null || match[1] === "0000" ? null : `${match[1]}-${match[2]}-${match[3]}T${match[4]}`;
}

/** Without the last digits, which are rounding of a division (0.1 instead of 0.09999999999999999). */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
