import type { Plan } from "../../plan/plan.ts";
import { formatBytes, formatPercent, plural } from "../figures.ts";
import { useEstimate } from "../plan/useEstimate.ts";
import { useApp } from "../sessionContext.ts";
import type { QueueItem } from "../state/queue.ts";

/** The one figure that a narrow page has room for beside the levels: how large, how far, or how large it became. */
export function LadderFigure({ item, plan }: { item: QueueItem; plan: Plan | null }) {
  const estimate = useEstimate(item, plan);
  const progress = useApp((state) => state.progress);
  const { run } = item;
  if (run.kind === "running")
    return <b className="ladder-figure busy">{formatPercent(progress?.bytesDone ?? 0, progress?.bytesTotal ?? 1)}</b>;
  if (run.kind === "done") {
    const bytes = run.result.report.outputs.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
    return <b className="ladder-figure">{formatBytes(bytes)}</b>;
  }
  if (plan === null) return null;
  return (
    <>
      {estimate !== null && (
        <b className="ladder-figure">
          ≈{"\u00a0"}
          {formatBytes(estimate.bytes)}
        </b>
      )}
      <span className="note">{plural(plan.cost.files, "file")} at most</span>
    </>
  );
}
