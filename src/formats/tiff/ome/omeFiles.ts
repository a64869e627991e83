import { baseName, folderOf, joinPath, safePath } from "../../../model/paths.ts";
import type { ByteDirectory } from "../../../bytes/source.ts";
import { BoundedCache } from "../../../model/boundedCache.ts";
import { isAboutContent } from "../../shared/aboutContent.ts";
import { firstPage } from "../series/firstPage.ts";
import type { OmeDocument, OmeImage, OmeTiffData } from "./omeXml.ts";
import { TiffFile } from "../container/tiffFile.ts";
import { companionMissing } from "../errors.ts";

/** Above this many files the folder is listed once instead of asking for each file. */
const ASKED_SINGLY = 64;

/** Characters in which the root element of a document ends. */
const LONGEST_HEAD = 10_000;

/** Files of a set kept open, each with what it remembers of its directories. */
const OPEN_FILES = 16;

/** The TIFF files that hold the planes of an OME-XML document. */
export interface OmeFiles {
  /** Paths of the files of the set that are there. */
  readonly paths: string[];
  /** Number of the file that a TiffData element means: an index of `paths`; -1 for one that is not there. */
  fileOf(data: OmeTiffData): number;
  /** Names of the files that an image needs and that are not there. */
  missingFor(image: OmeImage): string[];
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
 * Finds the files of a document: by their UUIDs, as far as they have any, else by their names. Where there is but one and it was not
 * given, the chosen file is it, under another name. Images whose files are not all there are for others to leave out.
 * @throws `companion-missing` if no image has all of its files, or none of those that the chosen file is part of
 */
export async function findOmeFiles(document: OmeDocument, context: OmeFileContext): Promise<OmeFiles> {
  const { directory, path, main, lifetime } = context;
  const paths: string[] = main === null ? [] : [path];
  const isMain = mainCheck(document, context);
  const others = namedFiles(document, isMain);
  const { found, missing } = await findNamed(others, context);
  const indices = new Map<string, number>();
  for (const [name, where] of found) {
    indices.set(name, paths.length);
    paths.push(where);
  }
  const isRenamed = main !== null && missing.length === 1 && others.size === 1 && !anyData(document.images, isMain);
  const lost = new Set(isRenamed ? [] : missing);
  const missingFor = ({ pixels }: OmeImage): string[] => {
    const names = pixels.tiffData.flatMap((data) => (isMain(data) || data.fileName === null ? [] : [data.fileName]));
    return [...new Set(names)].filter((name) => lost.has(name));
  };
  const whole = document.images.filter((image) => missingFor(image).length === 0);
  const isMainUsed = main === null || !anyData(document.images, isMain) || anyData(whole, isMain);
  if (lost.size > 0 && (whole.length === 0 || !isMainUsed)) throw companionMissing(path, missing);
  if (paths.length === 0) throw companionMissing(path, ["the TIFF files that it describes"]);

  const opened = new BoundedCache<number, TiffFile>(OPEN_FILES, () => 1);
  return {
    paths,
    missingFor,
    fileOf(data) {
      if (data.fileName === null || isMain(data)) return 0;
      return indices.get(data.fileName) ?? (lost.has(data.fileName) ? -1 : 0);
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

/** Whether planes are in the chosen file. Its UUID counts before its name, where the document knows it. */
function mainCheck(document: OmeDocument, { path, main, mainUuid }: OmeFileContext): (data: OmeTiffData) => boolean {
  if (main === null) return () => false;
  const name = baseName(path).toLowerCase();
  const byUuid = mainUuid !== null && anyData(document.images, ({ uuid }) => uuid === mainUuid);
  return ({ uuid, fileName }) => {
    if (uuid === null && fileName === null) return true;
    return byUuid && uuid !== null ? uuid === mainUuid : fileName?.toLowerCase() === name;
  };
}

/** Files beside the chosen one by the names that the document gives them, with their UUIDs. */
function namedFiles(document: OmeDocument, isMain: (data: OmeTiffData) => boolean): Map<string, string | null> {
  const named = new Map<string, string | null>();
  for (const { pixels } of document.images) {
    for (const data of pixels.tiffData) {
      if (!isMain(data) && data.fileName !== null) named.set(data.fileName, data.uuid);
    }
  }
  return named;
}

/** Where files are, by name; those that are not there under their names are looked for by their UUIDs. */
async function findNamed(
  named: ReadonlyMap<string, string | null>,
  context: OmeFileContext,
): Promise<{ found: Map<string, string>; missing: string[] }> {
  const { directory, path } = context;
  const found = new Map<string, string>();
  const missing: string[] = [];
  const exists = await existenceCheck(directory, named.size);
  for (const name of named.keys()) {
    const safe = safePath(joinPath(folderOf(path), name));
    if (safe !== null && safe !== path && (await exists(safe))) found.set(name, safe);
    else missing.push(name);
  }
  const renamed =
    missing.length === 0 ? new Map<string, string>() : await filesByUuid(new Set(found.values()), context);
  for (const name of missing) {
    const where = renamed.get(named.get(name) ?? "");
    if (where !== undefined) found.set(name, where);
  }
  return { found, missing: missing.filter((name) => !found.has(name)) };
}

/** TIFF files beside the chosen one that nobody has named, by the UUIDs that they give themselves. */
async function filesByUuid(known: ReadonlySet<string>, context: OmeFileContext): Promise<Map<string, string>> {
  const { directory, path, lifetime } = context;
  const folder = folderOf(path);
  const listed = await directory.list(lifetime);
  const beside = listed.filter(
    (other) => other !== path && folderOf(other) === folder && /\.tiff?$/i.test(other) && !known.has(other),
  );
  const byUuid = new Map<string, string>();
  for (const other of beside.slice(0, ASKED_SINGLY)) {
    const uuid = await uuidOf(other, context);
    if (uuid !== null) byUuid.set(uuid, other);
  }
  return byUuid;
}

/** The UUID in a file's own OME-XML; null for whatever has none. */
async function uuidOf(path: string, { directory, lifetime }: OmeFileContext): Promise<string | null> {
  try {
    const file = await openTiff(directory, path, lifetime);
    const [xml] = await file.descriptions(await firstPage(file));
    return /<(?:\w+:)?OME\s[^>]*?\bUUID="([^"]+)"/.exec(xml!.slice(0, LONGEST_HEAD))?.[1] ?? null;
  } catch (error) {
    // What cannot be read is no part of this set.
    if (isAboutContent(error)) return null;
    throw error;
  }
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

function anyData(images: readonly OmeImage[], test: (data: OmeTiffData) => boolean): boolean {
  return images.some((image) => image.pixels.tiffData.some(test));
}
