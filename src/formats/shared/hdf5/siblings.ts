import { createBlockCache } from "../../../bytes/blockCache.ts";
import { joinPath, safePath } from "../../../model/paths.ts";
import { SharedWork } from "../../../bytes/sharedWork.ts";
import type { FileOpener } from "../../../bytes/source.ts";
import { type Hdf5Node, type Hdf5Set, openHdf5 } from "./node.ts";

/** Files of one set that stay open: BigStitcher makes one for some time points and set-ups. */
const MOST_FILES = 64;

/** The HDF5 files of a folder as one set, in which links lead from one to another. */
export function setInFolder(directory: FileOpener, folder: string): Hdf5Set {
  const open = new Map<string, SharedWork<Hdf5Node | null>>();
  const openFile = async (path: string, signal: AbortSignal): Promise<Hdf5Node | null> => {
    const source = await directory.open(path);
    return source === null ? null : openHdf5(source, signal, set);
  };
  const set: Hdf5Set = {
    chunks: createBlockCache(),
    openOther: async (file, signal) => {
      const path = safePath(joinPath(folder, file));
      if (path === null) return null;
      if (!open.has(path)) {
        if (open.size >= MOST_FILES) open.clear();
        open.set(path, new SharedWork((shared) => openFile(path, shared)));
      }
      return open.get(path)!.get(signal);
    },
  };
  return set;
}
