import { ZarrdropError } from "../../src/model/errors.ts";
import type { SourceReference } from "../../src/model/references.ts";
import type { ConversionEvent, ConversionJob } from "../../src/plan/job.ts";
import { openSink } from "../../src/store/openSink.ts";
import type { Sink } from "../../src/store/sink.ts";
import { FakeDirectoryHandle } from "../store/fakeDirectoryHandle.ts";
import { convertHere, plannedJob } from "./convertHere.ts";

/** The three ways in which stores are laid out, as settings of a conversion of a stack of two channels. */
export const LAYOUTS: [string, Record<string, unknown>][] = [
  ["v2", { zarrFormat: 2, numLevels: 3, chunkShape: [1, 1, 1, 16, 32] }],
  ["v3", { zarrFormat: 3, numLevels: 3, chunkShape: [1, 1, 1, 16, 32] }],
  ["sharded", { zarrFormat: 3, numLevels: 3, chunkShape: [1, 1, 1, 16, 32], shardShape: [1, 1, 2, 32, 32] }],
];

/** A job for a source like `fixtures/smallStack.ts`. */
export async function smallJob(
  source: SourceReference,
  settings: Record<string, unknown>,
  folder: FakeDirectoryHandle = new FakeDirectoryHandle("out"),
): Promise<ConversionJob> {
  return plannedJob(source, { kind: "directory-handle", handle: folder.asHandle() }, settings);
}

/** The error of a job that has to fail. */
export async function failureOf(
  job: ConversionJob,
  onEvent?: (event: ConversionEvent) => void,
): Promise<ZarrdropError> {
  const failure = await convertHere(job, onEvent === undefined ? {} : { onEvent }).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (failure instanceof ZarrdropError) return failure;
  throw new Error(`the conversion did not fail as it should: ${String(failure)}`);
}

/** The store that a job writes. */
export function storeOf(job: ConversionJob): Promise<Sink> {
  return openSink(job.destination, job.plan.outputs[0]!.storeName);
}
