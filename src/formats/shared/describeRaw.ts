import type { DataType } from "../../model/dtype.ts";
import type { ChannelDescription, ImageDescription, SceneDescription } from "../../model/image.ts";
import { LIMITS } from "../../model/limits.ts";

/** What a file says of an axis. */
export type RawAxis = {
  letter: string;
  length: number;
  /** A step in `unit`, above 0, and the place of the first pixel; null or left out where the file says nothing. */
  scale?: number | null;
  unit?: string | null;
  origin?: number | null;
};

/** What a file says of a scene; all but the first four may be unknown. */
export type RawSceneFacts = {
  id: string;
  axes: readonly RawAxis[];
  dtype: DataType;
  blockShape: readonly number[];
  name?: string;
  channels?: readonly Partial<ChannelDescription>[];
  isLabelImage?: boolean;
  significantBits?: number | null;
  acquisitionDate?: string | null;
  facts?: Record<string, string>;
};

/** Describes a scene without levels; BioIO's view of it is this one, its planes being dask blocks. */
export function describeRawScene(given: RawSceneFacts): SceneDescription {
  const { id, axes, dtype, channels = [], significantBits } = given;
  const letters = axes.map(({ letter }) => letter);
  const shape = axes.map(({ length }) => length);
  const count = axes.find(({ letter }) => letter === "c")?.length ?? 1;
  const scale = axes.map((axis) => positive(axis.scale));
  const origin = axes.map((axis) => (axis.origin != null && Number.isFinite(axis.origin) ? axis.origin : null));
  const described = Array.from({ length: Math.min(count, LIMITS.channels + 1) }, (_, index) =>
    describeChannel(channels[index]),
  );
  const names = described.map(({ name }) => name);
  return {
    id,
    name: given.name ?? id,
    axes: letters,
    shape,
    dtype,
    channels: described,
    scale,
    units: axes.map(({ unit }, axis) => (scale[axis] === null && origin[axis] === null ? null : (unit ?? null))),
    origin,
    blockShape: [...given.blockShape],
    levels: [{ shape }],
    isLabelImage: given.isLabelImage ?? null,
    significantBits: significantBits ?? null,
    acquisitionDate: given.acquisitionDate ?? null,
    facts: given.facts ?? {},
    reference: {
      sceneId: id,
      axes: letters,
      scale,
      channelNames: names.every((name) => name !== null) ? names : null,
      daskChunks: shape.map((length, axis) => (axis < shape.length - 2 ? 1 : length)),
    },
  };
}

function describeChannel(given: Partial<ChannelDescription> = {}): ChannelDescription {
  return { name: null, color: null, window: null, emissionWavelengthNanometre: null, ...given };
}

function positive(value: number | null | undefined): number | null {
  return value != null && Number.isFinite(value) && value > 0 ? value : null;
}

/** What is said of a file besides its scenes. */
export type RawFileFacts = Pick<ImageDescription, "format" | "formatName" | "name" | "files"> & { notes?: string[] };

/** Describes a file of such scenes. */
export function describeRawFile(file: RawFileFacts, scenes: SceneDescription[]): ImageDescription {
  return { attachments: [], omeXml: null, notes: [], ...file, scenes };
}

/** Facts for people, without those that say nothing. */
export function factsOf(
  entries: Iterable<readonly [name: string, value: string | number | null | undefined]>,
): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const [name, value] of entries) {
    const text = String(value ?? "").trim();
    if (text !== "" && name !== "") facts[name] = text;
  }
  return facts;
}
