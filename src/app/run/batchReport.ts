import type { ConversionReport } from "../../plan/job.ts";
import type { Settings } from "../../plan/settings/settings.ts";
import { planLosses } from "../../plan/planNotes.ts";
import { verificationText } from "../../plan/verificationText.ts";
import { formatBytes, formatDuration, plural } from "../figures.ts";
import type { AppState } from "../state/appState.ts";
import { planProblemOf } from "../state/planning.ts";
import { errorOf, type QueueItem } from "../state/queue.ts";

/** What became of a file. */
type Became = "done" | "failed" | "stopped" | "skipped" | "not converted";

/** One report for all that was dropped: plain JSON. */
export type BatchReport = {
  /** Version of the program. */
  zarrdrop: string;
  /** When it was made, as ISO 8601 says. */
  made: string;
  files: {
    name: string;
    path: string;
    became: Became;
    reason: string | null;
    folder: string | null;
    settings: Settings | null;
    report: ConversionReport | null;
    /** What was not carried over, as the plan said. */
    lost: string[];
  }[];
};

/** What became of each file of a queue, those that failed or were skipped too. */
export function batchReport(
  state: Pick<AppState, "items" | "settings" | "stores">,
  version: string,
  now: Date,
): BatchReport {
  const files = state.items.map((item) => {
    const { name, path, verdict, run } = item;
    const result = run.kind === "done" ? run.result : null;
    const error = errorOf(item) ?? planProblemOf(item, state);
    const reason = error?.message ?? ("reason" in verdict ? verdict.reason : null);
    const { folderName: folder = null, settings = null, report = null } = result ?? {};
    const lost = result === null ? [] : planLosses(result.plan);
    return { name, path, became: becameOf(item), reason, folder, settings, report, lost };
  });
  return { zarrdrop: version, made: now.toISOString(), files };
}

function becameOf(item: QueueItem): Became {
  if (item.run.kind === "done") return "done";
  if (errorOf(item) !== null) return "failed";
  if (item.run.kind === "stopped") return "stopped";
  return item.verdict.kind === "skipped" ? "skipped" : "not converted";
}

/** The same as a page that needs nothing beside it. */
export function batchReportPage({ zarrdrop, made, files }: BatchReport): string {
  const counts = (["done", "failed", "stopped", "skipped", "not converted"] as const)
    .map((became) => [files.filter((file) => file.became === became).length, became] as const)
    .filter(([count]) => count > 0)
    .map(([count, became]) => `${count} ${became}`);
  const rows = files.map(
    ({ name, path, became, reason, folder, report, lost }) =>
      `<tr><td title="${escaped(path)}">${escaped(name)}</td><td>${became}</td><td>${escaped(reason ?? "")}${report === null ? "" : storesOf(report, folder)}${lost.map((text) => `<p>Lost: ${escaped(text)}</p>`).join("")}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Zarrdrop: ${counts.join(", ")}</title>
<style>body{font:15px/1.5 sans-serif;margin:2rem}table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.3rem .8rem;border-bottom:1px solid #8888}</style>
<h1>${plural(files.length, "file")}: ${counts.join(", ")}</h1>
<p>Zarrdrop ${escaped(zarrdrop)}, ${escaped(made)}</p>
<table><tr><th>File</th><th></th><th>What became of it</th></tr>
${rows.join("\n")}
</table></html>
`;
}

function storesOf({ outputs, seconds, route }: ConversionReport, folder: string | null): string {
  const lines = outputs.map(({ storeName, bytesWritten, filesWritten, verification, skipped }) => {
    const place = folder === null ? storeName : `${folder}/${storeName}`;
    const what = skipped
      ? "was there, left as it is"
      : `${formatBytes(bytesWritten)}, ${plural(filesWritten, "file")}${verification === null ? "" : `. ${verificationText([{ verification }])}`}`;
    return `<li>${escaped(place)}: ${escaped(what)}</li>`;
  });
  return `<ul>${lines.join("")}</ul><p>${escaped(route)}, ${formatDuration(seconds)}</p>`;
}

/** Names of files are anybody's words. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
