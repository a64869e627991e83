import { baseName, folderOf } from "../../model/paths.ts";
import { ZarrdropError } from "../../model/errors.ts";
import { LIMITS } from "../../model/limits.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { severalPlates } from "../shared/plate/indexFile.ts";
import { indexInFolder } from "../shared/plate/indexInFolder.ts";
import { type IndexInput, openPlate } from "../shared/plate/openPlate.ts";
import type { PlateContents } from "../shared/plate/plateContents.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { contentsOf, type PositionFolder } from "./describeAcquisition.ts";
import { isMetadataFile, isPlaneFile } from "./fileNames.ts";
import { parseMetadata } from "./parseMetadata.ts";

/**
 * Opens an acquisition of Micro-Manager by the metadata.txt of one position, or by the folder with all of them: positions of the stage are
 * scenes. `openPages` opens the planes.
 * @throws those of `ImageReader`, `companion-missing`
 */
export function open(input: OpenInput, openPages: OpenPages): Promise<ImageReader> {
  return openPlate(input, openPages, readAcquisition);
}

async function readAcquisition({ directory, path, paths, signal }: IndexInput): Promise<PlateContents> {
  const lists = path === "" ? listsIn(paths) : [path];
  const folders: PositionFolder[] = [];
  for (const list of lists) {
    const source = await directory.open(list);
    if (source === null) {
      throw new ZarrdropError("source-changed", `${list} is not there any more.`, { file: list });
    }
    if (source.size > LIMITS.metadataBytes) {
      throw new ZarrdropError("limit", `${list} is too large to be read.`, { file: list });
    }
    const metadata = parseMetadata(await source.read(0, source.size, signal), list);
    const folder = folderOf(list);
    const images = paths.filter((other) => folderOf(other) === folder && isPlaneFile(other));
    folders.push({ list, folder, metadata, images });
  }
  return contentsOf(folders, directory.name ?? baseName(lists[0]!));
}

/**
 * The lists of an acquisition in a folder: one, or one in the folder of each position.
 * @throws `unsupported-feature` for several acquisitions, `source-changed`
 */
function listsIn(paths: readonly string[]): string[] {
  const nearest = indexInFolder(paths, isMetadataFile);
  if (nearest === null) {
    throw new ZarrdropError("source-changed", "The metadata.txt of the acquisition is not there any more.");
  }
  const depth = nearest.split("/").length;
  const lists = paths.filter((path) => isMetadataFile(path) && path.split("/").length === depth);
  const acquisitions = new Set(lists.map((list) => folderOf(folderOf(list))));
  if (acquisitions.size > 1) throw severalPlates([...acquisitions]);
  // Position 10 comes after position 9.
  return lists.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true }));
}
