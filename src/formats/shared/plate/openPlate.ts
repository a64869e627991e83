import { throwIfAborted } from "../../../bytes/abort.ts";
import { asReadError, ZarrdropError } from "../../../model/errors.ts";
import type { ImageReader, OpenInput } from "../../reader.ts";
import type { OpenPages } from "../storedPages.ts";
import { describePlate } from "./describePlate.ts";
import { type FieldLayout, layoutPlate } from "./layoutPlate.ts";
import { PlaneFiles } from "./planeFiles.ts";
import type { PlateContents } from "./plateContents.ts";
import { PlateReader } from "./plateReader.ts";

/** What reading the index of a plate needs. */
export type IndexInput = Pick<OpenInput, "directory" | "path" | "source"> & {
  /** All paths of the directory. */
  paths: readonly string[];
  signal: AbortSignal;
};

/**
 * Opens a plate: `readIndex` says what is on it, here its files are found, and the first of them says what a plane is.
 * @throws `companion-missing` where none of the plate's files is there; those of `readIndex`, `layoutPlate` and the picture's reader
 */
export async function openPlate(
  { directory, path, source, signal }: OpenInput,
  openPages: OpenPages,
  readIndex: (input: IndexInput) => Promise<PlateContents>,
): Promise<ImageReader> {
  const lifetime = new AbortController();
  const stop = (): void => lifetime.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    throwIfAborted(signal);
    const paths = await directory.list(signal);
    const contents = await readIndex({ directory, path, source, paths, signal: lifetime.signal });
    const layout = layoutPlate(contents, findIn(paths));
    const pagesOfFile = contents.planes.reduce((most, { page }) => Math.max(most, page + 1), 1);
    const files = new PlaneFiles(directory, openPages, pagesOfFile, lifetime.signal);
    const form = await files.form(firstPlane(layout.fields, contents));
    const description = describePlate(contents, layout, form);
    return new PlateReader({ description, planes: layout.fields.map(({ planes }) => planes), form, files, lifetime });
  } catch (error) {
    lifetime.abort();
    throw asReadError(error, path === "" ? (directory.name ?? "the folder") : path);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Indices are written on Windows: the case of names may have changed since. */
function findIn(paths: readonly string[]): (path: string) => string | null {
  const exact = new Set(paths);
  let lower: Map<string, string> | null = null;
  return (path) => {
    if (exact.has(path)) return path;
    lower ??= new Map(paths.map((each) => [each.toLowerCase(), each]));
    return lower.get(path.toLowerCase()) ?? null;
  };
}

function firstPlane(fields: readonly FieldLayout[], { name, planes }: PlateContents) {
  for (const field of fields) for (const place of field.planes.values()) return place;
  const files = planes.flatMap(({ path }) => (path === null ? [] : [path]));
  throw new ZarrdropError(
    "companion-missing",
    `None of the ${files.length} images that ${name} lists is there: ${files.slice(0, 3).join(", ")}${files.length > 3 ? ", …" : ""}.`,
    {
      file: name,
      files: files.slice(0, 1000),
      advice: "Drop the whole folder of the plate, with its images in it.",
    },
  );
}
