import type { DataType } from "../../../model/dtype.ts";
import type { ChannelDescription, SceneDescription } from "../../../model/image.ts";
import type { LoopAxes, LoopAxis } from "../metadata/axes.ts";
import type { ChannelLayout } from "./channels.ts";
import type { StagePoint } from "../metadata/loops.ts";
import type { SceneStorage } from "./sceneStorage.ts";

/** What all scenes of a file have in common. */
export type SceneFacts = {
  width: number;
  height: number;
  dtype: DataType;
  significantBits: number | null;
  layout: ChannelLayout;
  channels: ChannelDescription[];
  loops: LoopAxes;
  /** Micrometres per pixel, or null. */
  calibration: number | null;
  stage: { x: number | null; y: number | null; z: number | null };
  acquisitionDate: string | null;
  facts: Record<string, string>;
  /** Sizes of the frames at each resolution, full size first. */
  sizes: { width: number; height: number }[];
  /** Of the block in which pixels are stored: all channels together, and whole rows or whole frames. */
  block: { channels: number; rows: number };
  /** The numbers that BioIO gives. */
  reference: { calibration: number; step: number; channelNames: string[] };
};

/** A scene with where its pixels are. */
export type DescribedScene = { description: SceneDescription; storage: SceneStorage };

/** One scene per stage position, named as BioIO names them. */
export function describeScenes(facts: SceneFacts): DescribedScene[] {
  const { positions } = facts.loops;
  const points = positions.loops.flatMap((loop) => (loop.kind === "position" ? loop.points : []));
  // With positions inside positions the points belong to no single scene.
  const named = positions.loops.length === 1 ? points : [];
  return positions.frames.map((base, index) => describeScene(facts, index, named[index] ?? null, base));
}

function describeScene(facts: SceneFacts, index: number, point: StagePoint | null, base: number): DescribedScene {
  const { layout, loops } = facts;
  const axes = sceneAxes(facts);
  const lengths: Record<string, number> = {
    c: layout.channels,
    y: facts.height,
    x: facts.width,
    s: layout.samples,
    ...Object.fromEntries(loops.axes.map(({ letter, frames }) => [letter, frames.length])),
  };
  const shapeOf = (values: Record<string, number>): number[] => axes.map((axis) => values[axis]!);
  const shape = shapeOf(lengths);
  const perAxis = <Value>(values: Record<string, Value | null>): (Value | null)[] =>
    axes.map((axis) => values[axis] ?? null);
  const z = loops.axes.find(({ letter }) => letter === "z");
  const scale = {
    x: facts.calibration,
    y: facts.calibration,
    z: z === undefined ? null : stepOf(z),
    t: intervalOf(loops.axes.find(({ letter }) => letter === "t")),
  };
  const id = point?.name || `XYPos:${index}`;
  const blocks: Record<string, number> = {
    c: facts.block.channels,
    y: facts.block.rows,
    x: facts.width,
    s: layout.samples,
  };
  const description: SceneDescription = {
    id,
    name: id,
    axes,
    shape,
    dtype: facts.dtype,
    channels: facts.channels,
    scale: perAxis<number>(scale),
    units: perAxis<string>({
      x: scale.x === null ? null : "micrometer",
      y: scale.y === null ? null : "micrometer",
      z: scale.z === null ? null : "micrometer",
      t: scale.t === null ? null : "second",
    }),
    origin: perAxis<number>(originOf(facts, point, scale)),
    blockShape: axes.map((axis) => blocks[axis] ?? 1),
    levels: facts.sizes.map(({ width, height }) => ({ shape: shapeOf({ ...lengths, x: width, y: height }) })),
    isLabelImage: null,
    significantBits: facts.significantBits,
    acquisitionDate: facts.acquisitionDate,
    facts: facts.facts,
    reference: {
      sceneId: id,
      axes,
      scale: perAxis<number>({
        x: facts.reference.calibration,
        y: facts.reference.calibration,
        z: facts.reference.step,
      }),
      channelNames: facts.reference.channelNames,
      // The nd2 package hands out frames, with all of their channels.
      daskChunks: axes.map((axis, position) => ("cyxs".includes(axis) ? shape[position]! : 1)),
    },
  };
  return { description, storage: sceneStorage(axes, facts, base) };
}

/**
 * The order of BioIO's reader: axes of length 1 (of loops that took one step, of a single channel) before the others, these as the
 * frames come, and c, y, x, s inside the frame.
 */
function sceneAxes({ layout, loops }: SceneFacts): string[] {
  const isLong = ({ frames }: LoopAxis): boolean => frames.length > 1;
  const short = loops.axes.filter((axis) => !isLong(axis) && axis.letter !== "u");
  return [
    ...short.map(({ letter }) => letter),
    ...(layout.channels === 1 ? ["c"] : []),
    ...loops.axes.filter(isLong).map(({ letter }) => letter),
    ...(layout.channels === 1 ? [] : ["c"]),
    "y",
    "x",
    ...(layout.samples === 1 ? [] : ["s"]),
  ];
}

function sceneStorage(axes: readonly string[], { layout, loops }: SceneFacts, base: number): SceneStorage {
  return {
    base,
    loops: loops.axes.flatMap(({ letter, frames }) => {
      const axis = axes.indexOf(letter);
      return axis < 0 ? [] : [{ axis, frames }];
    }),
    frameAxes: {
      channel: axes.indexOf("c"),
      row: axes.indexOf("y"),
      column: axes.indexOf("x"),
      sample: axes.indexOf("s"),
    },
    samples: layout.samples,
  };
}

/** Micrometres between planes; null where the file does not say or several loops make up the axis. */
function stepOf({ loops: [loop, ...others] }: LoopAxis): number | null {
  return others.length === 0 && loop?.kind === "z" ? loop.step : null;
}

/** Seconds between time points, if they are all the same. */
function intervalOf(axis: LoopAxis | undefined): number | null {
  const [loop, ...others] = axis?.loops ?? [];
  if (loop?.kind !== "time" || others.length > 0) return null;
  const [interval, ...different] = new Set(loop.periods.map((period) => period.interval));
  // Without the last digits, which are rounding of the division.
  return interval == null || different.length > 0 ? null : Number((interval / 1000).toPrecision(12));
}

/** Whether time points are at different distances, which one number cannot say. */
export function hasUnevenTimes(loops: LoopAxes): boolean {
  return loops.axes.some(({ letter, loops: all }) => {
    const intervals = new Set(
      all.flatMap((loop) => (loop.kind === "time" ? loop.periods.map((period) => period.interval) : [])),
    );
    return letter === "t" && (all.length > 1 || intervals.size > 1);
  });
}

/** The stage's position, which is that of the middle of the field of view: the same shift for all positions of a file. */
function originOf(
  { stage }: SceneFacts,
  point: StagePoint | null,
  scale: { x: number | null; z: number | null },
): Record<string, number | null> {
  const x = point?.x ?? stage.x;
  const y = point?.y ?? stage.y;
  const z = point?.z ?? stage.z;
  // A stage without encoders says that it is at zero.
  if ([x, y, z].every((value) => value === null || value === 0) && point === null) return {};
  return {
    ...(scale.x === null ? {} : { x, y }),
    ...(scale.z === null ? {} : { z }),
  };
}
