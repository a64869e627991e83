import type { HierarchyPlan, OutputPlan } from "../../plan/plan.ts";
import { compareChunks, type ComparisonOptions } from "../../store/secondReader/compareChunks.ts";
import { refuseDepartures, refuseGroupDepartures } from "../../store/secondReader/metadataDepartures.ts";
import { storageDepartures } from "../../store/secondReader/storageDepartures.ts";
import { openAsStranger, readGroupAsStranger, type Stranger } from "../../store/secondReader/stranger.ts";
import type { Sink } from "../../store/sink.ts";
import type { StoreDamage } from "../../store/storeDamage.ts";
import type { ChunkCheck } from "../../store/storeLedger.ts";

// Only ever loaded when a store is verified: with it comes zarrita.

/**
 * Opens a store by its metadata alone and holds these against the plan. Who read it, for the report.
 * @throws `corrupt` where it cannot be opened or says something else; those of the sink
 */
export async function checkMetadata(sink: Sink, output: OutputPlan, signal: AbortSignal): Promise<string> {
  const stranger = await open(sink, output, signal);
  refuseDepartures(output, stranger, await storageDepartures(sink, output));
  return stranger.reader;
}

/**
 * Reads the groups of a hierarchy as a stranger does and compares what they say with the plan.
 * @throws `corrupt` where one cannot be opened or says something else; those of the sink
 */
export async function checkGroups(
  sink: Sink,
  { groups, storeName }: HierarchyPlan,
  signal: AbortSignal,
): Promise<void> {
  for (const { path, attributes } of groups) {
    refuseGroupDepartures(storeName, { path, attributes }, await readGroupAsStranger(sink, path, signal));
  }
}

/**
 * Reads chunks as a stranger does and compares them with the checksums taken while writing; what differs is the result.
 * The store is opened anew each time: what was remembered of a shard may have been written again.
 * @throws as of `checkMetadata`
 */
export async function checkChunks(
  sink: Sink,
  output: OutputPlan,
  checks: readonly ChunkCheck[],
  options: ComparisonOptions,
): Promise<StoreDamage[]> {
  return compareChunks(await open(sink, output, options.signal), output, checks, options);
}

function open(sink: Sink, { dtype }: OutputPlan, signal: AbortSignal): Promise<Stranger> {
  return openAsStranger(sink, dtype, async () => (await import("./ownReader.ts")).ownReader, signal);
}
