import { isStoreSource } from "../check/storeSource.ts";
import { assertNever } from "../../model/errors.ts";
import { imagesOf } from "../../model/imagesOf.ts";
import { formatBytes, formatPercent, percentOf, plural } from "../figures.ts";
import { Icon } from "../parts/Icon.tsx";
import { useEstimate } from "../plan/useEstimate.ts";
import { usePlan } from "../plan/usePlan.ts";
import { sceneFacts } from "../sceneFacts.ts";
import { useApp } from "../sessionContext.ts";
import type { Progress } from "../state/progressReporter.ts";
import { planProblemOf } from "../state/planning.ts";
import { canConvert, errorOf } from "../state/queue.ts";
import type { QueueItem, Run } from "../state/queue.ts";
import { QueueThumbnail } from "./QueueThumbnail.tsx";
import { writtenBytes } from "./queueGroups.ts";

/** What a row of the queue says of its item. The grid around it makes it a row. */
export function QueueRow({ item, isSelected, mayRead }: { item: QueueItem; isSelected: boolean; mayRead: boolean }) {
  const { run } = item;
  const problem = useProblem(item);
  return (
    <>
      <QueueThumbnail item={item} mayRead={mayRead} />
      <span className="queue-text">
        <span className="queue-name cut" title={item.path}>
          {item.name}
        </span>
        <span className="queue-line">
          {run.kind === "running" ? <RunningWord /> : <Word label={problem?.label ?? labelOf(item, run)} />}
          <span className="queue-facts cut">{withoutName(problem?.reason ?? factsOf(item), item.name)}</span>
          {run.kind !== "done" && (isSelected ? <MeasuredSize item={item} /> : <SourceSize item={item} />)}
        </span>
        {run.kind === "running" && <RunningBar />}
      </span>
      {run.kind === "done" && (
        <span className="queue-sign good">
          <Icon name="check" />
        </span>
      )}
    </>
  );
}

/** What keeps an item that opens from being what it seems: the settings, or pixels that cannot be read. */
function useProblem(item: QueueItem): { label: Label; reason: string } | null {
  const settings = useApp((state) => state.settings);
  const stores = useApp((state) => state.stores);
  const error = planProblemOf(item, { settings, stores });
  if (error !== null) return { label: { text: "Not with these settings", tone: "bad" }, reason: error.message };
  if (item.flaw === null || !canConvert(item) || item.run.kind === "failed") return null;
  return { label: { text: "Damaged", tone: "bad" }, reason: item.flaw.message };
}

/** What it will take once it is stored: only of what is looked at it is measured. */
function MeasuredSize({ item }: { item: QueueItem }) {
  const estimate = useEstimate(item, usePlan(item)?.plan ?? null);
  return estimate === null ? <SourceSize item={item} /> : <span>≈&nbsp;{formatBytes(estimate.bytes)}</span>;
}

function SourceSize({ item: { sourceBytes } }: { item: QueueItem }) {
  return sourceBytes === null ? null : <span>{formatBytes(sourceBytes)}</span>;
}

type Label = {
  text: string;
  tone: "plain" | "good" | "bad" | "busy";
  /** The group says it to those who see. */
  isHidden?: boolean;
};

function Word({ label: { text, tone, isHidden = false } }: { label: Label }) {
  return (
    <span className={isHidden ? "visually-hidden" : "queue-word"} data-tone={tone}>
      {text}
    </span>
  );
}

function RunningWord() {
  return <Word label={runningLabel(useApp(({ progress }) => progress))} />;
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

function runningLabel(progress: Progress | null): Label {
  if (progress === null) return { text: "Starting", tone: "busy" };
  if (progress.stage === "verifying") return { text: "Verifying", tone: "busy" };
  if (progress.stage === "waiting for a disk") return { text: "Waiting for a disk", tone: "busy" };
  return { text: formatPercent(progress.bytesDone, progress.bytesTotal), tone: "busy" };
}

/** The state of an item that is not under way, in a word or two. */
function labelOf(item: QueueItem, run: Exclude<Run, { kind: "running" }>): Label {
  switch (run.kind) {
    case "waiting":
      return { text: "Waiting", tone: "plain" };
    case "done":
      return { text: "Done", tone: "good" };
    case "failed":
      return { text: "Failed", tone: "bad" };
    case "stopped":
      // It stopped, and now there is worse.
      if (item.verdict.kind !== "ready" && item.verdict.kind !== "checking") return verdictLabel(item);
      return { text: run.share === null ? "Stopped" : `Stopped at ${formatPercent(run.share, 1)}`, tone: "plain" };
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
      return { text: "Ready", tone: "plain", isHidden: true };
    case "skipped":
      return { text: "Skipped", tone: "plain" };
    case "companion":
      return { text: "Needs a companion", tone: "plain", isHidden: true };
    case "missing":
      return { text: "Choose it again", tone: "plain" };
    case "failed":
      return { text: "Failed", tone: "bad" };
    default:
      return assertNever(verdict);
  }
}

/** A sentence about a file begins with its name, which stands above it. */
function withoutName(text: string, name: string): string {
  return text.startsWith(`${name} `) ? text.slice(name.length + 1) : text;
}

/** What the image is; what was written; or why there is nothing. */
function factsOf(item: QueueItem): string {
  const { run, verdict, ownSettings } = item;
  if (run.kind === "done") {
    const { outputs } = run.result.report;
    const files = outputs.reduce((sum, { filesWritten }) => sum + filesWritten, 0);
    return `${formatBytes(writtenBytes({ outputs }))} · ${plural(files, "file")}`;
  }
  const error = errorOf(item);
  if (error !== null) return error.message;
  if (verdict.kind === "skipped" || verdict.kind === "missing") return verdict.reason;
  if (verdict.kind === "companion") {
    if (verdict.files.length === 0) return verdict.reason;
    return `${isStoreSource(item.source) ? "Without" : "Drop"} ${verdict.files.join(", ")}`;
  }
  if (verdict.kind !== "ready") return "";
  const scenes = imagesOf(verdict.image.description.scenes);
  const own = [...item.labels.map(({ name }) => `labels ${name}`), ...(ownSettings === null ? [] : ["own settings"])];
  const [first] = scenes;
  if (scenes.length > 1) return [`${scenes.length} scenes`, ...own].join(" · ");
  return [...(first === undefined ? [] : [sceneFacts(first)]), ...own].join(" · ");
}
