import { assertNever, ZarrdropError } from "../model/errors.ts";
import { waitsForDisk } from "../model/lifeSigns.ts";
import type { DestinationReference } from "../model/references.ts";
import type { DestinationFolder } from "./destination/destinationFolder.ts";
import { DirectoryHandleSink } from "./directoryHandleSink.ts";
import { privateFolder } from "./privateFolder.ts";
import type { Sink } from "./sink.ts";

/**
 * The store of this name in a destination, to be written or read. Nothing is made before the first write.
 * `followsLinks`: only for a store that is looked at, never for one that is written: what its links lead to counts as
 * there (see `NodeSink`).
 * @throws `permission`, `storage`; `internal` for names that are not one folder name
 */
export async function openSink(
  destination: DestinationReference,
  storeName: string,
  followsLinks = false,
): Promise<Sink> {
  if (storeName === "" || storeName === "." || storeName === ".." || /[/\\]/.test(storeName)) {
    throw new ZarrdropError("internal", `"${storeName}" is not the name of a folder.`, { file: storeName });
  }
  switch (destination.kind) {
    case "directory-handle":
      return waitsForDisk(new DirectoryHandleSink(destination.handle, storeName));
    case "opfs":
      return waitsForDisk(new DirectoryHandleSink(await privateFolder(destination.folder), storeName));
    case "node": {
      const { NodeSink } = await import("./nodeSink.ts");
      const root = destination.folder === "" ? storeName : `${destination.folder}/${storeName}`;
      return waitsForDisk(new NodeSink(root, followsLinks));
    }
    case "own":
      return waitsForDisk(await ownFolder(destination).sink(storeName));
    default:
      return assertNever(destination);
  }
}

/** The destination that a program brought with it. */
export function ownFolder({ folder }: DestinationReference & { kind: "own" }): DestinationFolder {
  // The references' room cannot name the type; the package's door makes nothing else.
  return folder as DestinationFolder;
}
