import { asReadError, ZarrdropError } from "../../model/errors.ts";
import type { ImageReader, OpenInput } from "../reader.ts";
import { openIndex } from "../shared/plate/indexFile.ts";
import { openPlate } from "../shared/plate/openPlate.ts";
import type { OpenPages } from "../shared/storedPages.ts";
import { readAcquisition, type RowAxis } from "./acquisition.ts";
import { isMainFile } from "./fileNames.ts";
import { openOib } from "./oibDirectory.ts";

/**
 * Opens an acquisition of Olympus FluoView: an OIB file, or the main file of an OIF acquisition, or its folder. Wavelengths of spectral
 * scans are channels, points of the stage scenes. `openPages` opens the planes.
 * @throws those of `ImageReader`, `companion-missing`
 */
export async function open(input: OpenInput, openPages: OpenPages): Promise<ImageReader> {
  const { source, path, signal } = input;
  if (source === null || !/\.oib$/i.test(path)) return openFiles(input, openPages, { formatName: "Olympus OIF" });
  try {
    const { directory, main } = await openOib(source, signal);
    const inner = await directory.open(main);
    const about = { formatName: "Olympus OIB", name: source.name };
    const reader = await openFiles({ ...input, directory, path: main, source: inner }, openPages, about);
    // Its parts are no files of their own.
    const description = { ...reader.description, files: [path] };
    return {
      description,
      readRegion: (request, target) => reader.readRegion(request, target),
      close: () => reader.close(),
    };
  } catch (error) {
    throw asReadError(error, source.name);
  }
}

function openFiles(
  input: OpenInput,
  openPages: OpenPages,
  about: { formatName: string; name?: string },
): Promise<ImageReader> {
  let rowAxis: RowAxis = "Y";
  const openRows: OpenPages = (source, request) =>
    rowAxis === "Y" ? openPages(source, request) : rowsAsPages(openPages)(source, request);
  return openPlate(input, openRows, async (index) => {
    const main = await openIndex(index, isMainFile);
    const { directory, paths, signal } = index;
    const named = { format: "fluoview", name: main.source.name, ...about };
    const acquisition = await readAcquisition({ directory, paths, main, openPages, signal }, named);
    ({ rowAxis } = acquisition);
    return acquisition.contents;
  });
}

/** Files whose rows are sections or times: each row is a plane of one row. */
function rowsAsPages(openPages: OpenPages): OpenPages {
  return async (source, request) => {
    const found = await openPages(source, request);
    if (found.kind !== "pages") return found;
    const { rows } = found;
    return {
      ...found,
      pages: rows,
      rows: 1,
      readRows: (page, _, target, signal) => {
        if (page >= rows) throw new ZarrdropError("corrupt", `${source.name} has fewer rows than the other planes.`);
        return found.readRows(0, { start: page, count: 1 }, target, signal);
      },
    };
  };
}
