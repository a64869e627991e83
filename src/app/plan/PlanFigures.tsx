import type { Plan } from "../../plan/plan.ts";
import { formatBytes, formatCount, formatDuration, formatPercent, percentOf } from "../figures.ts";
import { Figures, splitUnit } from "../parts/Figures.tsx";
import { useApp } from "../sessionContext.ts";
import type { QueueItem } from "../state/queue.ts";

/** Promise, work and proof in one shape: how much, in how many files, how long. */
export function PlanFigures({ item, plan }: { item: QueueItem; plan: Plan }) {
  if (item.run.kind === "running") return <RunningFigures plan={plan} />;
  const { pixelBytes, files } = plan.cost;
  const levels = plan.outputs.reduce((most, { levels: each }) => Math.max(most, each.length), 0);
  return (
    <Figures
      figures={[
        { ...splitUnit(formatBytes(pixelBytes)), says: "of pixels, before compression" },
        { value: formatCount(files), says: files === 1 ? "file at most" : "files at most" },
        { value: String(levels), says: levels === 1 ? "level" : "levels" },
      ]}
    />
  );
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
