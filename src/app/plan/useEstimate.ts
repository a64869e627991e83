import { useMemo } from "react";
import type { OpenImage } from "../../browser/readingClient.ts";
import type { CompressorConfiguration } from "../../model/compressor.ts";
import { alignEstimates } from "../../plan/estimate/alignEstimates.ts";
import { estimateStorage, type StorageEstimate } from "../../plan/estimate/estimateStorage.ts";
import { sampledOutputs, type StorageSample } from "../../plan/estimate/storageSample.ts";
import type { OutputPlan, Plan } from "../../plan/plan.ts";
import type { Read } from "../reads/reads.ts";
import { useRead } from "../reads/useRead.ts";
import { useApp, useSession } from "../sessionContext.ts";
import type { QueueItem } from "../state/queue.ts";
import type { Session } from "../state/session.ts";

/** What of a plan is measured, worked out once for each. */
const asked = new WeakMap<Plan, { outputs: OutputPlan[]; key: string }>();

/**
 * What a plan of an image will take, measured while nothing else is to be done; null until then. While files are converted nothing is measured: it would hold them
 * up, and say too long a time. What was measured before is still known.
 */
export function useEstimate(item: QueueItem | null, plan: Plan | null): StorageEstimate | null {
  const session = useSession();
  const mayMeasure = useApp(({ job }) => job === null) && item?.run.kind !== "done";
  const image = item?.verdict.kind === "ready" ? item.verdict.image : null;
  const read = image !== null && plan !== null ? readOf(session, image, plan) : null;
  const measured = useRead(mayMeasure ? read : null).value;
  const sample = measured ?? (read === null ? undefined : session.reads.get(read).value);
  return useMemo(() => (sample === undefined || plan === null ? null : estimateStorage(plan, sample)), [sample, plan]);
}

/** The same for each of some compressors, on the same chunks; null where it is not known. */
export function useComparison(
  item: QueueItem | null,
  plan: Plan | null,
  compressors: (CompressorConfiguration | null)[],
): (StorageEstimate | null)[] {
  const session = useSession();
  const mayMeasure = useApp(({ job }) => job === null);
  const image = item?.verdict.kind === "ready" ? item.verdict.image : null;
  const read = image !== null && plan !== null ? readOf(session, image, plan, compressors) : null;
  const sample = useRead(mayMeasure ? read : null).value;
  const planned = useEstimate(item, plan);
  const compared = compressors.map((_, index) =>
    sample === undefined || plan === null ? null : estimateStorage(plan, sample, index),
  );
  const own = JSON.stringify(plan?.outputs[0]?.compressor);
  const at = compressors.findIndex((compressor) => JSON.stringify(compressor) === own);
  return alignEstimates(compared, planned, at, (index) => compressors[index] === null);
}

function readOf(
  { reading }: Session,
  image: OpenImage,
  plan: Plan,
  compressors: (CompressorConfiguration | null)[] = plan.outputs.slice(0, 1).map(({ compressor }) => compressor),
): Read<StorageSample> {
  const known = asked.get(plan) ?? question(plan);
  asked.set(plan, known);
  return {
    owner: image,
    key: `storage ${JSON.stringify(compressors)} ${known.key}`,
    read: (signal) => reading.measureStorage(image, { outputs: known.outputs, compressors }, signal),
  };
}

/** Names of stores and metadata change nothing of what is measured. */
function question(plan: Plan): { outputs: OutputPlan[]; key: string } {
  const outputs = sampledOutputs(plan);
  const parts = outputs.map(({ scene, view, levels, dtype, byteOrder, cast, resampling, time, zarrFormat }) => [
    scene,
    view,
    levels.map(({ shape, chunkShape, shardShape }) => [shape, chunkShape, shardShape]),
    dtype,
    byteOrder,
    cast,
    resampling,
    time,
    zarrFormat,
  ]);
  return { outputs, key: JSON.stringify(parts) };
}
