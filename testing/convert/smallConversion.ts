import { openImage } from "../../src/formats/registry.ts";
import { ZarrdropError } from "../../src/model/errors.ts";
import type { SourceReference } from "../../src/model/references.ts";
import type { ConversionEvent, ConversionJob, ConversionReport } from "../../src/plan/job.ts";
import { parseSettings } from "../../src/plan/settings/parseSettings.ts";
import { planConversion } from "../../src/plan/planConversion.ts";
import { openSink } from "../../src/store/openSink.ts";
import type { Sink } from "../../src/store/sink.ts";
import { FakeDirectoryHandle } from "../store/fakeDirectoryHandle.ts";
import { convert } from "../../src/convert/coordinator/convert.ts";
import { createUnitWorker } from "../../src/convert/worker/unitWorker.ts";

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
  const reader = await openImage(source, new AbortController().signal);
  const plan = planConversion(reader.description, parseSettings(settings));
  reader.close();
  return { source, destination: { kind: "directory-handle", handle: folder.asHandle() }, plan };
}

/** Runs a job in this thread. */
export function runJob(
  job: ConversionJob,
  onEvent: (event: ConversionEvent) => void = () => {},
): Promise<ConversionReport> {
  return convert(job, {
    spawn: () => ({ api: createUnitWorker(), lost: new Promise<never>(() => {}), terminate() {} }),
    cores: 2,
    signal: new AbortController().signal,
    onEvent,
  });
}

/** The error of a job that has to fail. */
export async function failureOf(
  job: ConversionJob,
  onEvent?: (event: ConversionEvent) => void,
): Promise<ZarrdropError> {
  const failure = await runJob(job, onEvent).then(
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
