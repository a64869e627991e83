import { isAboutContent } from "../../shared/aboutContent.ts";
import { baseName } from "../../../model/paths.ts";
import type { ByteDirectory, ByteSource } from "../../../bytes/source.ts";
import { ZarrdropError } from "../../../model/errors.ts";
import { readDirectory } from "./directory.ts";
import { Entries } from "./entries.ts";
import { expandSpans } from "./spans.ts";
import { type FileHeader, readFileHeader } from "./fileHeader.ts";
import { scanSegments } from "./scanSegments.ts";
import { firstFilePath, partCandidates, partName } from "./setNames.ts";
import { parseSubBlock, SUB_BLOCK_HEAD_BYTES } from "./subBlock.ts";

/** A CZI file, alone or of a set. */
export type SetFile = { source: ByteSource; path: string; header: FileHeader };

/** All files of an image and where in them things are. */
export type FileSet = {
  /** The first file first. */
  files: SetFile[];
  /** `part` is the place in `files`. */
  entries: Entries;
  /** Positions in the first file; 0 = there is none. */
  metadataPosition: number;
  attachmentDirectoryPosition: number;
  notes: string[];
};

/**
 * Opens a file with the others of its set, whichever of them was given. Parts are told by their names ("a (1).czi"
 * beside "a.czi") and by the identifier of the first file that they carry. Tiles are listed in the first file's
 * directory with the number of the part, or in the directory of the part itself.
 * @throws `companion-missing`, `corrupt`, `limit`, `unsupported-feature`
 */
export async function openFileSet(
  source: ByteSource,
  path: string,
  directory: ByteDirectory,
  signal: AbortSignal,
): Promise<FileSet> {
  const first = await firstFile(source, path, directory, signal);
  const { header } = first;
  const set: FileSet = {
    files: [first],
    entries: new Entries(),
    metadataPosition: header.metadataPosition,
    attachmentDirectoryPosition: header.attachmentDirectoryPosition,
    notes: [],
  };
  const { entries } = set;
  const parts = await openParts(first, directory, signal);
  if (header.directoryPosition === 0) {
    const scan = await scanSegments(first.source, signal, (entry) => entries.add(entry));
    set.metadataPosition ||= scan.metadataPosition;
    set.attachmentDirectoryPosition ||= scan.attachmentDirectoryPosition;
    set.notes.push(
      `${first.source.name} was not finished by the program that wrote it; its tiles were found by searching the file.`,
    );
  } else {
    const setBytes = [first, ...parts.values()].reduce((sum, file) => sum + file.source.size, 0);
    await readDirectory(first.source, header.directoryPosition, setBytes, signal, (entry) => entries.add(entry));
    if (header.isUpdatePending) {
      set.notes.push(`${first.source.name} says that it was being changed when it was saved; tiles may be missing.`);
    }
  }
  await placeEntries(set, parts, signal);
  await addOwnEntries(set, parts, signal);
  await expandSpans(set.files, set.entries, signal);
  return set;
}

/** The first file of the set that a file belongs to: mostly the file itself. */
async function firstFile(
  source: ByteSource,
  path: string,
  directory: ByteDirectory,
  signal: AbortSignal,
): Promise<SetFile> {
  const header = await readFileHeader(source, signal);
  const file = { source, path, header };
  if (header.filePart <= 0 || header.fileGuid === header.primaryFileGuid) return file;
  const wanted = firstFilePath(path, await directory.list());
  const other = wanted === null ? null : await openPart(directory, wanted, signal);
  if (wanted !== null && other?.header.fileGuid === header.primaryFileGuid) return other;
  throw new ZarrdropError(
    "companion-missing",
    `${source.name} is part ${header.filePart} of a set of files, and the first file of the set is not beside it.`,
    {
      file: source.name,
      files: wanted === null ? [] : [baseName(wanted)],
      advice: "Choose all files of the set together.",
    },
  );
}

/** Further parts that lie beside the first file, by their number. */
async function openParts(first: SetFile, directory: ByteDirectory, signal: AbortSignal): Promise<Map<number, SetFile>> {
  const parts = new Map<number, SetFile>();
  for (const candidate of partCandidates(first.path, await directory.list())) {
    const file = await openPart(directory, candidate.path, signal);
    // A file that only has such a name (a copy, another image) does not know the first one.
    if (file === null || file.header.primaryFileGuid !== first.header.fileGuid || file.header.filePart <= 0) continue;
    parts.set(file.header.filePart, file);
  }
  return parts;
}

async function openPart(directory: ByteDirectory, path: string, signal: AbortSignal): Promise<SetFile | null> {
  const source = await directory.open(path);
  if (source === null) return null;
  try {
    return { source, path, header: await readFileHeader(source, signal) };
  } catch (error) {
    if (error instanceof ZarrdropError && error.kind === "corrupt") return null;
    throw error;
  }
}

/** Puts the place of its file into each entry of the first file's directory. */
async function placeEntries(set: FileSet, parts: ReadonlyMap<number, SetFile>, signal: AbortSignal): Promise<void> {
  const { entries, files } = set;
  const first = files[0]!;
  const places = new Map<number, number>([
    [0, 0],
    [first.header.filePart, 0],
  ]);
  for (let index = 0; index < entries.count; index++) {
    const number = entries.part[index]!;
    let place = places.get(number);
    if (place === undefined) {
      const part = parts.get(number);
      if (part !== undefined) place = files.push(part) - 1;
      // Programs that copy files need not keep the number true.
      else if (await isHere(first.source, entries, index, signal)) place = 0;
      else throw missingPart(first, number);
      places.set(number, place);
    }
    entries.part[index] = place;
  }
}

/** Whether the sub-block of an entry is in this file, whatever its part number says. */
async function isHere(source: ByteSource, entries: Entries, index: number, signal: AbortSignal): Promise<boolean> {
  const position = entries.position[index]!;
  if (position < 0 || position >= source.size) return false;
  const length = Math.min(SUB_BLOCK_HEAD_BYTES, source.size - position);
  try {
    const own = parseSubBlock(await source.read(position, length, signal), position, source).entry;
    const same = ["x", "y", "width", "height", "mosaic"] as const;
    const isSame = same.every((key) => own[key] === entries[key][index]);
    return isSame && [...own.coordinates].every(([letter, { start }]) => start === entries.coordinate(letter, index));
  } catch (error) {
    if (isAboutContent(error)) return false;
    throw error;
  }
}

function missingPart(first: SetFile, part: number): ZarrdropError {
  const file = first.source.name;
  const wanted = partName(first.path, part);
  return new ZarrdropError("companion-missing", `${file} is one of a set of files, and ${wanted} is not beside it.`, {
    file,
    files: [wanted],
    advice: "Choose all files of the set together.",
  });
}

/** Parts that the first file's directory does not mention list their tiles themselves. */
async function addOwnEntries(set: FileSet, parts: ReadonlyMap<number, SetFile>, signal: AbortSignal): Promise<void> {
  for (const part of parts.values()) {
    if (set.files.includes(part) || part.header.directoryPosition === 0) continue;
    const place = set.files.push(part) - 1;
    const { source, header } = part;
    await readDirectory(source, header.directoryPosition, source.size, signal, (entry) =>
      set.entries.add({ ...entry, part: place }),
    );
  }
}
