import { joinPath } from "../../model/paths.ts";
import type { ByteDirectory } from "../../bytes/source.ts";
import { isInteger } from "../../model/dtype.ts";
import { ZarrdropError } from "../../model/errors.ts";
import type { SceneDescription } from "../../model/image.ts";
import { LIMITS } from "../../model/limits.ts";
import { type ArrayMetadata, innerChunkShape } from "../../zarr/arrayMetadata.ts";
import { axesOf, type NgffAxis } from "./axes.ts";
import type { ImageGroup } from "./hierarchy.ts";
import { type JsonObject } from "../../model/untrustedJson.ts";
import { damagedMetadata, objectIn, objectsIn, textIn } from "../../zarr/json.ts";
import { readArray } from "../../zarr/node.ts";
import { channelsOf, referenceLabels } from "./omero.ts";
import { combined, placementOf } from "./transformations.ts";

/** An image of a store: its description and the arrays of its levels. */
export type ZarrScene = { description: SceneDescription; levels: ArrayMetadata[]; notes: string[] };

/** What the store as a whole says of an image. */
export type SceneNames = { id: string; name: string };

/**
 * One entry of an image's `multiscales`. Levels that do not fit the first one (other axes or type) are left out and
 * noted.
 * @throws `corrupt`, `companion-missing`, those of reading arrays
 */
export async function readScene(
  directory: ByteDirectory,
  image: ImageGroup,
  multiscale: JsonObject,
  names: SceneNames,
  signal: AbortSignal,
): Promise<ZarrScene> {
  const { group } = image;
  const datasets = objectsIn(multiscale, "datasets");
  if (datasets.length > LIMITS.levels) {
    throw new ZarrdropError("limit", `The store says that an image has ${datasets.length} levels.`, {
      file: group.path,
    });
  }
  const arrays: ArrayMetadata[] = [];
  for (const dataset of datasets) {
    const path = (textIn(dataset, "path") ?? "").replace(/^(\.\/)+|\/$/g, "");
    arrays.push(await readArray(directory, joinPath(group.path, path), group.format, signal));
  }
  const [full] = arrays;
  if (full === undefined) throw damagedMetadata(group.path, "multiscales without datasets");
  const axes = axesOf(multiscale, full.shape.length);
  if (axes === null) throw damagedMetadata(group.path, `axes do not fit ${full.shape.length} dimensions`);
  const notes: string[] = [];
  const levels = arrays.filter((array) => {
    const fits = array.shape.length === full.shape.length && array.dtype === full.dtype;
    if (!fits) notes.push(`Level ${array.path} does not fit the full-size level and is left out.`);
    return fits;
  });
  return { description: describe(image, multiscale, datasets[0]!, axes, levels, names), levels, notes };
}

function describe(
  image: ImageGroup,
  multiscale: JsonObject,
  dataset: JsonObject,
  axes: readonly NgffAxis[],
  levels: readonly ArrayMetadata[],
  names: SceneNames,
): SceneDescription {
  const [full] = levels;
  const { shape, dtype } = full!;
  const rank = shape.length;
  const { attributes } = image.group;
  const { scale, translation } = combined(placementOf(dataset, rank), placementOf(multiscale, rank));
  const letters = axes.map((axis) => axis.letter);
  const channelAxis = letters.indexOf("c");
  const channels = channelAxis < 0 ? 1 : shape[channelAxis]!;
  // A channel has no size; a step of 0 or less is no size either.
  const step = (axis: number) => {
    const value = scale?.[axis];
    return value === undefined || axis === channelAxis || value <= 0 ? null : value * axes[axis]!.factor;
  };
  const block = innerChunkShape(full!).map((length, axis) => Math.min(length, shape[axis]!));
  return {
    ...names,
    axes: letters,
    shape: [...shape],
    dtype,
    channels: channelsOf(attributes, channels),
    scale: axes.map((_, axis) => step(axis)),
    units: axes.map(({ unit }, axis) => (step(axis) === null ? null : unit)),
    origin: axes.map(({ factor }, axis) =>
      translation === null || axis === channelAxis ? null : translation[axis]! * factor,
    ),
    blockShape: block,
    levels: levels.map((level) => ({ shape: [...level.shape] })),
    isLabelImage: image.role === "label" && isInteger(dtype) ? true : null,
    significantBits: null,
    acquisitionDate: null,
    facts: factsOf(image, multiscale),
    reference: {
      ...(image.role === "label" ? { hidden: true } : {}),
      sceneId: names.id,
      axes: letters,
      scale: axes.map((_, axis) => scale?.[axis] ?? null),
      channelNames: channelAxis < 0 ? null : (referenceLabels(attributes) ?? defaultLabels(names.id, channels)),
      daskChunks: block,
      ...(full!.bigEndian ? { bigEndian: true } : {}),
    },
  };
}

/** The channel names that BioIO makes up for an image without labels. */
function defaultLabels(sceneId: string, count: number): string[] {
  const scene = sceneId.replace("Image:", "");
  return Array.from({ length: count }, (_, index) => `Channel:${scene}:${index}`);
}

function factsOf(image: ImageGroup, multiscale: JsonObject): Record<string, string> {
  const facts: Record<string, string> = { "Zarr format": String(image.group.format) };
  const version = textIn(multiscale, "version") ?? textIn(image.group.attributes, "version");
  if (version !== null) facts["OME-Zarr version"] = version;
  const method = textIn(multiscale, "type") ?? textIn(objectIn(multiscale, "metadata"), "method");
  if (method !== null) facts["Downsampling"] = method;
  if (image.path !== "") facts["Path in the store"] = image.path;
  return facts;
}
