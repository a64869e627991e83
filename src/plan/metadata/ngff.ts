import { integerLimits, isInteger, type DataType } from "../../model/dtype.ts";
import { assertNever } from "../../model/errors.ts";
import type { ChannelPlan, LevelPlan, OutputAxis, OutputPlan } from "../plan.ts";
import { imageLabel } from "./imageLabel.ts";
import type { ResamplingMethod } from "../settings/settings.ts";

/** What was seen of a channel's pixels at level 0, in the output type; non-finite values are left out. */
export type ChannelStatistics = {
  min: number;
  max: number;
  /** Values that a few darker and brighter pixels are outside of: the display window. */
  low: number;
  high: number;
};

/** Attributes as they stand in the file; key order is meant. */
export type Attributes = { [key: string]: unknown };

/**
 * The root group's attributes: `.zattrs` for NGFF 0.4, `attributes` of `zarr.json` for NGFF 0.5.
 * @param statistics one entry per channel, or null where nothing was seen; used for channels without a window of their own
 */
export function rootAttributes(output: OutputPlan, statistics: readonly (ChannelStatistics | null)[] = []): Attributes {
  switch (output.metadata.style) {
    case "zarrdrop":
      return output.ngffVersion === "0.4" ? ownAttributes04(output, statistics) : ownAttributes05(output, statistics);
    case "bioio":
      return output.ngffVersion === "0.4"
        ? referenceAttributes04(output, statistics)
        : referenceAttributes05(output, statistics);
    default:
      return assertNever(output.metadata.style);
  }
}

function ownAttributes04(output: OutputPlan, statistics: readonly (ChannelStatistics | null)[]): Attributes {
  const { metadata } = output;
  return {
    multiscales: [{ version: "0.4", ...ownMultiscale(output) }],
    ...(metadata.omero ? { omero: { name: output.imageName, version: "0.4", ...omeroBody(output, statistics) } } : {}),
    ...(metadata.imageLabel === undefined ? {} : { "image-label": imageLabel(output, statistics) }),
    ...creator(output),
  };
}

function ownAttributes05(output: OutputPlan, statistics: readonly (ChannelStatistics | null)[]): Attributes {
  const { metadata } = output;
  return {
    ome: {
      version: "0.5",
      multiscales: [ownMultiscale(output)],
      ...(metadata.omero
        ? { omero: { name: output.imageName, version: "0.5", ...omeroBody(output, statistics) } }
        : {}),
      ...(metadata.imageLabel === undefined ? {} : { "image-label": imageLabel(output, statistics) }),
      ...creator(output),
    },
  };
}

/** `type` and `metadata` tell the method; strict schemas want them even for a single level. */
function ownMultiscale(output: OutputPlan): Attributes {
  const { method } = output.resampling;
  return {
    name: output.imageName,
    axes: output.axes.map(axisEntry),
    datasets: output.levels.map(datasetEntry),
    ...rootTransforms(output),
    type: method,
    metadata: { description: METHOD_TEXTS[method], method: `zarrdrop ${method}` },
  };
}

/** R7.1: the keys in the reference's order; what the person gave as rdefs and creator is not here. */
function referenceAttributes04(output: OutputPlan, statistics: readonly (ChannelStatistics | null)[]): Attributes {
  return {
    multiscales: [
      {
        axes: output.axes.map(axisEntry),
        datasets: output.levels.map(datasetEntry),
        name: output.imageName,
        version: "0.4",
        ...rootTransforms(output),
      },
    ],
    omero: { id: 1, name: output.imageName, version: "0.4", ...omeroBody(output, statistics) },
  };
}

/** R7.2. */
function referenceAttributes05(output: OutputPlan, statistics: readonly (ChannelStatistics | null)[]): Attributes {
  return {
    ome: {
      version: "0.5",
      multiscales: [
        {
          name: output.imageName,
          axes: output.axes.map(axisEntry),
          datasets: output.levels.map(datasetEntry),
          ...rootTransforms(output),
        },
      ],
      ...(output.metadata.omero ? { omero: { version: "0.5", ...omeroBody(output, statistics) } } : {}),
      ...creator(output),
    },
  };
}

function axisEntry(axis: OutputAxis): Attributes {
  return {
    name: axis.name,
    ...(axis.type === null ? {} : { type: axis.type }),
    ...(axis.unit === null ? {} : { unit: axis.unit }),
  };
}

function datasetEntry(level: LevelPlan): Attributes {
  const scale = { type: "scale", scale: level.scale };
  return {
    path: level.path,
    coordinateTransformations:
      level.translation === null ? [scale] : [scale, { type: "translation", translation: level.translation }],
  };
}

function rootTransforms(output: OutputPlan): Attributes {
  const transform = output.metadata.rootTransform;
  return transform === null ? {} : { coordinateTransformations: [transform] };
}

function creator(output: OutputPlan): Attributes {
  const info = output.metadata.creator;
  return info === null || Object.keys(info).length === 0 ? {} : { _creator: info };
}

function omeroBody(output: OutputPlan, statistics: readonly (ChannelStatistics | null)[]): Attributes {
  return {
    channels: output.channels.map((channel, index) => channelEntry(channel, output.dtype, statistics[index] ?? null)),
    ...(output.metadata.rdefs === null ? {} : { rdefs: output.metadata.rdefs }),
  };
}

function channelEntry(channel: ChannelPlan, dtype: DataType, statistics: ChannelStatistics | null): Attributes {
  return {
    color: channel.color,
    coefficient: channel.coefficient,
    active: channel.active,
    label: channel.label,
    window: displayWindow(channel, dtype, statistics),
    family: channel.family,
    inverted: channel.inverted,
  };
}

/**
 * A channel's window: its own, else the range of the data with the file's display range or the percentiles inside it; without
 * data the range of the type (R11.4). `start` is always less than `end`, `min` less than `max`.
 */
export function displayWindow(
  channel: ChannelPlan,
  dtype: DataType,
  statistics: ChannelStatistics | null,
): { min: number; max: number; start: number; end: number } {
  if (channel.window !== null) {
    const { min, max, start, end } = channel.window;
    return { min, max, start, end };
  }
  const range = statistics === null ? typeRange(dtype) : { min: statistics.min, max: statistics.max };
  const shown =
    channel.display ??
    (statistics === null ? { start: range.min, end: range.max } : { start: statistics.low, end: statistics.high });
  let { start, end } = shown;
  if (!(start < end)) ({ min: start, max: end } = range);
  // A channel of one value still needs a window that is not empty.
  if (!(start < end)) {
    const step = Math.max(1, Math.abs(start) * 2 ** -20);
    if (Number.isFinite(start + step)) end = start + step;
    else start = end - step;
  }
  return { min: Math.min(range.min, start), max: Math.max(range.max, end), start, end };
}

function typeRange(dtype: DataType): { min: number; max: number } {
  if (!isInteger(dtype)) return { min: 0, max: 1 };
  const limits = integerLimits(dtype);
  return { min: Number(limits.min), max: Number(limits.max) };
}

const METHOD_TEXTS: Record<ResamplingMethod, string> = {
  mean: "Mean of the pixels that a pixel of the smaller level covers, weighted by the covered area; computed from the level before.",
  nearest: "The pixel at the position of the smaller level's pixel; computed from the level before.",
  gaussian: "Gaussian blur, then the nearest pixel; computed from the level before.",
  mode: "The most frequent value among the pixels that a pixel of the smaller level covers; computed from the level before.",
  min: "The smallest value among the pixels that a pixel of the smaller level covers; computed from the level before.",
  max: "The largest value among the pixels that a pixel of the smaller level covers; computed from the level before.",
  bioio: "As bioio-conversion 0.1.4: nearest pixel per block for integers, Gaussian blur before it for floating point.",
};
