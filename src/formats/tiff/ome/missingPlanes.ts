import { isAboutContent } from "../../shared/aboutContent.ts";
import type { TiffFile } from "../container/tiffFile.ts";
import type { OmeFiles } from "./omeFiles.ts";

/** Where each plane is: file and place in the chain, -1 where nobody says. In the order of the document's planes. */
export type PlaneAddresses = { files: Int32Array; directories: Int32Array };

/** Directories that are walked through just to know whether the last one is there; a longer chain is asked when it is read. */
const MOST_WALKED = 1024;
/** Files that are opened just for that. */
const MOST_OPENED = 16;

/**
 * Planes that are nowhere: no element of the document has them, or the file ends before their directory, as where an acquisition was stopped.
 * @throws those of opening files
 */
export async function missingPlanes({ files: numbers, directories }: PlaneAddresses, files: OmeFiles): Promise<number> {
  const last = new Map<number, number>();
  for (const [plane, file] of numbers.entries()) {
    last.set(file, Math.max(last.get(file) ?? 0, directories[plane]!));
  }
  last.delete(-1);
  const counts = new Map<number, number>();
  for (const [file, directory] of [...last].slice(0, MOST_OPENED)) {
    if (directory >= MOST_WALKED) continue;
    const count = await directoriesUpTo(await files.open(file), directory);
    if (count <= directory) counts.set(file, count);
  }
  return numbers.reduce(
    (missing, file, plane) =>
      file < 0 || directories[plane]! >= (counts.get(file) ?? Infinity) ? missing + 1 : missing,
    0,
  );
}

/** The number of directories, as far as one is asked for; a broken chain says so when it is read. */
async function directoriesUpTo(file: TiffFile, last: number): Promise<number> {
  try {
    return (await file.directoryOffset(last)) === null ? await file.directoryCount() : last + 1;
  } catch (error) {
    if (isAboutContent(error)) return last + 1;
    throw error;
  }
}
