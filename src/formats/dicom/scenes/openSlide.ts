import type { ReadPixels } from "../../shared/rawScene.ts";
import { describeRawScene, factsOf, type RawAxis } from "../../shared/describeRaw.ts";
import { TAGS } from "../dataset/tags.ts";
import { hasLabels, type Instance } from "../instance.ts";
import { shownSamples, shownType } from "../pixels/decodeFrame.ts";
import { FrameReader } from "../pixels/frameReader.ts";
import { type FrameLevel, type PlacedFrame, readLevel } from "../pixels/readLevel.ts";
import { dateOf, factsOfInstance, notesOfValues } from "./facts.ts";
import type { FrameScene } from "./frameScene.ts";
import { findFrame, pixelKindOf, type SlideImage, slideImageOf } from "./slideImage.ts";

/** Pictures of one size: one, or one for each optical path. */
type SlideLevel = readonly SlideImage[];

/** Pictures of a slide that are none of its levels, as the third value of their type calls them. */
const OTHERS: Readonly<Record<string, string>> = {
  THUMBNAIL: "Thumbnail",
  LABEL: "Label",
  OVERVIEW: "Overview",
  LOCALIZER: "Overview",
};
/** Rows that a level may be off by rounding. */
const ROUNDING = 2;

/**
 * The pictures of a slide: its levels as one scene, then thumbnail, label and overview.
 * @throws `companion-missing`, `corrupt`
 */
export function openSlide(instances: readonly Instance[]): FrameScene[] {
  const images = imagesOf(instances);
  const volumes = images.filter((image) => otherOf(image) === null);
  const pyramids = pyramidsOf(volumes);
  const others = images.flatMap((image) => {
    const name = otherOf(image);
    return name === null ? [] : [{ name, levels: [[image]] as SlideLevel[] }];
  });
  const named = pyramids.map((levels, index) => ({ name: index === 0 ? "Slide" : `Slide ${index + 1}`, levels }));
  return [...named, ...others].map(({ name, levels }, index) => openLevels({ id: `Image:${index}`, name }, levels));
}

function otherOf({ main }: SlideImage): string | null {
  return OTHERS[main.data.texts(TAGS.ImageType)[2] ?? ""] ?? null;
}

/** Parts of one picture are told by their concatenation. */
function imagesOf(instances: readonly Instance[]): SlideImage[] {
  const groups = new Map<string, Instance[]>();
  for (const instance of instances) {
    const key = instance.data.text(TAGS.ConcatenationUID) || instance.path;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [instance]);
    else group.push(instance);
  }
  return [...groups.values()].map(slideImageOf);
}

/** Pictures of one slide by size, the largest first; a picture that fits nothing begins a pyramid of its own. */
function pyramidsOf(images: readonly SlideImage[]): SlideLevel[][] {
  const sorted = images.toSorted((a, b) => b.width - a.width || b.height - a.height || order(a.main) - order(b.main));
  const pyramids: SlideImage[][][] = [];
  for (const image of sorted) {
    const beside = pyramids.find((pyramid) => isBeside(pyramid.at(-1)!, image));
    const below = pyramids.find((pyramid) => isBelow(pyramid, image));
    if (beside !== undefined) beside.at(-1)!.push(image);
    else if (below !== undefined) below.push([image]);
    else pyramids.push([[image]]);
  }
  // Levels have the channels of the full size, all of them.
  return pyramids.flatMap((pyramid): SlideLevel[][] => {
    const count = channelCount(pyramid[0]!);
    const whole = pyramid.filter((level) => channelCount(level) === count);
    return [whole, ...pyramid.filter((level) => channelCount(level) !== count).map((level) => [level])];
  });
}

function order({ data }: Instance): number {
  return data.number(TAGS.InstanceNumber) ?? 0;
}

function channelCount(level: SlideLevel): number {
  return level.reduce((sum, { channels }) => sum + channels.length, 0);
}

/** Another optical path of the same size. */
function isBeside(level: SlideLevel, image: SlideImage): boolean {
  const [first] = level as [SlideImage];
  const isAlike =
    first.width === image.width && first.height === image.height && pixelKindOf(first) === pixelKindOf(image);
  const paths = new Set(level.flatMap(pathsOf));
  return isAlike && pathsOf(image).length > 0 && pathsOf(image).every((path) => !paths.has(path));
}

function pathsOf({ main }: SlideImage): string[] {
  return main.data.items(TAGS.OpticalPathSequence).map((item) => item.text(TAGS.OpticalPathIdentifier));
}

/** The same picture, smaller. */
function isBelow(pyramid: readonly SlideLevel[], image: SlideImage): boolean {
  const full = pyramid[0]![0]!;
  const last = pyramid.at(-1)![0]!;
  const expected = (full.height * image.width) / full.width;
  const isOneShape = Math.abs(image.height - expected) <= ROUNDING + expected * 0.01;
  return (
    image.width < last.width && image.height <= last.height && isOneShape && pixelKindOf(full) === pixelKindOf(image)
  );
}

function openLevels({ id, name }: { id: string; name: string }, levels: readonly SlideLevel[]): FrameScene {
  // A pyramid has a level, a level an image.
  const [image] = levels[0]! as [SlideImage];
  const { main, groups } = image;
  const channels = levels[0]!.flatMap((each) => each.channels);
  const axes = axesOf(image, channels.length);
  const samples = shownSamples(main.frames.form);
  const tile: Readonly<Record<string, number>> = { y: main.format.rows, x: main.format.columns, s: samples };
  const described = describeRawScene({
    id,
    name,
    axes,
    dtype: shownType(main.frames.form),
    blockShape: axes.map(({ letter, length }) => Math.min(length, tile[letter] ?? 1)),
    channels: samples > 1 && channels.length === 1 ? [] : channels.map((each) => ({ name: each })),
    isLabelImage: hasLabels(main.data),
    significantBits: main.format.stored < main.format.allocated ? main.format.stored : null,
    acquisitionDate: dateOf(main),
    facts: { ...factsOfInstance(main, groups), ...opticsOf(main) },
  });
  const shapes = levels.map(([each]) => {
    const lengths: Readonly<Record<string, number>> = { y: each!.height, x: each!.width };
    return { shape: axes.map(({ letter, length }) => lengths[letter] ?? length) };
  });
  return {
    scene: { ...described, levels: shapes },
    levels: levels.map((level) => levelPixels(level, axes)),
    notes: notesOfValues(main, [groups]),
  };
}

function axesOf({ main, groups, width, height, depths, depthStep }: SlideImage, channels: number): RawAxis[] {
  const { data } = main;
  const [rowStep, columnStep] = groups.spacing ?? [
    (data.number(TAGS.ImagedVolumeHeight) ?? 0) / height,
    (data.number(TAGS.ImagedVolumeWidth) ?? 0) / width,
  ];
  const micrometres = (millimetres = 0): number => Number((millimetres * 1000).toPrecision(12));
  const samples = shownSamples(main.frames.form);
  return [
    ...(channels > 1 ? [{ letter: "c", length: channels }] : []),
    ...(depths > 1 ? [{ letter: "z", length: depths, scale: depthStep, unit: "micrometer" }] : []),
    { letter: "y", length: height, scale: micrometres(rowStep), unit: "micrometer" },
    { letter: "x", length: width, scale: micrometres(columnStep), unit: "micrometer" },
    ...(samples > 1 ? [{ letter: "s", length: samples }] : []),
  ];
}

function opticsOf({ data }: Instance): Record<string, string> {
  const power = data.item(TAGS.OpticalPathSequence).number(TAGS.ObjectiveLensPower);
  return factsOf([["Objective", power === null ? null : `${power}×`]]);
}

function levelPixels(level: SlideLevel, axes: readonly RawAxis[]): ReadPixels {
  const { main } = level[0]!;
  const letters = axes.map(({ letter }) => letter);
  const [channelAxis, depthAxis] = [letters.indexOf("c"), letters.indexOf("z")];
  const instances = level.flatMap(({ parts }) => parts.map(({ instance }) => instance.frames));
  const firstOf = level.map((_, index) => level.slice(0, index).reduce((sum, { parts }) => sum + parts.length, 0));
  const planes = level.flatMap((image, index) => image.channels.map((__, channel) => ({ image, index, channel })));
  const reading: FrameLevel = {
    reader: new FrameReader(instances),
    outer: letters.indexOf("y"),
    frameRows: main.format.rows,
    frameColumns: main.format.columns,
    samples: shownSamples(main.frames.form),
    isSparse: level.some((image) => image.isSparse),
    *framesIn(place, box): Generator<PlacedFrame> {
      const { image, index, channel } = planes[channelAxis < 0 ? 0 : place[channelAxis]!]!;
      for (const { frame, top, left } of image.tilesIn(channel, depthAxis < 0 ? 0 : place[depthAxis]!, box)) {
        const found = findFrame(image.parts, frame);
        if (found !== null) yield { instance: firstOf[index]! + found.part, frame: found.frame, top, left };
      }
    },
  };
  return (region, target, signal) => readLevel(reading, region, target, signal);
}
