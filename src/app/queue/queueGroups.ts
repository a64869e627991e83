import { formatBytes, formatChange } from "../figures.ts";
import { planProblemOf } from "../state/planning.ts";
import { comparedBytes, type QueueItem } from "../state/queue.ts";

/** Items that are at the same point, in the order in which groups are shown. */
type QueueGroup = {
  name: "Running" | "Next" | "Ready" | "Done" | "Needs a companion" | "Not converted";
  items: QueueItem[];
};

const ORDER: readonly QueueGroup["name"][] = ["Running", "Next", "Ready", "Done", "Needs a companion", "Not converted"];

/** What the groups are made of. */
type Grouped = Parameters<typeof planProblemOf>[1];

/** The queue by what becomes of its items next; within a group in its own order. Empty groups are left out. */
export function queueGroups(items: readonly QueueItem[], state: Grouped): QueueGroup[] {
  const groups = ORDER.map((name): QueueGroup => ({ name, items: [] }));
  for (const item of items) groups[ORDER.indexOf(groupOf(item, state))]!.items.push(item);
  return groups.filter((group) => group.items.length > 0);
}

function groupOf(item: QueueItem, state: Grouped): QueueGroup["name"] {
  const { run, verdict } = item;
  switch (run.kind) {
    case "running":
      return "Running";
    case "waiting":
      return "Next";
    case "done":
      return "Done";
    case "failed":
    case "stopped":
      return "Not converted";
    case "idle":
      if (verdict.kind === "companion") return "Needs a companion";
      if (planProblemOf(item, state) !== null) return "Not converted";
      return verdict.kind === "ready" || verdict.kind === "checking" ? "Ready" : "Not converted";
  }
}

/** What a group comes to: "24.6 GiB", or of what is done "9.3 GiB → 4.4 GiB, −53 %". Empty where nothing is known. */
export function groupSum({ name, items }: QueueGroup): string {
  if (name === "Needs a companion" || name === "Not converted") return "";
  const before = items.reduce((sum, { sourceBytes }) => sum + (sourceBytes ?? 0), 0);
  if (before === 0) return "";
  if (name !== "Done") return formatBytes(before);
  const after = items.reduce((sum, { run }) => sum + (run.kind === "done" ? writtenBytes(run.result.report) : 0), 0);
  if (items.some((item) => comparedBytes(item) === null)) return formatBytes(after);
  return `${formatBytes(before)} → ${formatBytes(after)}, ${formatChange(before, after)}`;
}

/** Bytes of all stores of a report. */
export function writtenBytes({ outputs }: { outputs: readonly { bytesWritten: number }[] }): number {
  return outputs.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
}
