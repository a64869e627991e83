import { ZarrdropError } from "../model/errors.ts";
import { LIMITS } from "../model/limits.ts";
import { baseName, folderOf, joinPath } from "../model/paths.ts";

/**
 * What a person dropped or chose, in one form for all the ways in which browsers hand it over. The root has the path "" and
 * holds the things that were dropped side by side.
 */
export type FolderTree = {
  name: string;
  /** Path in what was dropped; "" for the root. */
  path: string;
  /** The folder itself where the browser gives access to it. */
  handle: FileSystemDirectoryHandle | null;
  files: TreeFile[];
  folders: FolderTree[];
  /** Of what was dropped side by side: what cannot be read, and why. */
  lost?: readonly LostThing[];
};

/** Something that a person gave, and that the browser does not get at: it was moved, or may not be read. */
export type LostThing = { name: string; error: ZarrdropError };

/** A file of a tree: its content is asked for only when it is needed. */
export type TreeFile = {
  name: string;
  get(): Promise<File>;
  /** Where the browser gives one for a file dropped or chosen by itself; one that came with its folder has the folder's. */
  handle?: FileSystemFileHandle;
};

/** Folders deeper than this are not entered: no acquisition software nests so deep, a loop would. */
const MAXIMUM_DEPTH = 32;

/** Files whose presence makes a folder an OME-Zarr store, or one of N5: its thousands of chunk files are then not walked. */
const N5_MARKER = "attributes.json";
const STORE_MARKERS = ["zarr.json", ".zattrs", ".zgroup", ".zarray", N5_MARKER];

/** Left behind by operating systems; never images. */
const CLUTTER = new Set(["thumbs.db", "desktop.ini", "icon\r", "__macosx"]);

/**
 * Files that list the planes of a plate, and what is at their beginning: all that is in and below their folder belongs to it, and may be
 * ten thousand pictures.
 */
const PLATE_INDICES: readonly { name: RegExp; content: RegExp }[] = [
  { name: /^index(?:\.idx|\.ref)?\.xml$/i, content: /<EvaluationInputData\s[^>]*Harmony/i },
  { name: /^measurementdata\.mlf$/i, content: /<\w+:MeasurementData\s/ },
  { name: /\.htd$/i, content: /^"HTSInfoFile"/ },
  { name: /^experiment_descriptor\.(?:xml|dat)$/i, content: /^/ },
  { name: /^measurementindex\.columbusidx\.xml$/i, content: /<ColumbusMeasurementIndex\s/ },
];

/** Name of the file that lists all that is in a folder, where it has one. */
export async function plateIndexOf(tree: FolderTree): Promise<string | null> {
  if (tree.path === "") return null;
  for (const file of tree.files) {
    const index = PLATE_INDICES.find(({ name }) => name.test(file.name));
    if (index === undefined) continue;
    const head = await (await file.get()).slice(0, 2048).text();
    if (index.content.test(head)) return file.name;
  }
  return null;
}

/** True for a folder that is itself an image. */
export function isStoreFolder(tree: FolderTree): boolean {
  return tree.path !== "" && tree.files.some((file) => STORE_MARKERS.includes(file.name));
}

/** True for a folder that holds one of N5, to which a file beside it may belong (BigDataViewer's). */
export function holdsN5({ folders }: FolderTree): boolean {
  return folders.some(({ files }) => files.some(({ name }) => name === N5_MARKER));
}

/** Folders of time points and sections, and a plane of a well, as MetaXpress names them where it writes no index. */
const PLANE_FOLDER = /^(?:TimePoint|ZStep)_\d+$/;
const WELL_PLANE = /_[A-Z]{1,2}\d{2}(?:_s\d+)?(?:_w\d)?(?:_thumb)?[0-9A-F-]*\.tiff?$/i;

/** True for a folder of Micro-Manager's planes with their list. */
function isPositionFolder({ files }: FolderTree): boolean {
  return files.some(({ name }) => name === "metadata.txt") && files.some(({ name }) => /^img_.*\.tiff?$/.test(name));
}

/** True for a folder that is a plate, or an acquisition of several positions, by the folders and files in it. */
export function isPlateFolder(tree: FolderTree): boolean {
  if (tree.path !== "" && (isPositionFolder(tree) || tree.folders.some(isPositionFolder))) return true;
  const holdsPlanes = (folder: FolderTree): boolean =>
    PLANE_FOLDER.test(folder.name) &&
    (folder.files.some(({ name }) => WELL_PLANE.test(name)) || folder.folders.some(holdsPlanes));
  return tree.path !== "" && !PLANE_FOLDER.test(tree.name) && tree.folders.some(holdsPlanes);
}

/** Hidden files and what operating systems leave behind. Store markers begin with a dot too, but are seen before. */
export function isClutter(name: string): boolean {
  return name.startsWith(".") || CLUTTER.has(name.toLowerCase());
}

/** A tree without files: what loose files and folders are hung into. */
export function emptyRoot(): FolderTree {
  return { name: "", path: "", handle: null, files: [], folders: [] };
}

/**
 * Lists a folder and those below it. A store is not entered.
 * @throws `limit` (LIMITS.filesInFolder), `permission`
 */
export async function treeOfHandle(handle: FileSystemDirectoryHandle, path: string): Promise<FolderTree> {
  let count = 0;
  async function walk(folder: FileSystemDirectoryHandle, at: string, depth: number): Promise<FolderTree> {
    const tree: FolderTree = { name: folder.name, path: at, handle: folder, files: [], folders: [] };
    const below: FileSystemDirectoryHandle[] = [];
    for await (const entry of folder.values()) {
      if (++count > LIMITS.filesInFolder) throw tooMany(handle.name);
      if (entry.kind === "file") tree.files.push({ name: entry.name, get: () => entry.getFile() });
      else if (!isClutter(entry.name)) below.push(entry);
    }
    if (isStoreFolder(tree) || depth >= MAXIMUM_DEPTH) return sorted(tree);
    for (const child of below) tree.folders.push(await walk(child, joinPath(at, child.name), depth + 1));
    return sorted(tree);
  }
  return walk(handle, path, 0);
}

/** The tree of the older entry interface (Firefox, Safari). */
export async function treeOfEntry(entry: FileSystemDirectoryEntry, path: string): Promise<FolderTree> {
  let count = 0;
  async function walk(folder: FileSystemDirectoryEntry, at: string, depth: number): Promise<FolderTree> {
    const tree: FolderTree = { name: folder.name, path: at, handle: null, files: [], folders: [] };
    const reader = folder.createReader();
    const below: FileSystemDirectoryEntry[] = [];
    for (;;) {
      // readEntries gives a hundred at a time and an empty list at the end.
      const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (entries.length === 0) break;
      count += entries.length;
      if (count > LIMITS.filesInFolder) throw tooMany(entry.name);
      for (const child of entries) {
        // The two subtypes are told apart by these flags alone.
        if (child.isFile) tree.files.push({ name: child.name, get: () => fileOfEntry(child as FileSystemFileEntry) });
        else if (!isClutter(child.name)) below.push(child as FileSystemDirectoryEntry);
      }
    }
    if (depth < MAXIMUM_DEPTH) {
      for (const child of below) tree.folders.push(await walk(child, joinPath(at, child.name), depth + 1));
    }
    return sorted(tree);
  }
  return walk(entry, path, 0);
}

/** The file behind an entry of a drop. Fails as the browser does, with a `DOMException`. */
export function fileOfEntry(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** The tree of files with relative paths, as a folder input (`webkitdirectory`) gives them. */
export function treeOfPaths(files: readonly { path: string; file: File }[]): FolderTree {
  const root = emptyRoot();
  const folders = new Map<string, FolderTree>([["", root]]);
  function folderAt(path: string): FolderTree {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const tree: FolderTree = { name: baseName(path), path, handle: null, files: [], folders: [] };
    folders.set(path, tree);
    folderAt(folderOf(path)).folders.push(tree);
    return tree;
  }
  for (const { path, file } of files) {
    const folder = folderAt(folderOf(path));
    folder.files.push({ name: baseName(path), get: () => Promise.resolve(file) });
  }
  for (const folder of folders.values()) sorted(folder);
  return root;
}

/** All files below a folder, with paths relative to it. */
export async function filesBelow(tree: FolderTree): Promise<{ path: string; file: File }[]> {
  const found: { path: string; file: File }[] = [];
  async function walk(folder: FolderTree, prefix: string): Promise<void> {
    for (const file of folder.files) found.push({ path: joinPath(prefix, file.name), file: await file.get() });
    for (const child of folder.folders) await walk(child, joinPath(prefix, child.name));
  }
  await walk(tree, "");
  return found;
}

const byName = new Intl.Collator(undefined, { numeric: true });

function sorted(tree: FolderTree): FolderTree {
  tree.files.sort((a, b) => byName.compare(a.name, b.name));
  tree.folders.sort((a, b) => byName.compare(a.name, b.name));
  return tree;
}

function tooMany(name: string): ZarrdropError {
  return new ZarrdropError("limit", `${name} holds more than ${LIMITS.filesInFolder.toLocaleString("en")} files.`, {
    file: name,
    advice: "Drop the folder of one acquisition instead of the whole disk.",
  });
}
