import { joinPath, safePath } from "../../../bytes/paths.ts";
import type { FileOpener } from "../../../bytes/source.ts";
import { type Hdf5Node, openHdf5, type OpenOther } from "./node.ts";

/** Files of one set that stay open: BigStitcher makes one for some time points and set-ups. */
const MOST_FILES = 256;

/** Opens the files that links of an HDF5 file lead to, where they lie in its folder. */
export function siblingOpener(directory: FileOpener, folder: string): OpenOther {
  const open = new Map<string, Promise<Hdf5Node | null>>();
  const openFile = async (path: string, signal: AbortSignal): Promise<Hdf5Node | null> => {
    const source = await directory.open(path);
    return source === null ? null : openHdf5(source, signal, opener);
  };
  const opener: OpenOther = (file, signal) => {
    const path = safePath(joinPath(folder, file));
    if (path === null) return Promise.resolve(null);
    const known = open.get(path);
    if (known !== undefined) return known;
    if (open.size >= MOST_FILES) open.clear();
    const opening = openFile(path, signal);
    open.set(path, opening);
    // One that was stopped, or failed, is opened anew.
    opening.catch(() => open.delete(path));
    return opening;
  };
  return opener;
}
