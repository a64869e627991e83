import { joinPath } from "../../model/paths.ts";
import type { FileOrigin } from "../../model/references.ts";
import type { SourcePlace } from "../../model/sourcePlace.ts";
import { asSourceError } from "../sourceErrors.ts";
import type { Contact, OccupiedPlace } from "./contact.ts";

/** The place of a source in a browser, by handles, seen from a folder there. What came without a handle is nowhere. */
export function handlePlace(
  place: SourcePlace & { where: { kind: "handles" } },
  destination: FileSystemDirectoryHandle,
): OccupiedPlace {
  const { origins } = place.where;
  return {
    async contact(storeName): Promise<Contact | null> {
      try {
        const target = await entryOf(destination, storeName);
        for (const origin of origins) {
          const contact = place.isWholeFolder
            ? await contactWithFolder(origin, destination, target)
            : await contactWithFiles(origin, place.files, target);
          if (contact !== null) return contact;
        }
        return null;
      } catch (thrown) {
        throw asSourceError(thrown, storeName);
      }
    },
  };
}

type Entry = FileSystemDirectoryHandle | FileSystemFileHandle;

/** What has this name in a folder; null where nothing has. */
async function entryOf(folder: FileSystemDirectoryHandle, name: string): Promise<Entry | null> {
  try {
    return await folder.getDirectoryHandle(name);
  } catch (thrown) {
    if (nameOf(thrown) === "TypeMismatchError") return folder.getFileHandle(name);
    if (nameOf(thrown) === "NotFoundError") return null;
    throw thrown;
  }
}

async function contactWithFolder(
  { handle }: FileOrigin,
  destination: FileSystemDirectoryHandle,
  target: Entry | null,
): Promise<Contact | null> {
  if (target !== null) {
    if (await target.isSameEntry(handle)) return "is";
    if (target.kind === "directory" && (await target.resolve(handle)) !== null) return "holds";
  }
  if (!isFolder(handle)) return null;
  return (await handle.resolve(target ?? destination)) === null ? null : "inside";
}

/** Only what is there can hold files that are there. */
async function contactWithFiles(
  { path, handle }: FileOrigin,
  files: readonly string[],
  target: Entry | null,
): Promise<Contact | null> {
  if (target === null) return null;
  if (await target.isSameEntry(handle)) return target.kind === "file" ? "is" : "holds";
  if (target.kind === "directory" && (await target.resolve(handle)) !== null) return "holds";
  if (!isFolder(handle)) return null;
  const way = await handle.resolve(target);
  if (way === null) return null;
  const place = way.reduce(joinPath, path);
  if (files.includes(place)) return "is";
  return files.some((file) => file.startsWith(`${place}/`)) ? "holds" : null;
}

function isFolder(handle: FileSystemHandle): handle is FileSystemDirectoryHandle {
  return handle.kind === "directory";
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : "";
}
