import { platform } from "#platform";
import type { DestinationReference } from "../model/references.ts";
import { SinkDestination } from "../store/destination/sinkDestination.ts";
import type { Sink } from "../store/sink.ts";

/** Where stores are made: on Node the path of a folder, which need not be there yet; the handle of a folder; or a sink of the program's own. */
export type Destination = string | FileSystemDirectoryHandle | Sink;

/**
 * The place that is meant.
 * @throws those of the platform
 */
export async function destinationOf(destination: Destination): Promise<DestinationReference> {
  if (typeof destination === "string") return platform.destinationAt(destination);
  return "kind" in destination
    ? { kind: "directory-handle", handle: destination }
    : { kind: "own", folder: new SinkDestination(destination) };
}
