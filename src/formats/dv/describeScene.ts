import { isComplex } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { ChannelDescription, ImageDescription, ReferenceView, SceneDescription } from "../../model/image.ts";
import { rawBlockShape } from "../shared/rawArray.ts";
import type { SectionField, SectionFacts } from "./extendedHeader.ts";
import type { DvHeader } from "./header.ts";
import { imageTypeNote } from "./quirks.ts";

/**
 * Describes the one image of a file.
 * @throws `corrupt` if the planes do not make a single stack
 */
export function describeDv(
  name: string,
  path: string,
  header: DvHeader,
  sections: SectionFacts | null,
): ImageDescription {
  const notes: string[] = [];
  return {
    format: "dv",
    formatName: "DeltaVision",
    name,
    files: [path],
    scenes: [describeScene(name, header, sections, notes)],
    attachments: [],
    omeXml: null,
    notes,
  };
}

function describeScene(
  name: string,
  header: DvHeader,
  sections: SectionFacts | null,
  notes: string[],
): SceneDescription {
  const axes = [...header.sequence, "y", "x"];
  const lengths = axisLengths(name, header, notes);
  const shape = axes.map((axis) => lengths[axis]!);
  const sectionAt = sectionNumbers(axes, lengths);
  const interval = timeInterval(header, sections, sectionAt, notes);
  const { spacing } = header;
  const size = (value: number): number | null => (Number.isFinite(value) && value > 0 ? value : null);
  const scale: Record<string, number | null> = {
    t: interval,
    z: size(spacing.z),
    y: size(spacing.y),
    x: size(spacing.x),
  };
  const first = (field: SectionField): number | null => sections?.valueOf(0, field) ?? null;
  const stage = [first("stageZ"), first("stageY"), first("stageX")];
  const isOnStage = stage.some((value) => value !== null && value !== 0);
  const origin: Record<string, number | null> = isOnStage ? { z: stage[0]!, y: stage[1]!, x: stage[2]! } : {};
  const note = imageTypeNote(header);
  if (note !== null) notes.push(note);
  if (!header.isKnownSequence) {
    notes.push("The file does not say in a known way how its planes follow one another; Z, time, channel is assumed.");
  }
  return {
    id: "Image:0",
    name: "Image:0",
    axes,
    shape,
    dtype: header.pixel.dtype,
    channels: Array.from({ length: header.channels }, (_, index) =>
      describeChannel(header, index, sections, sectionAt("c", index)),
    ),
    scale: axes.map((axis) => scale[axis] ?? null),
    units: axes.map((axis) => (scale[axis] == null ? null : axis === "t" ? "second" : "micrometer")),
    origin: axes.map((axis) => origin[axis] ?? null),
    blockShape: rawBlockShape(shape),
    levels: [{ shape }],
    isLabelImage: null,
    significantBits: null,
    acquisitionDate: null,
    facts: factsOf(header, sections),
    reference: referenceView(header, axes, shape, sections, sectionAt),
  };
}

/** Length per axis. Planes that do not fill a stack are left out, as the `mrc` package does. */
function axisLengths(name: string, header: DvHeader, notes: string[]): Record<string, number> {
  const { sections, times, channels, width, height } = header;
  const depth = Math.floor(sections / channels / times);
  if (depth === 0) {
    throw new ZarrdropError(
      "corrupt",
      `${name} contradicts itself: it holds ${sections} planes for ${times} time points of ${channels} channels.`,
      { file: name },
    );
  }
  const rest = sections - depth * channels * times;
  if (rest > 0) {
    notes.push(
      `The file holds ${rest} more planes than ${times} time points of ${channels} channels with ${depth} sections have; they are left out. The acquisition may have been stopped early.`,
    );
  }
  return { t: times, c: channels, z: depth, y: height, x: width };
}

/** Number of the first section at an index of an axis (all others 0). */
function sectionNumbers(axes: readonly string[], lengths: Record<string, number>) {
  return (axis: string, index: number): number => {
    const faster = axes.slice(axes.indexOf(axis) + 1, 3);
    return index * faster.reduce((product, each) => product * lengths[each]!, 1);
  };
}

/** Seconds between time points, on average; null where the file has no times. */
function timeInterval(
  header: DvHeader,
  sections: SectionFacts | null,
  sectionAt: (axis: string, index: number) => number,
  notes: string[],
): number | null {
  if (sections === null || header.times < 2) return null;
  const times: number[] = [];
  for (let index = 0; index < header.times; index++) {
    const time = sections.valueOf(sectionAt("t", index), "seconds");
    if (time === null) break;
    times.push(time);
  }
  const mean = (times[times.length - 1]! - times[0]!) / (times.length - 1);
  if (!(mean > 0)) return null;
  const isEven = times.every((time, index) => Math.abs(time - times[0]! - index * mean) <= 0.1 * mean);
  if (!isEven) notes.push("The time points are not evenly spaced; their mean interval is given.");
  return mean;
}

function describeChannel(
  header: DvHeader,
  channel: number,
  sections: SectionFacts | null,
  section: number,
): ChannelDescription {
  const positive = (value: number | null | undefined): number | null => (value != null && value > 0 ? value : null);
  const excitation = positive(sections?.valueOf(section, "excitation"));
  const emission = positive(sections?.valueOf(section, "emission")) ?? positive(header.wavelengths[channel]);
  const range = header.ranges[channel];
  const hasRange = range !== undefined && range.max > range.min && Number.isFinite(range.max - range.min);
  const both = excitation !== null && emission !== null ? `${rounded(excitation)}/${rounded(emission)}` : null;
  return {
    name: both ?? (emission === null ? null : `${rounded(emission)} nm`),
    color: null,
    window: hasRange && !isComplex(header.pixel.dtype) ? { start: range.min, end: range.max } : null,
    emissionWavelengthNanometre: emission,
  };
}

function factsOf(header: DvHeader, sections: SectionFacts | null): Record<string, string> {
  const facts: Record<string, string> = {};
  if (header.lens !== 0) facts["Lens number"] = String(header.lens);
  const exposure = sections?.valueOf(0, "exposureSeconds") ?? null;
  if (exposure !== null && exposure > 0) facts["Exposure time"] = `${Number(exposure.toPrecision(6))} s`;
  for (const [index, title] of header.titles.entries()) facts[`Title ${index + 1}`] = title;
  return facts;
}

/** The image as bioio-dv gives it: its planes are dask blocks; channels are named by wavelengths if there is an extended header. */
function referenceView(
  header: DvHeader,
  axes: string[],
  shape: number[],
  sections: SectionFacts | null,
  sectionAt: (axis: string, index: number) => number,
): ReferenceView {
  const { spacing } = header;
  const scale: Record<string, number> = { z: spacing.z, y: spacing.y, x: spacing.x };
  const names: string[] = [];
  for (let channel = 0; channel < header.channels; channel++) {
    const excitation = sections?.referenceValueOf(sectionAt("c", channel), "excitation") ?? null;
    const emission = sections?.referenceValueOf(sectionAt("c", channel), "emission") ?? null;
    if (excitation !== null && emission !== null) names.push(`${rounded(excitation)}/${rounded(emission)}`);
  }
  // Without an extended header BioImage makes up one name, and fails if there are more channels.
  const fallback = sections === null && header.channels === 1 ? ["Channel:0:0"] : null;
  return {
    sceneId: "Image:0",
    axes,
    scale: axes.map((axis) => (Number.isFinite(scale[axis] ?? NaN) ? scale[axis]! : null)),
    channelNames: names.length === header.channels ? names : fallback,
    daskChunks: shape.map((length, axis) => (axis < 3 ? 1 : length)),
  };
}

/** To an integer as Python's `.0f` does: halves to the even one. */
function rounded(value: number): string {
  const below = Math.floor(value);
  const isHalf = value - below === 0.5;
  return String(isHalf ? below + (below % 2 === 0 ? 0 : 1) : Math.round(value));
}
