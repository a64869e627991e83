import { platform } from "#platform";
import { ZarrdropError } from "../model/errors.ts";
import type { DestinationReference } from "../model/references.ts";
import { SinkDestination } from "../store/destination/sinkDestination.ts";
import type { Sink } from "../store/sink.ts";

/** Where stores are made: on Node the path of a folder, which need not be there yet; the handle of a folder; or a sink of the program's own. */
export type Destination = string | FileSystemDirectoryHandle | Sink;

/**
 * The place that is meant.
 * @throws {ZarrdropError} setting for what is no destination; those of the platform
 */
export async function destinationOf(destination: Destination): Promise<DestinationReference> {
  if (typeof destination === "string") return platform.destinationAt(destination);
  // Programs without types give anything.
  const isPlace =
    typeof destination === "object" && destination !== null && ("kind" in destination || isSink(destination));
  if (!isPlace) throw new ZarrdropError("setting", "What was given as destination is no path, folder or sink.");
  return "kind" in destination
    ? { kind: "directory-handle", handle: destination }
    : { kind: "own", folder: new SinkDestination(destination) };
}

const SINK_CALLS = [
  "write",
  "read",
  "size",
  "remove",
  "list",
  "entries",
  "sync",
] as const satisfies readonly (keyof Sink)[];

function isSink(given: Sink): boolean {
  return SINK_CALLS.every((name) => typeof given[name] === "function");
}
