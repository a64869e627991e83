import type { ChannelDescription, ReferenceView, SceneDescription } from "../../../model/image.ts";
import { sceneAxes } from "./axisNames.ts";
import { storedBlockShape } from "../pixels/blockShape.ts";
import { channelPages } from "./pageNames.ts";
import { readPalette } from "./palette.ts";
import { plainResolution, referenceScale, type Resolution } from "./resolution.ts";
import { imagejFacts, type ImagejFacts, plainFacts, type SceneFacts } from "./sceneFacts.ts";
import type { Series } from "./series.ts";
import type { LevelStorage } from "../pixels/storage.ts";
import { TAG } from "../container/tags.ts";
import { vendorFacts } from "./vendorFacts.ts";

/**
 * Describes a series of a file that is no OME-TIFF. `index` is the scene's number.
 * @throws those of reading fields
 */
export async function describePlainScene(
  series: Series,
  index: number,
  imagej: ImagejFacts | null,
  notes: string[],
): Promise<SceneDescription> {
  const level = series.levels[0]!;
  const pixel = level.keyPage.pixel!; // `usableLevels` has seen it.
  const seen = sceneAxes(series.axes);
  const channels = await channelPages(series);
  // BioIO takes a sequence of pages for sections, or for time points.
  const axes = channels === null ? seen : seen.map((letter, axis) => (axis === 0 ? "c" : letter));
  const resolution = await plainResolution(level.keyFile, level.keyPage);
  const facts = series.facts ?? (await factsOf(level, imagej, resolution, notes));
  await addPalette(series, facts, notes);
  if (channels !== null) facts.channelNames = channels;
  const perAxis = <Value>(values: Readonly<Record<string, Value>>): (Value | null)[] =>
    axes.map((axis) => values[axis] ?? null);
  const id = `Image:${index}`;
  return {
    id,
    name: series.name === "" ? id : series.name,
    axes,
    shape: [...series.shape],
    dtype: pixel.dtype,
    channels: channelsOf(axes, series.shape, facts),
    scale: perAxis(facts.scale),
    units: perAxis(facts.units),
    origin: axes.map(() => null),
    blockShape: await storedBlockShape(level),
    levels: series.levels.map(({ shape }) => ({ shape: [...shape] })),
    isLabelImage: null,
    significantBits: pixel.kind === "packed" && pixel.bits > 1 ? pixel.bits : null,
    acquisitionDate: facts.acquisitionDate ?? tiffDate(await level.keyFile.text(level.keyPage, TAG.DateTime)),
    facts: { ...(await pageFacts(series)), ...facts.texts },
    reference: {
      ...referenceView(seen, series.shape, index, referenceScale(resolution, imagej?.metadata ?? null)),
      ...(channels === null ? {} : { named: { [seen[0]!]: "c" } }),
    },
  };
}

/** ImageJ's facts, those of a program's own texts, or those of the resolution tags. */
async function factsOf(
  { keyFile, keyPage }: LevelStorage,
  imagej: ImagejFacts | null,
  resolution: Resolution,
  notes: string[],
): Promise<SceneFacts> {
  if (imagej !== null) return imagejFacts(imagej, resolution, notes);
  return (await vendorFacts(keyFile, keyPage)) ?? plainFacts(resolution, notes);
}

/** A colour in which intensities are shown is the channel's; other tables are lost. ImageJ's and LSM's are always for display. */
async function addPalette({ kind, levels }: Series, facts: SceneFacts, notes: string[]): Promise<void> {
  const { keyFile, keyPage } = levels[0]!;
  const palette = await readPalette(keyFile, keyPage);
  if (palette?.kind === "colour") facts.colors[0] ??= palette.color;
  else if (palette !== null && kind !== "imagej" && kind !== "lsm") {
    notes.push("The pixels are places in a table of colours; the table is not kept.");
  }
}

function channelsOf(axes: readonly string[], shape: readonly number[], facts: SceneFacts): ChannelDescription[] {
  const axis = axes.indexOf("c");
  const count = axis < 0 ? 1 : shape[axis]!;
  return Array.from({ length: count }, (_, channel) => ({
    name: facts.channelNames[channel] ?? null,
    color: facts.colors[channel] ?? null,
    window: facts.windows[channel] ?? null,
    emissionWavelengthNanometre: null,
  }));
}

/** R10.3: blocks are whole in z, y, x, s and one in all others. */
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
    channelsNumbered: true,
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

/** TIFF's `YYYY:MM:DD HH:MM:SS` as ISO 8601, as which some programs write it; else null. */
function tiffDate(text: string): string | null {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.test(text)) return text;
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text);
  return match === null || match[1] === "0000" ? null : `${match[1]}-${match[2]}-${match[3]}T${match[4]}`;
}
