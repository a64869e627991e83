import type { SceneDescription } from "../../../model/image.ts";
import { stridesOfShape } from "../../../model/region.ts";
import { describeRawScene, type RawAxis } from "../../shared/describeRaw.ts";
import { rawPixels, type RawScene, rawSceneBlock, type ReadPixels } from "../../shared/rawScene.ts";
import { TAGS } from "../dataset/tags.ts";
import type { FunctionalGroups } from "../functionalGroups.ts";
import { hasLabels, type Instance } from "../instance.ts";
import { tightenBits } from "../pixels/colours.ts";
import { frameBits, isYbr, shownSamples, shownType } from "../pixels/decodeFrame.ts";
import { FrameReader } from "../pixels/frameReader.ts";
import { hasLooseBits } from "../pixels/pixelFormat.ts";
import { type FrameLevel, readLevel } from "../pixels/readLevel.ts";
import { channelOf, dateOf, factsOfInstance, notesOfValues, segmentNames } from "./facts.ts";
import { type FrameRecord, type OrderedFrames, orderFrames } from "./frameOrder.ts";
import type { FrameScene } from "./frameScene.ts";

/**
 * The image that some instances of one size and kind are together: one, or those of a series.
 * @throws `corrupt` for pixels that are cut off
 */
export function openStack(instances: readonly Instance[]): FrameScene {
  // There is one at least.
  const main = instances[0]!;
  const ordered = orderFrames(instances);
  const groups = ordered.frames.flatMap((frame) => (frame === null ? [] : [frame.groups]));
  const axes = axesOf(main, ordered);
  const plain = isPlain(main) ? plainPixels(instances, ordered, axes) : null;
  const scene = describeStack(main, ordered, axes, plain === null);
  const pixels = plain ?? framePixels(instances, ordered);
  return { scene, levels: [pixels], notes: [...notesOfValues(main, groups), ...ordered.notes] };
}

function axesOf(main: Instance, { axes, frames }: OrderedFrames): RawAxis[] {
  const { rows, columns } = main.format;
  const groups = frames.find((frame) => frame !== null)?.groups ?? main.image;
  // Of projections: the distance of pixels on the detector.
  const spacing = groups.spacing ?? main.data.vector(TAGS.ImagerPixelSpacing, 2);
  const origin = straightOrigin(groups);
  const plane = (letter: "y" | "x", length: number, at: number): RawAxis => {
    const scale = spacing?.[at] ?? null;
    return { letter, length, scale, unit: "millimeter", origin: origin?.[letter] ?? null };
  };
  const samples = shownSamples(main.frames.form);
  return [
    ...axes.map((axis): RawAxis => (axis.letter === "z" ? { ...axis, origin: origin?.z ?? null } : axis)),
    plane("y", rows, 0),
    plane("x", columns, 1),
    ...(samples > 1 ? [{ letter: "s", length: samples }] : []),
  ];
}

/** Where an image begins whose rows and columns lie along x and y. */
function straightOrigin({ position, orientation }: FunctionalGroups): { x: number; y: number; z: number } | null {
  if (position === null || orientation === null) return null;
  const isStraight = [1, 0, 0, 0, 1, 0].every((part, axis) => Math.abs(part - orientation[axis]!) < 1e-6);
  return isStraight ? { x: position[0]!, y: position[1]!, z: position[2]! } : null;
}

function describeStack(main: Instance, ordered: OrderedFrames, axes: RawAxis[], isWhole: boolean): SceneDescription {
  const { format, data, encoding } = main;
  const groups = ordered.frames.find((frame) => frame !== null)?.groups ?? main.image;
  const shape = axes.map(({ length }) => length);
  const plane = axes.findIndex(({ letter }) => letter === "y");
  const hasChannels = axes.some(({ letter }) => letter === "c");
  return describeRawScene({
    id: "Image:0",
    name: data.text(TAGS.SeriesDescription, encoding) || "Image:0",
    axes,
    dtype: shownType(main.frames.form),
    blockShape: isWhole ? shape.map((length, axis) => (axis < plane ? 1 : length)) : rawSceneBlock({ shape }),
    channels: hasChannels ? segmentNames(main).map((name) => ({ name })) : [channelOf(main, groups)],
    isLabelImage: hasLabels(data),
    significantBits: format.stored < format.allocated && main.frames.form.palette === null ? format.stored : null,
    acquisitionDate: dateOf(main),
    facts: factsOfInstance(main, groups),
  });
}

/** Whether values lie in the file as they are wanted, but for bits around them. */
function isPlain({ format, frames }: Instance): boolean {
  const { coding, palette, isHalved } = frames.form;
  const isStored = coding === "native" && frames.encoded === null && format.allocated >= 8;
  return isStored && palette === null && !isHalved && !isYbr(format);
}

function plainPixels(instances: readonly Instance[], ordered: OrderedFrames, axes: readonly RawAxis[]): ReadPixels {
  const main = instances[0]!;
  const { format, frames } = main;
  const outer = ordered.axes.length;
  const lengths = axes.map(({ length }) => length);
  const shape = format.isPlanar ? [...lengths.slice(0, outer), format.samples, format.rows, format.columns] : lengths;
  const bytes = frameBits(frames.form) / 8;
  const order = format.isPlanar ? [...lengths.slice(0, outer).keys(), outer + 1, outer + 2, outer] : undefined;
  const scene: RawScene = {
    shape,
    frameAxes: outer,
    dtype: format.dtype,
    littleEndian: frames.form.littleEndian,
    ...(order === undefined ? {} : { order }),
    frameAt: (number) => {
      const record = ordered.frames[number];
      if (record == null) return null;
      const { source, offset } = instances[record.instance]!.frames;
      return { source, offset: offset + record.frame * bytes };
    },
  };
  const read = rawPixels(scene);
  if (!hasLooseBits(format)) return read;
  return async (region, target, signal) => {
    await read(region, target, signal);
    tightenBits(target, format);
  };
}

function framePixels(instances: readonly Instance[], { axes, frames }: OrderedFrames): ReadPixels {
  const main = instances[0]!;
  const steps = stridesOfShape(axes.map(({ length }) => length));
  const level: FrameLevel = {
    reader: new FrameReader(instances.map((instance) => instance.frames)),
    outer: axes.length,
    frameRows: main.format.rows,
    frameColumns: main.format.columns,
    samples: shownSamples(main.frames.form),
    isSparse: false,
    framesIn: (place) => {
      const number = place.reduce((sum, index, axis) => sum + index * steps[axis]!, 0);
      const record: FrameRecord | null = frames[number] ?? null;
      return record === null ? [] : [{ instance: record.instance, frame: record.frame, top: 0, left: 0 }];
    },
  };
  return (region, target, signal) => readLevel(level, region, target, signal);
}
