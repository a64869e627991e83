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
  if (item.run.kind === "running") return <RunningFigures plan={plan} estimate={estimate} />;
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
          {
            ...aboutFigure(estimate && formatDuration(estimate.seconds)),
            says: plan.settings.verify === "none" ? "to write" : "write and check",
          },
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

/** The plan's figures as they come true, each beside what was planned. */
function RunningFigures({ plan, estimate }: Pick<PlanFiguresProps, "plan" | "estimate">) {
  const progress = useApp((state) => state.progress);
  const total = progress?.bytesTotal ?? plan.cost.pixelBytes;
  const done = progress?.bytesDone ?? 0;
  const rate = useApp(({ pace }) => pace?.rate ?? null);
  const left = rate === null || rate <= 0 ? null : (total - done) / rate;
  return (
    <div className="running-figures">
      <Figures
        figures={[
          {
            ...splitUnit(formatBytes(progress?.bytesWritten ?? 0)),
            says: estimate === null ? "written" : `of ≈ ${formatBytes(estimate.bytes)}`,
          },
          { value: formatCount(progress?.filesWritten ?? 0), says: `of up to ${plural(plan.cost.files, "file")}` },
          { ...(left === null ? { value: "–" } : splitUnit(formatDuration(left))), says: "left" },
        ]}
      />
      <span className="queue-bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${percentOf(done, total) / 100})` }} />
      </span>
      <p className="note running-note">
        <span>
          <strong className="busy">{formatPercent(done, total)}</strong> of {formatBytes(total)} of pixels
        </span>
        {rate !== null && <span>{formatBytes(rate)}/s</span>}
      </p>
    </div>
  );
}
