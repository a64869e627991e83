import { folderOf, joinPath, safePath } from "../../../bytes/paths.ts";
import type { ByteDirectory } from "../../../bytes/source.ts";
import { BoundedCache } from "../../../model/boundedCache.ts";
import type { OmeDocument, OmeTiffData } from "./omeXml.ts";
import { TiffFile } from "../container/tiffFile.ts";
import { companionMissing } from "../errors.ts";

/** Above this many files the folder is listed once instead of asking for each file. */
const ASKED_SINGLY = 64;

/** Files of a set kept open, each with what it remembers of its directories. */
const OPEN_FILES = 16;

/** The TIFF files that hold the planes of an OME-XML document. */
export interface OmeFiles {
  /** Paths of all files of the set. */
  readonly paths: string[];
  /** Number of the file that a TiffData element means: an index of `paths`. */
  fileOf(data: OmeTiffData): number;
  /**
   * The file, opened once while it is among those used last.
   * @throws as `TiffFile.open`
   */
  open(file: number): Promise<TiffFile>;
}

/** What is needed to find the other files of a set. */
export type OmeFileContext = {
  directory: ByteDirectory;
  /** Path of the file that the person chose. */
  path: string;
  /** That file, if it is a TIFF file; null for a companion file. */
  main: TiffFile | null;
  /** UUID that this file's own description gives it. */
  mainUuid: string | null;
  lifetime: AbortSignal;
};

/**
 * Finds the files of a document. A file that is named but was not given is `companion-missing`, unless it is the only one: then the
 * chosen file is it, under another name.
 */
export async function findOmeFiles(document: OmeDocument, context: OmeFileContext): Promise<OmeFiles> {
  const { directory, path, main, lifetime } = context;
  const folder = folderOf(path);
  const paths: string[] = main === null ? [] : [path];
  const mainName = path.slice(folder.length === 0 ? 0 : folder.length + 1).toLowerCase();
  const isMain = (data: OmeTiffData): boolean =>
    main !== null &&
    ((data.uuid === null && data.fileName === null) ||
      (data.uuid !== null && data.uuid === context.mainUuid) ||
      data.fileName?.toLowerCase() === mainName);

  const others = new Map<string, string>();
  for (const image of document.images) {
    for (const data of image.pixels.tiffData) {
      if (!isMain(data) && data.fileName !== null) others.set(data.fileName, joinPath(folder, data.fileName));
    }
  }
  const indices = new Map<string, number>();
  const missing: string[] = [];
  const exists = await existenceCheck(directory, others.size);
  for (const [name, wanted] of others) {
    const safe = safePath(wanted);
    if (safe === null || !(await exists(safe))) {
      missing.push(name);
      continue;
    }
    indices.set(name, paths.length);
    paths.push(safe);
  }
  const isRenamed = main !== null && missing.length === 1 && others.size === 1 && !anyData(document, isMain);
  if (missing.length > 0 && !isRenamed) throw companionMissing(path, missing);
  if (paths.length === 0) throw companionMissing(path, ["the TIFF files that it describes"]);

  const opened = new BoundedCache<number, TiffFile>(OPEN_FILES, () => 1);
  return {
    paths,
    fileOf(data) {
      const named = data.fileName === null || isMain(data) ? undefined : indices.get(data.fileName);
      return named ?? 0;
    },
    async open(file) {
      if (file === 0 && main !== null) return main;
      const known = opened.get(file);
      if (known !== undefined) return known;
      const tiff = await openTiff(directory, paths[file]!, lifetime);
      opened.put(file, tiff);
      return opened.get(file) ?? tiff;
    },
  };
}

async function existenceCheck(directory: ByteDirectory, files: number): Promise<(path: string) => Promise<boolean>> {
  if (files <= ASKED_SINGLY) return async (path) => (await directory.open(path)) !== null;
  const all = new Set(await directory.list());
  return async (path) => all.has(path);
}

async function openTiff(directory: ByteDirectory, path: string, lifetime: AbortSignal): Promise<TiffFile> {
  const source = await directory.open(path);
  if (source === null) throw companionMissing(path, [path]);
  return TiffFile.open(source, lifetime);
}

function anyData(document: OmeDocument, test: (data: OmeTiffData) => boolean): boolean {
  return document.images.some((image) => image.pixels.tiffData.some(test));
}
