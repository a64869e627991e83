import { ZarrdropError } from "../../model/errors.ts";
import type { ConversionReport } from "../../plan/job.ts";
import { convert, type ConvertOptions } from "../coordinator/convert.ts";
import type { OutputWriter } from "../coordinator/outputWriter.ts";
import type { PlacedOutput } from "../coordinator/placeOutputs.ts";
import { type DistributedJob, roundsOf } from "./distributedJob.ts";
import { rangesOf, textOfRanges } from "./unitNumbers.ts";

/** Characters of the numbers of missing units that are told. */
const MOST_TOLD = 400;

/**
 * Ends a distributed job whose units are all done: looks at what they wrote, writes the metadata, has the stores read back by the second reader, and
 * takes their markers away. It is the end of `convert`, and waits for parts of the job that are still at work.
 * @throws `setting` naming the units that are missing; those of `convert`
 */
export function commitDistributed(
  distributed: DistributedJob,
  options: Pick<ConvertOptions, "spawn" | "cores" | "signal" | "onEvent">,
): Promise<ConversionReport> {
  const { id, job } = distributed;
  return convert(job, {
    ...options,
    distributed: { jobId: id, isPart: false },
    onPlaced: (placed) => refuseUnbegun(distributed, placed),
    onBegun: ({ writers }) => refuseMissing(distributed, writers),
  });
}

/** Whoever commits makes no store anew. */
function refuseUnbegun({ job }: DistributedJob, placed: readonly PlacedOutput[]): void {
  for (const [index, { decision }] of placed.entries()) {
    const isNew = (decision.kind === "write" || decision.kind === "replace") && !decision.goesOn;
    if (!isNew) continue;
    const { storeName } = job.plan.outputs[index]!;
    throw new ZarrdropError("exists", `The unfinished image of this job, ${storeName}, is not there any more.`, {
      file: storeName,
      safe: "Nothing was changed.",
      advice: "Begin the job anew.",
    });
  }
}

function refuseMissing(distributed: DistributedJob, writers: readonly (OutputWriter | null)[]): void {
  const open = writers.map((writer) => writer?.stages ?? []);
  const missing = roundsOf(distributed).flatMap(({ round, runs }) =>
    runs.flatMap(({ output, first }) => (open[output]![round]?.open ?? []).map((at) => first + at)),
  );
  if (missing.length === 0) return;
  const text = textOfRanges(rangesOf(missing));
  const told = text.length > MOST_TOLD ? `${text.slice(0, text.lastIndexOf(",", MOST_TOLD))} and more` : text;
  const what = missing.length === 1 ? `Unit ${told} is` : `${missing.length} units are`;
  throw new ZarrdropError("setting", `${what} not done, or not whole${missing.length === 1 ? "" : `: ${told}`}.`, {
    setting: "units",
    safe: "What is done is kept; the stores are marked as incomplete.",
    advice: "Do these units, then commit again.",
  });
}
