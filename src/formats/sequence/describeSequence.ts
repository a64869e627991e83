import type { ChannelDescription, ImageDescription, ReferenceView, SceneDescription } from "../../model/image.ts";
import type { NamedAxis, SequenceScene } from "../../sequence/sequenceLayout.ts";
import type { FileForm } from "./fileForm.ts";
import { type SequenceSceneAxis, wholeShape } from "./sequenceAxes.ts";

/** What the files themselves say of channels: by the channel's value in the names (`valueKey`). */
export type KnownChannels = ReadonlyMap<string, readonly ChannelDescription[]>;

/** A channel's value in the names as a key. */
export function valueKey(value: readonly string[]): string {
  return value.join("\0");
}

/** Describes one position as a scene. */
export function describePosition(
  index: number,
  layout: SequenceScene,
  form: FileForm,
  axes: readonly SequenceSceneAxis[],
  known: KnownChannels,
): SceneDescription {
  const { scene } = form;
  const perAxis = <T>(values: readonly T[], none: T): T[] =>
    axes.map(({ fileAxis }) => (fileAxis < 0 ? none : values[fileAxis]!));
  const shape = wholeShape(axes, scene.shape);
  return {
    id: `Image:${index}`,
    name: layout.name ?? `Image:${index}`,
    axes: axes.map(({ letter }) => letter),
    shape,
    dtype: scene.dtype,
    channels: channelsOf(layout.axes, scene, known),
    ...withInterval(layout.interval, axes, perAxis(scene.scale, null), perAxis(scene.units, null)),
    origin: perAxis(scene.origin, null),
    blockShape: perAxis(scene.blockShape, 1),
    levels: scene.levels.map((level) => ({ shape: wholeShape(axes, level.shape) })),
    isLabelImage: scene.isLabelImage,
    significantBits: scene.significantBits,
    acquisitionDate: scene.acquisitionDate,
    facts: scene.facts,
    reference: referenceView(index, axes, shape),
  };
}

/** The interval that the names tell, where the files have no times themselves. */
function withInterval(
  interval: SequenceScene["interval"],
  axes: readonly SequenceSceneAxis[],
  scale: readonly (number | null)[],
  units: readonly (string | null)[],
): Pick<SceneDescription, "scale" | "units"> {
  const time = axes.findIndex(({ letter, fileAxis }) => letter === "t" && fileAxis < 0);
  if (interval === null || time < 0) return { scale: [...scale], units: [...units] };
  return { scale: scale.with(time, interval.step), units: units.with(time, interval.unit) };
}

/** Channels of the names; inside each the file's own. */
function channelsOf(named: readonly NamedAxis[], scene: SceneDescription, known: KnownChannels): ChannelDescription[] {
  const values = named.find(({ axis }) => axis === "c")?.values;
  if (values === undefined) return scene.channels.map((channel) => ({ ...channel }));
  const isCount = isCounting(values);
  return values.flatMap((value) => {
    const name = isCount ? null : nameOf(value);
    const own = known.get(valueKey(value)) ?? scene.channels.map(() => BLANK);
    return own.map((channel, index) => ({
      ...channel,
      name: name === null ? channel.name : own.length === 1 ? name : ownName(name, channel, index, values.length),
    }));
  });
}

/** Where all files are of one channel of the names, those inside have names of their own. */
function ownName(name: string, channel: ChannelDescription, index: number, count: number): string {
  return count === 1 && channel.name !== null ? channel.name : `${name} ${channel.name ?? index}`;
}

const BLANK: ChannelDescription = { name: null, color: null, window: null, emissionWavelengthNanometre: null };

/** Values that only count (0, 1, 2 or 1, 2, 3) name nothing. */
function isCounting(values: NamedAxis["values"]): boolean {
  const numbers = values.map((value) => (value.every((text) => /^\d+$/.test(text)) ? Number(value.at(-1)) : NaN));
  const [first] = numbers;
  return first !== undefined && first <= 1 && numbers.every((number, index) => number === first + index);
}

/** The words of a value ("1" and "DAPI" is DAPI); the last of its numbers if there are none ("1" and "491": a count, and the wave). */
function nameOf(value: readonly string[]): string {
  const words = value.filter((text) => /\D/.test(text));
  return (words.length > 0 ? words : value.slice(-1)).join(" ");
}

/** As bioio-tiff-glob reads sequences: always T, C, Z, Y, X without sizes; stacks are dask blocks. */
function referenceView(index: number, axes: readonly SequenceSceneAxis[], shape: readonly number[]): ReferenceView {
  const letters = axes.map(({ letter }) => letter);
  const order = ["t", "c", "z", "y", "x"];
  const isUsual = letters.every((letter) => order.includes(letter));
  const view = isUsual ? order : letters;
  const lengthOf = (letter: string): number => shape[letters.indexOf(letter)] ?? 1;
  return {
    sceneId: `Image:${index}`,
    axes: view,
    scale: view.map(() => null),
    channelNames: Array.from({ length: lengthOf("c") }, (_, channel) => `Channel:${index}:${channel}`),
    daskChunks: view.map((letter) => (letter === "t" || letter === "c" ? 1 : lengthOf(letter))),
  };
}

/**
 * The name of the whole: what stands before the first placeholder in the file's name, if more than a letter, or the folder's. Where
 * folders vary too, the folder that holds them all is the experiment.
 */
export function sequenceName(template: string, folder: string | undefined): string {
  const cut = template.lastIndexOf("/") + 1;
  const before = textBefore(template.slice(cut));
  const words =
    before === null ? template.slice(cut) : before.replace(/(?<=^|[^\p{L}])\p{L}{1,2}$|[^\p{L}\p{N})]+$/u, "");
  const name = words.replace(/[^\p{L}\p{N})]+$/u, "");
  const isFolder = folder !== undefined && folder !== "";
  if (isFolder && textBefore(template.slice(0, cut)) !== null) return folder;
  return name !== "" ? name : isFolder ? folder : "sequence";
}

/** What stands before the first placeholder, braces of names as round ones; null without a placeholder. */
function textBefore(template: string): string | null {
  const plain = template.replaceAll("{{", "(").replaceAll("}}", ")");
  const before = plain.split("{")[0]!;
  return before === plain ? null : before;
}

/** The description of all positions. */
export function describeSequence(
  name: string,
  files: string[],
  scenes: SceneDescription[],
  first: FileForm,
  notes: readonly string[],
): ImageDescription {
  return {
    format: "sequence",
    formatName: `${first.description.formatName} sequence`,
    name,
    files,
    scenes,
    attachments: [],
    omeXml: null,
    notes: [...new Set([...notes, ...first.description.notes])],
  };
}
