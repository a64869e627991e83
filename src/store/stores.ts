import { assertNever } from "../model/errors.ts";
import type { DestinationReference } from "../model/references.ts";
import { openSink, privateFolder } from "./openSink.ts";
import { asSinkError } from "./sinkErrors.ts";

/**
 * True when anything of this name is in the destination: a store, another folder, even an empty one, or a file. Errors:
 * `permission`, `storage`.
 */
export async function storeExists(destination: DestinationReference, storeName: string): Promise<boolean> {
  switch (destination.kind) {
    case "directory-handle":
      return existsIn(destination.handle, storeName);
    case "opfs":
      return existsIn(await privateFolder(destination.folder), storeName);
    case "node": {
      const { nodeEntryExists } = await import("./nodeSink.ts");
      return nodeEntryExists(destination.folder, storeName);
    }
    default:
      return assertNever(destination);
  }
}

/** Names of everything in the destination, sorted; empty when it does not exist yet. Errors: `permission`, `storage`. */
export async function namesInDestination(destination: DestinationReference): Promise<string[]> {
  switch (destination.kind) {
    case "directory-handle":
      return namesIn(destination.handle);
    case "opfs":
      return namesIn(await privateFolder(destination.folder));
    case "node": {
      const { nodeEntryNames } = await import("./nodeSink.ts");
      return nodeEntryNames(destination.folder);
    }
    default:
      return assertNever(destination);
  }
}

/** Files that make a folder an image, in both formats. */
const ROOT_METADATA = ["zarr.json", ".zattrs", ".zgroup"];

/**
 * Removes whatever has this name. What makes it an image goes first, so that a removal that is cut short does not leave
 * something that looks whole.
 */
export async function removeStore(destination: DestinationReference, storeName: string): Promise<void> {
  const sink = await openSink(destination, storeName);
  for (const path of ROOT_METADATA) await sink.remove(path);
  await sink.remove("");
}

async function existsIn(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await folder.getDirectoryHandle(name);
    return true;
  } catch (thrown) {
    // A file of that name is a type mismatch; asking by name also finds other spellings where case does not count.
    if (thrown instanceof Error && thrown.name === "TypeMismatchError") return true;
    if (thrown instanceof Error && thrown.name === "NotFoundError") return false;
    throw asSinkError(thrown, name);
  }
}

async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
  try {
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    return names.sort();
  } catch (thrown) {
    throw asSinkError(thrown, null);
  }
}
