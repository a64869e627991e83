import { platform } from "#platform";
import { directoryOf } from "../bytes/openSource.ts";
import { ZarrdropError } from "../model/errors.ts";
import type { FilesReference, OwnFile, SourceReference } from "../model/references.ts";
import { proposePattern } from "../sequence/proposePattern.ts";

/**
 * What is opened:
 * - on Node a path: of a file, which is searched for companions in its folder, or of a folder that is itself an image
 * - a `File`, the handle of a file, or a file of the program's own, each alone
 * - the handle of a folder that is itself an image, such as an OME-Zarr store
 * - `main` of a folder, or of files with their paths in one: the others are its companions; "" means that all together are the image
 */
export type ImageSource =
  | string
  | File
  | OwnFile
  | FileSystemFileHandle
  | FileSystemDirectoryHandle
  | { folder: FileSystemDirectoryHandle; main: string }
  | { files: readonly { path: string; file: File | OwnFile }[]; main: string };

/**
 * The files that are meant. `sequence`: all files of the source are one image by their names: a template as in `SequencePattern`, or "auto".
 * @throws {ZarrdropError} setting where names do not tell how files go together; those of the platform
 */
export async function referenceOf(
  source: ImageSource,
  sequence: string | undefined,
  signal: AbortSignal,
): Promise<SourceReference> {
  const files = await filesOf(source);
  if (sequence === undefined) return files;
  const template = sequence === "auto" ? await proposedTemplate(files, signal) : sequence;
  return { kind: "sequence", source: files, pattern: { template } };
}

/** As `referenceOf`, for what cannot be a sequence. */
export async function filesOf(source: ImageSource): Promise<FilesReference> {
  if (typeof source === "string") return platform.sourceAt(source);
  // Programs without types give anything.
  if (typeof source !== "object" || source === null) throw notAFile();
  if ("folder" in source) return { kind: "directory-handle", handle: source.folder, main: source.main };
  if ("files" in source) return listed(source.files, source.main);
  if (!("kind" in source)) return listed([{ path: source.name, file: source }], source.name);
  if (source.kind === "directory") return { kind: "directory-handle", handle: source, main: "" };
  const { name } = source;
  const files = [{ path: name, file: await source.getFile() }];
  return { kind: "files", files, main: name, origins: [{ path: name, handle: source }] };
}

function listed(files: readonly { path: string; file: File | OwnFile }[], main: string): FilesReference {
  if (!files.every(({ file }) => isFile(file))) throw notAFile();
  const posted = files.flatMap(({ path, file }) => (file instanceof File ? [{ path, file }] : []));
  return posted.length === files.length ? { kind: "files", files: posted, main } : { kind: "own", files, main };
}

function isFile(file: File | OwnFile): boolean {
  return (
    file instanceof File || (typeof file?.name === "string" && isSize(file.size) && typeof file.read === "function")
  );
}

function isSize(size: unknown): boolean {
  return Number.isSafeInteger(size) && Number(size) >= 0;
}

function notAFile(): ZarrdropError {
  return new ZarrdropError("setting", "What was given to be opened is no file, folder or path.", {
    advice: "Give one of what ImageSource names; a file of your own has a name, a size and a function read.",
  });
}

async function proposedTemplate(files: FilesReference, signal: AbortSignal): Promise<string> {
  const directory = await directoryOf(files);
  const pattern = proposePattern(await directory.list(signal));
  if (pattern !== null) return pattern.template;
  const where = files.kind === "node" ? files.folder : (directory.name ?? "");
  throw new ZarrdropError("setting", `The names of the files in ${where} do not show how they go together.`, {
    setting: "sequence",
    file: where,
    advice: "Say it with a template (sequence), such as 'img_t{t}_c{c}_z{z}.tif'.",
  });
}
