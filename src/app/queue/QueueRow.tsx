import { assertNever } from "../../model/errors.ts";
import { formatBytes, formatPercent, percentOf } from "../figures.ts";
import { planeSize } from "../sceneFacts.ts";
import { errorOf } from "../state/queue.ts";
import type { QueueItem } from "../state/queue.ts";

/** What a row of the queue says of its item. The grid around it makes it a row. */
export function QueueRow({ item }: { item: QueueItem }) {
  const label = labelOf(item);
  const facts = factsOf(item);
  const reason = reasonOf(item);
  const progress = item.run.kind === "running" ? item.run.progress : null;
  return (
    <>
      <span className="queue-name" title={item.path}>
        {item.name}
      </span>
      <span className="queue-line">
        <span className="chip" data-tone={label.tone}>
          {label.text}
        </span>
        {facts !== null && <span>{facts}</span>}
      </span>
      {reason !== null && <span className="queue-reason">{reason}</span>}
      {item.run.kind === "running" && (
        <span className="queue-bar" aria-hidden="true">
          <span
            style={{ transform: `scaleX(${progress ? percentOf(progress.bytesDone, progress.bytesTotal) / 100 : 0})` }}
          />
        </span>
      )}
    </>
  );
}

type Label = { text: string; tone: "plain" | "good" | "bad" | "warning" | "accent" };

/** The state of an item in a word or two. */
export function labelOf(item: QueueItem): Label {
  switch (item.run.kind) {
    case "waiting":
      return { text: "Waiting", tone: "accent" };
    case "running": {
      const { progress } = item.run;
      if (progress === null) return { text: "Starting", tone: "accent" };
      if (progress.stage === "verifying") return { text: "Verifying", tone: "accent" };
      if (progress.stage === "waiting for a disk") return { text: "Waiting for a disk", tone: "warning" };
      return { text: formatPercent(progress.bytesDone, progress.bytesTotal), tone: "accent" };
    }
    case "done":
      return { text: "Done", tone: "good" };
    case "failed":
      return { text: "Failed", tone: "bad" };
    case "stopped":
      return { text: "Stopped", tone: "warning" };
    case "idle":
      return verdictLabel(item);
    default:
      return assertNever(item.run);
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
  return verdict.kind === "skipped" || verdict.kind === "companion" ? verdict.reason : null;
}
