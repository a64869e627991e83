import { joinPath } from "../model/paths.ts";
import type { FileOrigin, FilesReference, SourceReference } from "../model/references.ts";
import {
  filesBelow,
  holdsN5,
  isClutter,
  isPlateFolder,
  isStoreFolder,
  plateIndexOf,
  treeOfHandle,
} from "./folderTree.ts";
import type { FolderTree } from "./folderTree.ts";

/** Something that could be an image, before anybody has looked into it. */
export type SourceCandidate = {
  /** Name of the file, or of the folder that is a store. */
  name: string;
  /** Path in what was dropped; unique in one drop. */
  path: string;
  /** Path of the folder to which paths in `source` are relative ("" for loose files). */
  base: string;
  /** It came with a folder: what turns out not to be an image is then no news. */
  fromFolder: boolean;
  source: SourceReference;
};

/**
 * Turns what was dropped into candidates, with the files that may belong to each. A folder that is an OME-Zarr store, or a plate by its
 * index or its folders, is one candidate; the files of one folder, and those below it, are companions of each other. Those that usually describe a whole
 * set come first, so that the others can be recognised as its parts.
 */
export async function groupSources(root: FolderTree): Promise<SourceCandidate[]> {
  const candidates: SourceCandidate[] = [];
  await walk(root, candidates);
  return candidates
    .map((candidate, index) => ({ candidate, index, rank: rankOf(candidate) }))
    .toSorted((a, b) => a.rank - b.rank || a.index - b.index)
    .map((entry) => entry.candidate);
}

async function walk(tree: FolderTree, found: SourceCandidate[]): Promise<void> {
  const main = await imageOf(tree);
  if (main !== null) {
    const source = await sourceIn(tree, main);
    const path = main === "" ? tree.path : joinPath(tree.path, main);
    found.push({ name: tree.name, path, base: tree.path, fromFolder: false, source });
    return;
  }
  const names = tree.files.map((file) => file.name).filter((name) => !isClutter(name));
  // What is in a store was not walked over: a file that belongs to it needs the folder.
  const isSmall = tree.path !== "" && countFiles(tree) <= MOST_LISTED && !holdsN5(tree);
  const isListed = tree.handle === null || isSmall;
  const shared = isListed && names.length > 0 ? await companionsOf(tree) : [];
  const origins = originsIn(tree);
  for (const name of names) {
    const source: SourceReference = isListed
      ? { kind: "files", files: shared, main: name, origins }
      : await sourceIn(tree, name);
    found.push({ name, path: joinPath(tree.path, name), base: tree.path, fromFolder: tree.path !== "", source });
  }
  for (const folder of tree.folders) await walk(folder, found);
}

/** How a folder that is one image is opened: by itself (""), or by its index; null for a folder of images. */
async function imageOf(tree: FolderTree): Promise<string | null> {
  if (isStoreFolder(tree)) return "";
  return (await plateIndexOf(tree)) ?? (isPlateFolder(tree) ? "" : null);
}

/**
 * Folders with at most this many files are handed over file by file: looking into a folder's handle costs about a millisecond
 * per file each time, and it would be looked into for each of its files.
 */
const MOST_LISTED = 500;

function countFiles(tree: FolderTree): number {
  return tree.folders.reduce((sum, folder) => sum + countFiles(folder), tree.files.length);
}

/** All files in and below a folder of what was dropped, by its path ("" for everything); null if it has no such folder. */
export async function sourceOfFolder(root: FolderTree, path: string): Promise<FilesReference | null> {
  let tree: FolderTree | undefined = root;
  while (tree !== undefined && tree.path !== path) {
    tree = tree.folders.find((folder) => path === folder.path || path.startsWith(`${folder.path}/`));
  }
  return tree === undefined ? null : sourceIn(tree, "");
}

/** Members of a sequence's folder but for some. A folder's handle has all that is in it: then its files are listed. */
export async function sourceWithout(source: FilesReference, without: readonly string[]): Promise<FilesReference> {
  if (without.length === 0 || source.kind === "node" || source.kind === "own") return source;
  const isMember = ({ path }: { path: string }): boolean => !without.includes(path);
  if (source.kind === "files") return { ...source, files: source.files.filter(isMember) };
  const files = await filesBelow(await treeOfHandle(source.handle, ""));
  return {
    kind: "files",
    files: files.filter(isMember),
    main: source.main,
    origins: [{ path: "", handle: source.handle }],
  };
}

/** A loose file that is in the queue already. */
type Loose = { id: string; base: string; source: SourceReference };

/** Loose files of the queue and those that come now, each with all of them as possible companions; what lies in folders stays as it is. */
export function joinLoose(
  queued: readonly Loose[],
  candidates: readonly SourceCandidate[],
): { joined: SourceCandidate[]; again: { id: string; source: SourceReference }[] } {
  const filesOf = ({ base, source }: Pick<Loose, "base" | "source">) =>
    base === "" && source.kind === "files" ? source : null;
  const now = candidates.map(filesOf).filter((source) => source !== null);
  const before = queued.filter((each) => filesOf(each) !== null);
  if (now.length === 0 || before.length === 0) return { joined: [...candidates], again: [] };
  const all = [...before.map((each) => filesOf(each)!), ...now];
  // Of two files of one name the later counts.
  const files = [...new Map(all.flatMap((source) => source.files.map((file) => [file.path, file]))).values()];
  const origins = [
    ...new Map(all.flatMap((source) => (source.origins ?? []).map((each) => [each.path, each]))).values(),
  ];
  const withAll = <Item extends Pick<Loose, "base" | "source">>(item: Item): Item =>
    filesOf(item) === null ? item : { ...item, source: { ...item.source, files, origins } };
  return { joined: candidates.map(withAll), again: before.map(withAll) };
}

async function sourceIn(tree: FolderTree, main: string): Promise<FilesReference> {
  if (tree.handle !== null) return { kind: "directory-handle", handle: tree.handle, main };
  return { kind: "files", files: await filesBelow(tree), main, origins: originsIn(tree) };
}

/** The handles that tell where the files of a tree lie: of the folder, or of the things that were dropped side by side. */
function originsIn(tree: FolderTree): FileOrigin[] {
  if (tree.handle !== null) return [{ path: "", handle: tree.handle }];
  return [...tree.files, ...tree.folders].flatMap(({ name, handle }) => (handle ? [{ path: name, handle }] : []));
}

/**
 * Companions of files without a folder handle. Below a folder: everything. For loose files: the other loose files, and the
 * folders dropped beside them whose name contains the stem of one (`a.sldy` and `a.dir`).
 */
async function companionsOf(tree: FolderTree): Promise<{ path: string; file: File }[]> {
  if (tree.path !== "") return filesBelow(tree);
  const files: { path: string; file: File }[] = [];
  for (const file of tree.files) files.push({ path: file.name, file: await file.get() });
  const stems = tree.files.map((file) => file.name.replace(/\.[^.]*$/, "")).filter((stem) => stem !== "");
  for (const folder of tree.folders) {
    if (isStoreFolder(folder) || !stems.some((stem) => folder.name.includes(stem))) continue;
    for (const below of await filesBelow(folder))
      files.push({ path: joinPath(folder.name, below.path), file: below.file });
  }
  return files;
}

/** Name endings of files that describe a set of files. Only an order of asking: what a file is, its content decides. */
const INDEX_ENDINGS = [
  ".companion.ome",
  ".xml",
  ".xlif",
  ".xlcf",
  ".xllf",
  ".sldy",
  ".xlef",
  ".htd",
  ".mlf",
  ".nd",
  ".oif",
];

function rankOf(candidate: SourceCandidate): number {
  const name = candidate.name.toLowerCase();
  const depth = candidate.base === "" ? 0 : candidate.base.split("/").length;
  const describesSet = INDEX_ENDINGS.some((ending) => name.endsWith(ending));
  if (describesSet) return depth;
  // The same image as its stacks, which have the dataset's name.
  return (name === "ndtiff.index" ? 2000 : 1000) + depth;
}
