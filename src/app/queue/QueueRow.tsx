import { assertNever } from "../../model/errors.ts";
import { formatBytes, formatPercent, percentOf } from "../figures.ts";
import { planeSize } from "../sceneFacts.ts";
import { useApp } from "../sessionContext.ts";
import type { Progress } from "../state/progressReporter.ts";
import { errorOf } from "../state/queue.ts";
import type { QueueItem, Run } from "../state/queue.ts";

/** What a row of the queue says of its item. The grid around it makes it a row. */
export function QueueRow({ item }: { item: QueueItem }) {
  const facts = factsOf(item);
  const reason = reasonOf(item);
  return (
    <>
      <span className="queue-name" title={item.path}>
        {item.name}
      </span>
      <span className="queue-line">
        {item.run.kind === "running" ? <RunningChip /> : <Chip label={labelOf(item, item.run)} />}
        {facts !== null && <span>{facts}</span>}
      </span>
      {reason !== null && <span className="queue-reason">{reason}</span>}
      {item.run.kind === "running" && <RunningBar />}
    </>
  );
}

function Chip({ label }: { label: Label }) {
  return (
    <span className="chip" data-tone={label.tone}>
      {label.text}
    </span>
  );
}

function RunningChip() {
  return <Chip label={runningLabel(useApp(({ progress }) => progress))} />;
}

function RunningBar() {
  const progress = useApp((state) => state.progress);
  const part = progress === null ? 0 : percentOf(progress.bytesDone, progress.bytesTotal) / 100;
  return (
    <span className="queue-bar" aria-hidden="true">
      <span style={{ transform: `scaleX(${part})` }} />
    </span>
  );
}

type Label = { text: string; tone: "plain" | "good" | "bad" | "warning" | "accent" };

function runningLabel(progress: Progress | null): Label {
  if (progress === null) return { text: "Starting", tone: "accent" };
  if (progress.stage === "verifying") return { text: "Verifying", tone: "accent" };
  if (progress.stage === "waiting for a disk") return { text: "Waiting for a disk", tone: "warning" };
  return { text: formatPercent(progress.bytesDone, progress.bytesTotal), tone: "accent" };
}

/** The state of an item that is not under way, in a word or two. */
function labelOf(item: QueueItem, run: Exclude<Run, { kind: "running" }>): Label {
  switch (run.kind) {
    case "waiting":
      return { text: "Waiting", tone: "accent" };
    case "done":
      return { text: "Done", tone: "good" };
    case "failed":
      return { text: "Failed", tone: "bad" };
    case "stopped":
      return { text: run.share === null ? "Stopped" : `Stopped at ${formatPercent(run.share, 1)}`, tone: "warning" };
    case "idle":
      return verdictLabel(item);
    default:
      return assertNever(run);
  }
}

function verdictLabel({ verdict }: QueueItem): Label {
  switch (verdict.kind) {
    case "checking":
      return { text: "Reading", tone: "plain" };
    case "ready":
      return { text: "Ready", tone: "good" };
    case "skipped":
      return { text: "Skipped", tone: "warning" };
    case "companion":
      return { text: "Needs a companion", tone: "warning" };
    case "missing":
      return { text: "Choose it again", tone: "warning" };
    case "failed":
      return { text: "Failed", tone: "bad" };
    default:
      return assertNever(verdict);
  }
}

function factsOf(item: QueueItem): string | null {
  if (item.verdict.kind !== "ready") return null;
  const { description } = item.verdict.image;
  const parts = [description.formatName];
  const [first] = description.scenes;
  if (description.scenes.length > 1) parts.push(`${description.scenes.length} scenes`);
  else if (first !== undefined) parts.push(planeSize(first));
  if (item.sourceBytes !== null) parts.push(formatBytes(item.sourceBytes));
  return parts.join(" · ");
}

function reasonOf(item: QueueItem): string | null {
  const error = errorOf(item);
  if (error !== null) return error.message;
  const { verdict } = item;
  return verdict.kind === "skipped" || verdict.kind === "companion" || verdict.kind === "missing"
    ? verdict.reason
    : null;
}
