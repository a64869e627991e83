import type { StorageEstimate } from "../../plan/estimate/estimateStorage.ts";
import type { Plan } from "../../plan/plan.ts";
import {
  formatBytes,
  formatChange,
  formatCount,
  formatDuration,
  formatPercent,
  percentOf,
  plural,
} from "../figures.ts";
import { Figures, splitUnit } from "../parts/Figures.tsx";
import { useApp } from "../sessionContext.ts";
import { comparedBytes, type QueueItem } from "../state/queue.ts";

type PlanFiguresProps = {
  item: QueueItem;
  plan: Plan;
  /** Null: not measured, or not yet. */
  estimate: StorageEstimate | null;
};

/** Promise, work and proof in one shape: how much, in how many files, how long. */
export function PlanFigures({ item, plan, estimate }: PlanFiguresProps) {
  if (item.run.kind === "running") return <RunningFigures plan={plan} />;
  const { pixelBytes, files } = plan.cost;
  const before = comparedBytes(item) ?? 0;
  return (
    <>
      <Figures
        figures={[
          {
            ...aboutFigure(estimate && formatBytes(estimate.bytes)),
            says:
              estimate !== null && before > 0
                ? `${formatChange(before, estimate.bytes)} from ${formatBytes(before)}`
                : "to be stored",
          },
          { value: formatCount(files), says: files === 1 ? "file at most" : "files at most" },
          { ...aboutFigure(estimate && formatDuration(estimate.seconds)), says: "to write" },
        ]}
      />
      <p className="note">
        {estimate !== null && `Measured on ${plural(estimate.chunks, "chunk")} of this image, ${errorText(estimate)}. `}
        {formatBytes(pixelBytes)} of pixels before compression.
      </p>
    </>
  );
}

/** What is not known is a dash, never a guess. */
function aboutFigure(text: string | null): { about?: boolean; value: string; unit?: string } {
  return text === null ? { value: "–" } : { about: true, ...splitUnit(text) };
}

/** "± 4 %": never less than 1. */
function errorText({ error }: StorageEstimate): string {
  return `±\u00a0${Math.max(1, Math.ceil(error * 100))}\u00a0%`;
}

function RunningFigures({ plan }: { plan: Plan }) {
  const progress = useApp((state) => state.progress);
  const total = progress?.bytesTotal ?? plan.cost.pixelBytes;
  const done = progress?.bytesDone ?? 0;
  const rate = useApp(({ pace }) => pace?.rate ?? null);
  const left = rate === null || rate <= 0 ? null : (total - done) / rate;
  return (
    <div className="running-figures">
      <Figures
        figures={[
          { ...splitUnit(formatBytes(done)), says: `of ${formatBytes(total)} of pixels done` },
          { ...(rate === null ? { value: "–" } : splitUnit(`${formatBytes(rate)}/s`)), says: "throughput" },
          { ...(left === null ? { value: "–" } : splitUnit(formatDuration(left))), says: "left" },
        ]}
      />
      <span className="queue-bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${percentOf(done, total) / 100})` }} />
      </span>
      <p className="note">
        <strong className="busy">{formatPercent(done, total)}</strong> of the pixels are made
      </p>
    </div>
  );
}
