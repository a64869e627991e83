import type { ByteDirectory } from "../../bytes/source.ts";
import { asReadError, ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import type { ArrayMetadata } from "../../zarr/arrayMetadata.ts";
import { ZarrArray } from "../../zarr/zarrArray.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import type { ArrayLevel } from "../shared/arrays/arrayLevel.ts";
import { type ArrayScene, createArrayReader } from "../shared/arrays/arrayReader.ts";
import { bdvScenes, type BdvDataset } from "../shared/bdv/bdvScenes.ts";
import { n5Volumes } from "../shared/bdv/n5Volumes.ts";
import type { BdvTransform } from "../shared/bdv/spimData.ts";
import { describeN5 } from "./describeN5.ts";
import { findN5Images, type N5Image } from "./hierarchy.ts";

/**
 * Opens a folder of N5 datasets: each image of it, or each set-up where BigDataViewer wrote it, is a scene.
 * @throws those of `ImageReader`; `unsupported-format` without an image
 */
export async function open({ directory, source, signal }: OpenInput): Promise<ImageReader> {
  const name = directory.name ?? "";
  if (source !== null) throw new ZarrdropError("unsupported-format", "A file is not an N5 hierarchy.");
  try {
    const paths = await directory.list(signal);
    const bdv = bdvDatasetOf(paths);
    const files = paths.filter((path) => path.endsWith("attributes.json"));
    const scenes =
      bdv === null
        ? (await findN5Images(directory, signal)).map((image) => sceneOf(directory, image))
        : await bdvScenes(n5Volumes(directory, bdv.folder, name), bdv.dataset, signal);
    if (scenes.length === 0) {
      throw new ZarrdropError("unsupported-format", "This N5 hierarchy holds no image.", { file: name });
    }
    if (scenes.length > LIMITS.scenes) throw new ZarrdropError("limit", "The N5 hierarchy holds too many images.");
    const formatName = bdv === null ? "N5" : "BigDataViewer (N5)";
    return createArrayReader({ format: "n5", formatName, name, files, attachments: [], notes: [] }, scenes);
  } catch (error) {
    throw asReadError(error, name);
  }
}

/** Set-ups and time points by the folders' names, and the folder in which these are; null where BigDataViewer's layout is not there. */
function bdvDatasetOf(paths: readonly string[]): { folder: string; dataset: BdvDataset } | null {
  const setups = new Set<number>();
  const times = new Set<number>();
  const folders = new Set<string>();
  for (const path of paths) {
    const [, folder, setup, time] = /^(?:(.+)\/)?setup(\d+)\/timepoint(\d+)\/s0\/attributes\.json$/.exec(path) ?? [];
    if (setup === undefined) continue;
    folders.add(folder ?? "");
    setups.add(Number(setup));
    times.add(Number(time));
  }
  // Several datasets side by side are the images of a hierarchy.
  const [folder, ...more] = folders;
  if (folder === undefined || more.length > 0) return null;
  const inOrder = (numbers: ReadonlySet<number>): number[] => [...numbers].sort((a, b) => a - b);
  const dataset = {
    setups: inOrder(setups).map((id) => ({ id, name: null, voxel: null, attributes: {} })),
    times: inOrder(times),
    missing: new Set<string>(),
    transforms: new Map<string, BdvTransform[]>(),
  };
  return { folder, dataset };
}

function sceneOf(directory: ByteDirectory, image: N5Image): ArrayScene {
  const [full, ...smaller] = image.levels;
  return {
    ...describeN5(image),
    dtype: full.dtype,
    levels: [levelOf(directory, full), ...smaller.map((level) => levelOf(directory, level))],
    blockShape: full.chunkShape,
    facts: { "Path in the hierarchy": full.path },
  };
}

function levelOf(directory: ByteDirectory, metadata: ArrayMetadata): ArrayLevel {
  const array = new ZarrArray(directory, metadata);
  const stored = {
    shape: metadata.shape,
    readRegion: array.readRegion.bind(array),
  };
  return { shape: metadata.shape, outer: 0, order: metadata.shape.map((_, axis) => axis), open: async () => stored };
}
