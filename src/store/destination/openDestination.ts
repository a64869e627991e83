import { assertNever } from "../../model/errors.ts";
import { waitsForDisk } from "../../model/lifeSigns.ts";
import type { DestinationReference } from "../../model/references.ts";
import { openSink, ownFolder } from "../openSink.ts";
import { privateFolder } from "../privateFolder.ts";
import type { Sink } from "../sink.ts";
import type { DestinationFolder } from "./destinationFolder.ts";
import { HandleDestination } from "./handleDestination.ts";

/**
 * Opens a destination. Nothing is made by that.
 * @throws `permission`, `storage`
 */
export async function openDestination(destination: DestinationReference): Promise<DestinationFolder> {
  const sink = (name: string): Promise<Sink> => openSink(destination, name);
  switch (destination.kind) {
    case "directory-handle":
      return waitsForDisk(new HandleDestination(destination.handle, sink));
    case "opfs":
      return waitsForDisk(new HandleDestination(await privateFolder(destination.folder), sink));
    case "node": {
      const { NodeDestination } = await import("./nodeDestination.ts");
      return waitsForDisk(new NodeDestination(destination.folder, sink));
    }
    case "own":
      return waitsForDisk(ownFolder(destination));
    default:
      return assertNever(destination);
  }
}
