import { assertNever, ZarrdropError } from "../model/errors.ts";
import type { FilesReference, SourceReference } from "../model/references.ts";
import { FileListDirectory } from "./fileListDirectory.ts";
import { directoryOfHandle } from "./handleDirectories.ts";
import { safePath } from "../model/paths.ts";
import type { ByteDirectory, ByteSource, WalkableDirectory } from "./source.ts";

/** A reference made readable. */
export type OpenedSource = {
  directory: ByteDirectory;
  /** As in the reference: path of the main file, or "" for a folder that is itself the image, and for a sequence. */
  main: string;
  /** The main file; null when `main` is "". */
  source: ByteSource | null;
};

/**
 * Opens what a person dropped or named; reads nothing yet.
 * @throws `source-changed` when the main file is not there, `unsupported-feature` when its name cannot be told from a way, those of
 *   `asSourceError`
 */
export async function openSource(reference: SourceReference): Promise<OpenedSource> {
  if (reference.kind === "sequence") {
    return { directory: await directoryOf(reference.source), main: "", source: null };
  }
  refuseAmbiguous(reference);
  const directory = await directoryOf(reference);
  if (reference.main === "") return { directory, main: "", source: null };
  const source = await directory.open(reference.main);
  if (source === null) {
    throw new ZarrdropError("source-changed", `${reference.main} is not there (any more).`, {
      file: reference.main,
      advice: "Check the name, or choose the file again.",
    });
  }
  return { directory, main: reference.main, source };
}

/** Linux and macOS allow names that are ways elsewhere (`a\b.tif`, `c:x.tif`): another file would be opened, or none. */
function refuseAmbiguous({ kind, main }: FilesReference): void {
  const isListed = kind === "files" || kind === "own";
  if (isListed || main === "" || safePath(main) === main) return;
  throw new ZarrdropError(
    "unsupported-feature",
    `${main} cannot be opened: its name has a backslash in it, or begins like a drive of Windows.`,
    { file: main, advice: "Give it another name." },
  );
}

/**
 * The directory of a reference; reads nothing yet.
 * @throws `permission`
 */
export async function directoryOf(reference: FilesReference): Promise<WalkableDirectory> {
  switch (reference.kind) {
    case "files":
    case "own":
      return new FileListDirectory(reference.files);
    case "directory-handle":
      return directoryOfHandle(reference.handle);
    case "node": {
      const { NodeFolder } = await import("./nodeFile.ts");
      return new NodeFolder(reference.folder);
    }
    default:
      return assertNever(reference);
  }
}
