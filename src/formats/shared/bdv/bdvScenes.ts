import type { DataType } from "../../../model/dtype.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import type { AbsentPlanes } from "../../../model/image.ts";
import { LIMITS } from "../../../model/limits.ts";
import { lengthUnit } from "../../../model/units.ts";
import type { ArrayLevel, StoredArray } from "../arrays/arrayLevel.ts";
import type { ArrayScene, AxisStep } from "../arrays/arrayReader.ts";
import { type BdvSetup, type SpimData, viewKey } from "./spimData.ts";

/** A volume as it is stored. */
export type BdvVolume = StoredArray & { chunkShape: readonly number[] | null; dtype: DataType };

/** Where the volumes of a dataset are, whatever they are stored in. */
export type BdvVolumes = {
  /** Names the file or folder in errors. */
  file: string;
  /** What a set-up is called there. */
  nameOf(setup: number): string;
  /** A level of a set-up's time point; null where there is none. */
  open(setup: number, time: number, level: number, signal: AbortSignal): Promise<BdvVolume | null>;
};

/** What is known of a dataset beside its volumes; `transforms` and `missing` where there is an XML file. */
export type BdvDataset = Pick<SpimData, "setups" | "times" | "missing" | "transforms">;

/** The set-ups of a dataset as scenes: time, z, y, x, with the levels that are there. */
export async function bdvScenes(volumes: BdvVolumes, dataset: BdvDataset, signal: AbortSignal): Promise<ArrayScene[]> {
  const scenes: ArrayScene[] = [];
  for (const setup of dataset.setups) scenes.push(await sceneOf(volumes, dataset, setup, signal));
  return scenes;
}

async function sceneOf(
  volumes: BdvVolumes,
  dataset: BdvDataset,
  setup: BdvSetup,
  signal: AbortSignal,
): Promise<ArrayScene> {
  const { times, missing } = dataset;
  const recorded = times.filter((time) => !missing.has(viewKey(time, setup.id)));
  const [first] = recorded;
  if (first === undefined) throw noVolume(volumes, setup.id, times[0]!);
  const shapes: (readonly number[])[] = [];
  let full: BdvVolume | null = null;
  while (shapes.length < LIMITS.levels) {
    const volume = await volumes.open(setup.id, first, shapes.length, signal);
    if (volume === null) break;
    if (volume.shape.length !== 3) throw noVolume(volumes, setup.id, first);
    full ??= volume;
    shapes.push(volume.shape);
  }
  if (full === null) throw noVolume(volumes, setup.id, first);
  const levels = shapes.map((shape, level) => levelOf(volumes, dataset, setup.id, { level, shape, dtype: full.dtype }));
  const name = volumes.nameOf(setup.id);
  const { channel } = setup.attributes;
  const absent = absentPlanes(times.length - recorded.length, full.shape[0]!, name);
  return {
    id: name,
    name: setup.name ?? name,
    axes: ["t", "z", "y", "x"],
    dtype: full.dtype,
    // Level 0 is there.
    levels: levels as [ArrayLevel, ...ArrayLevel[]],
    blockShape: [1, ...(full.chunkShape ?? [1, 1, full.shape[2]!])],
    channels: [{ name: channel ?? null, color: null, window: null, emissionWavelengthNanometre: null }],
    steps: stepsOf(setup),
    ...(absent === null ? {} : { absentPlanes: [absent] }),
    facts: { ...attributeFacts(setup), ...transformFacts(dataset, setup.id) },
  };
}

function levelOf(
  volumes: BdvVolumes,
  { times, missing }: BdvDataset,
  setup: number,
  { level, shape, dtype }: { level: number; shape: readonly number[]; dtype: DataType },
): ArrayLevel {
  return {
    shape: [times.length, ...shape],
    outer: 1,
    order: [0, 1, 2],
    open: async ([index], signal) => {
      const time = times[index!]!;
      if (missing.has(viewKey(time, setup))) return null;
      const volume = await volumes.open(setup, time, level, signal);
      // What nobody says is missing must not become black.
      if (volume === null || volume.dtype !== dtype) throw noVolume(volumes, setup, time);
      return volume;
    },
  };
}

function noVolume({ file, nameOf }: BdvVolumes, setup: number, time: number): ZarrdropError {
  return new ZarrdropError(
    "corrupt",
    `${file} holds no volume of ${nameOf(setup)} at time point ${time}, or another one than it should.`,
    {
      file,
    },
  );
}

function absentPlanes(volumes: number, planes: number, name: string): AbsentPlanes | null {
  return volumes === 0 ? null : { reason: "not-recorded", count: volumes * planes, examples: [name] };
}

function stepsOf({ voxel }: BdvSetup): Record<string, AxisStep> {
  const unit = voxel === null ? null : lengthUnit(voxel.unit);
  if (voxel === null || unit === null) return {};
  const step = (size: number): AxisStep => ({ size: size * unit.factor, unit: unit.name });
  const [x, y, z] = voxel.size as [number, number, number];
  return { x: step(x), y: step(y), z: step(z) };
}

function attributeFacts({ attributes, voxel }: BdvSetup): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) facts[name.slice(0, 1).toUpperCase() + name.slice(1)] = value;
  if (voxel !== null && lengthUnit(voxel.unit) === null)
    facts["Voxel size"] = `${voxel.size.join(" × ")} ${voxel.unit}`.trim();
  return facts;
}

/** The registrations of a set-up, where they change from one time point to the next. */
function transformFacts({ times, transforms }: BdvDataset, setup: number): Record<string, string> {
  const facts: Record<string, string> = {};
  let last = "";
  for (const time of times) {
    const found = transforms.get(viewKey(time, setup)) ?? [];
    const text = found.map(({ name, affine }) => (name === "" ? affine : `${name}: ${affine}`)).join("; ");
    if (text === last) continue;
    facts[times.length === 1 ? "Transformations" : `Transformations from time point ${time} on`] = text;
    last = text;
  }
  return facts;
}
