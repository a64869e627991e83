import type { Hdf5Node } from "../hdf5/node.ts";
import { DatasetCache } from "../hdf5/datasetCache.ts";
import type { BdvDataset, BdvVolume, BdvVolumes } from "./bdvScenes.ts";

/** The volumes of a BigDataViewer HDF5 file: `t00000/s00/0/cells`. */
export function hdf5Volumes(root: Hdf5Node, file: string): BdvVolumes {
  const datasets = new DatasetCache(root, file);
  return {
    file,
    nameOf,
    open: async (setup, time, level, signal): Promise<BdvVolume | null> => {
      const path = `t${String(time).padStart(5, "0")}/${nameOf(setup)}/${level}/cells`;
      const dataset = await datasets.open(path, signal);
      if (dataset?.pixelType == null) return null;
      // Java has no unsigned numbers: what it writes as signed ones of 16 bits is none.
      const dtype = dataset.pixelType.dtype === "int16" ? "uint16" : dataset.pixelType.dtype;
      return {
        dtype,
        shape: dataset.shape,
        chunkShape: dataset.chunkShape,
        readRegion: (region, target, asked) => dataset.readRegion(region, target, asked),
        storedBlocks: (region, asked) => dataset.storedBlocks(region, asked),
      };
    },
  };
}

function nameOf(setup: number): string {
  return `s${String(setup).padStart(2, "0")}`;
}

/** The set-ups and time points of such a file by its names alone; null for a file that is none. */
export async function hdf5DatasetOf(root: Hdf5Node, signal: AbortSignal): Promise<BdvDataset | null> {
  const names = await root.names(signal);
  const setups = numbersOf(names, /^s(\d{2,})$/).map((id) => ({ id, name: null, voxel: null, attributes: {} }));
  const times = numbersOf(names, /^t(\d{5,})$/);
  if (setups.length === 0 || times.length === 0) return null;
  const first = await root.child(`t${String(times[0]).padStart(5, "0")}/${nameOf(setups[0]!.id)}/0/cells`, signal);
  return first === null ? null : { setups, times, missing: new Set(), transforms: new Map() };
}

function numbersOf(names: readonly string[], pattern: RegExp): number[] {
  return names.flatMap((name) => pattern.exec(name)?.[1] ?? []).map(Number);
}
