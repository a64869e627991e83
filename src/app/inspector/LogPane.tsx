import type { Plan } from "../../plan/plan.ts";
import { planNotes } from "../../plan/planNotes.ts";
import { sweptText } from "../../plan/sweptText.ts";
import { verificationText } from "../../plan/verificationText.ts";
import { formatBytes, formatDuration, plural } from "../figures.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { detailsText } from "../run/errorText.ts";
import { sceneSum } from "../scenes/sceneChoice.ts";
import { errorOf, type QueueItem } from "../state/queue.ts";

/** What was found out about a file and done with it, line by line, to be copied. */
export function LogPane({ item, planned }: { item: QueueItem; planned: Plan | null }) {
  const lines = logLines(item, planned);
  return (
    <section className="panel" aria-label="Log">
      <ol className="log mono">
        {lines.map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ol>
      <CopyButton text={lines.join("\n")} label="Copy log" />
    </section>
  );
}

function logLines(item: QueueItem, plan: Plan | null): string[] {
  const { verdict, run, sourceBytes } = item;
  const lines = [`Dropped: ${item.path}`];
  if (sourceBytes !== null) lines.push(`Size: ${formatBytes(sourceBytes)}`);
  for (const { name, mask } of item.labels) lines.push(`Labels ${name}: ${mask.path}`);
  if (verdict.kind === "skipped" || verdict.kind === "companion") lines.push(`Not opened: ${verdict.reason}`);
  if (verdict.kind === "ready") {
    const { formatName, scenes, files } = verdict.image.description;
    lines.push(`Opened as ${formatName}: ${sceneSum(scenes, new Set(scenes.keys()))}, ${plural(files.length, "file")}`);
  }
  for (const note of plan === null ? [] : planNotes(plan)) {
    lines.push(`Planned, ${note.severity}: ${note.text}`);
  }
  if (run.kind === "done") lines.push(...doneLines(run.result.report));
  const error = errorOf(item);
  if (error !== null) lines.push(...detailsText(item, error).split("\n"));
  return lines;
}

function doneLines(report: (QueueItem["run"] & { kind: "done" })["result"]["report"]): string[] {
  return [
    ...report.outputs.flatMap((output) => [
      `Wrote ${output.storeName}: ${plural(output.filesWritten, "file")}, ${formatBytes(output.bytesWritten)}`,
      ...(output.emptyChunks > 0 ? [`Left out ${plural(output.emptyChunks, "empty chunk")}`] : []),
      ...(output.swept === undefined ? [] : [`Removed ${sweptText(output.swept)}`]),
    ]),
    `Verified: ${verificationText(report.outputs)}`,
    `Read each block ${report.decodeRatio.toFixed(2)} times on average`,
    `Source fingerprint: ${report.sourceFingerprint}`,
    `Took ${formatDuration(report.seconds)}`,
  ];
}
