import { joinPath } from "../../../model/paths.ts";
import type { FileOpener } from "../../../bytes/source.ts";
import { BoundedCache } from "../../../model/boundedCache.ts";
import { readN5Node } from "../../../zarr/node.ts";
import { ZarrArray } from "../../../zarr/zarrArray.ts";
import type { BdvVolume, BdvVolumes } from "./bdvScenes.ts";

/** Volumes that stay open. */
const OPEN_VOLUMES = 512;

/** The volumes of a BigDataViewer N5 hierarchy: `setup0/timepoint0/s0`. `folder`: where it is in the directory. */
export function n5Volumes(directory: FileOpener, folder: string, file: string): BdvVolumes {
  const open = new BoundedCache<string, { volume: BdvVolume | null }>(OPEN_VOLUMES, () => 1);
  return {
    file,
    nameOf: (setup) => `setup${setup}`,
    open: async (setup, time, level, signal): Promise<BdvVolume | null> => {
      const path = joinPath(folder, `setup${setup}/timepoint${time}/s${level}`);
      const known = open.get(path);
      if (known !== undefined) return known.volume;
      const volume = await readVolume(directory, path, signal);
      open.put(path, { volume });
      return volume;
    },
  };
}

async function readVolume(directory: FileOpener, path: string, signal: AbortSignal): Promise<BdvVolume | null> {
  const metadata = (await readN5Node(directory, path, signal))?.array ?? null;
  if (metadata === null) return null;
  const array = new ZarrArray(directory, metadata);
  return {
    dtype: metadata.dtype,
    shape: metadata.shape,
    chunkShape: metadata.chunkShape,
    readRegion: (region, target, asked) => array.readRegion(region, target, asked),
  };
}
