import { type DataType, integerLimits, isInteger, itemSize } from "../../../model/dtype.ts";
import type { ChannelDescription, ReferenceView, SceneDescription } from "../../../model/image.ts";
import { nativeBlock } from "./nativeBlock.ts";
import type { ChannelMetadata, CziMetadata } from "../metadata/metadata.ts";
import type { Entries } from "../container/entries.ts";
import type { SceneLayout } from "./sceneLayout.ts";

/** Metres of a micrometre: quotients, as other readers take them, keep decimal numbers short. */
const MICROMETRE = 1e-6;

/** What all scenes of a file have in common. */
export type SceneContext = {
  metadata: CziMetadata;
  /** Seconds between time points, or null. */
  timeStep: number | null;
  entries: Entries;
};

/** Describes a scene. */
export function describeScene(layout: SceneLayout, context: SceneContext): SceneDescription {
  const { metadata, timeStep } = context;
  const { outer, channels, dtype, bounds, enlargement } = layout;
  const samples = channels.kind === "plain" ? channels.samples : 1;
  const axes = [...outer.map(({ letter }) => letter), "y", "x", ...(samples > 1 ? ["s"] : [])];
  const outerShape = outer.map(({ letter, length }) =>
    letter === "c" && channels.kind === "mixed" ? channels.stored.length : length,
  );
  const shapeOf = ({ width, height }: { width: number; height: number }): number[] =>
    samples > 1 ? [...outerShape, height, width, samples] : [...outerShape, height, width];
  const shape = shapeOf(layout.levels[0]!);
  const length = (letter: string): number => shape[axes.indexOf(letter)] ?? 1;

  const step: Record<string, number | null> = {
    x: divided(micrometres(metadata.scaling.X), enlargement),
    y: divided(micrometres(metadata.scaling.Y), enlargement),
    z: micrometres(metadata.scaling.Z),
    t: length("t") > 1 ? timeStep : null,
  };
  // Without a pixel size the place on the stage has no unit.
  const place: Record<string, number | null> = {
    x: startOf(bounds.left, micrometres(metadata.scaling.X)),
    y: startOf(bounds.top, micrometres(metadata.scaling.Y)),
  };
  const scene = metadata.scenes.get(layout.scene) ?? null;
  const known = [scene?.name, scene?.shapeName].filter((name) => name !== null && name !== undefined && name !== "");
  const id = sceneId(layout, metadata);
  return {
    id,
    name: known.length === 0 ? id : [...new Set(known), ...tilePart(layout)].join(" "),
    axes,
    shape,
    dtype,
    channels: describeChannels(layout, metadata, length("c")),
    scale: axes.map((axis) => step[axis] ?? null),
    units: axes.map((axis) => ((step[axis] ?? null) === null ? null : axis === "t" ? "second" : "micrometer")),
    origin: axes.map((axis) => ((step[axis] ?? null) === null ? null : (place[axis] ?? null))),
    blockShape: nativeBlock(layout, context.entries, axes, shape),
    levels: layout.levels.map((level) => ({ shape: shapeOf(level) })),
    isLabelImage: null,
    significantBits: significantBits(metadata.componentBits, dtype),
    acquisitionDate: metadata.acquisitionDate,
    facts: metadata.facts,
    reference: referenceView(id, { axes, shape }, metadata),
  };
}

/**
 * BioIO's name of a scene: the scene's name and that of its shape (the well) joined by "-"; without a name the index; "Image:0" where the
 * metadata know no scene. A tile adds its number.
 */
function sceneId(layout: SceneLayout, { scenes }: CziMetadata): string {
  const scene = scenes.get(layout.scene);
  const hasScenes = layout.hasSceneDimension && scene !== undefined;
  const name = hasScenes ? (scene.name ?? String(layout.scene)) : `Image:${layout.number}`;
  const shape = hasScenes && scene.shapeName !== null ? [scene.shapeName] : [];
  return [[name, ...shape].join("-"), ...tilePart(layout)].join(" ");
}

function tilePart({ tile }: SceneLayout): string[] {
  return tile === null ? [] : [`M${tile}`];
}

function micrometres(metres: number | null): number | null {
  return metres === null || metres === 0 ? null : metres / MICROMETRE;
}

function divided(value: number | null, by: number): number | null {
  return value === null ? null : value / by;
}

function startOf(pixel: number, step: number | null): number | null {
  return step === null ? null : pixel * step;
}

/** Bits that carry data, where the metadata name fewer than the type has. */
function significantBits(bits: number | null, dtype: DataType): number | null {
  const isFewer = bits !== null && Number.isInteger(bits) && bits > 0 && bits < itemSize(dtype) * 8;
  return isFewer && isInteger(dtype) ? bits : null;
}

const SAMPLE_NAMES = ["red", "green", "blue", "alpha"];
const SAMPLE_COLORS = ["FF0000", "00FF00", "0000FF", "FFFFFF"];

function describeChannels(layout: SceneLayout, metadata: CziMetadata, count: number): ChannelDescription[] {
  const { outer, channels, dtype } = layout;
  const stored = channels.kind === "mixed" ? channels.stored : null;
  const coloured = new Set(stored?.filter(({ sample }) => sample > 0).map(({ channel }) => channel));
  const first = outer.find(({ letter }) => letter === "c")?.start ?? 0;
  return Array.from({ length: count }, (_, index) => {
    const { channel, sample } = stored?.[index] ?? { channel: index, sample: 0 };
    const known = metadata.channels[first + channel] ?? null;
    const described = describeChannel(known, dtype);
    if (!coloured.has(channel)) return described;
    const color = SAMPLE_NAMES[sample]!;
    const name = described.name === null ? color : `${described.name} ${color}`;
    return { ...described, name, color: SAMPLE_COLORS[sample]! };
  });
}

function describeChannel(known: ChannelMetadata | null, dtype: DataType): ChannelDescription {
  // Fractions of the range of a type say nothing about floats.
  const range = isInteger(dtype) ? Number(integerLimits(dtype).max) : null;
  const display = known?.display ?? null;
  const window =
    display === null || range === null || !(display.low < display.high)
      ? null
      : { start: Math.round(Math.max(0, display.low) * range), end: Math.round(display.high * range) };
  return {
    name: known?.name || known?.displayName || null,
    color: known?.color ?? null,
    window: window !== null && window.start < window.end ? window : null,
    emissionWavelengthNanometre: known?.emissionWavelengthNanometre ?? null,
  };
}

/**
 * What BioIO's reader (bioio-czi 2.4.2) reports: t only with several time points, z also where the metadata give its step, c also where they
 * name channels; no other dimension; sizes in micrometres, 0 kept; one block per plane.
 */
function referenceView(
  id: string,
  { axes, shape }: { axes: readonly string[]; shape: readonly number[] },
  { scaling, channels, recordedChannels }: CziMetadata,
): ReferenceView {
  const length = (letter: string): number => shape[axes.indexOf(letter)] ?? 1;
  const kept: Record<string, boolean> = {
    t: length("t") > 1,
    c: length("c") > 1 || recordedChannels > 0,
    z: length("z") > 1 || scaling.Z !== null,
    y: true,
    x: true,
    s: axes.includes("s"),
  };
  const view = ["t", "c", "z", "y", "x", "s"].filter((letter) => kept[letter]);
  const inMicrometres = (metres: number | null): number | null => (metres === null ? null : metres / MICROMETRE);
  const scale: Record<string, number | null> = {
    z: inMicrometres(scaling.Z),
    y: inMicrometres(scaling.Y),
    x: inMicrometres(scaling.X),
  };
  const isPlane = (letter: string): boolean => letter === "y" || letter === "x" || letter === "s";
  const names = Array.from({ length: length("c") }, (_, index) => {
    const channel = index < recordedChannels ? channels[index] : undefined;
    return channel === undefined ? String(index) : (channel.name ?? channel.id ?? `Channel:${index}:0`);
  });
  return {
    sceneId: id,
    axes: view,
    scale: view.map((letter) => scale[letter] ?? null),
    channelNames: kept["c"] === true ? names : null,
    daskChunks: view.map((letter) => (isPlane(letter) ? length(letter) : 1)),
  };
}
