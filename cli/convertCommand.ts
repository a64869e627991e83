import { join } from "node:path";
import { raceAbort } from "../src/bytes/abort.ts";
import { convert } from "../src/index.ts";
import { asZarrdropError, type ZarrdropError } from "../src/model/errors.ts";
import type { ConversionEvent, ConversionReport } from "../src/plan/job.ts";
import type { Plan, PlanNote } from "../src/plan/plan.ts";
import { planNotes } from "../src/plan/planNotes.ts";
import { clusterScript } from "../src/plan/elsewhere/clusterScript.ts";
import { pythonScript } from "../src/plan/elsewhere/pythonScript.ts";
import { labelsWords, shellCommand } from "../src/plan/elsewhere/shellCommand.ts";
import { sweptText } from "../src/plan/sweptText.ts";
import { verificationText } from "../src/plan/verificationText.ts";
import { beginJob } from "./beginJob.ts";
import { type ConvertJob, convertUsage, parseConvert, type ScriptRequest } from "./convertOptions.ts";
import { errorText } from "./errorText.ts";
import { FilesOfImages } from "./filesOfImages.ts";
import { type FinishedJob, FinishedJobs } from "./finishedJobs.ts";
import { OrderOfAppends } from "./orderOfAppends.ts";
import { openCall, planCall } from "./plannedCall.ts";
import { sayWaiting } from "./sayWaiting.ts";
import { SourcesOfCall } from "./sourcesOfCall.ts";
import { print } from "./print.ts";
import { UsageError } from "./usage.ts";
import { archiveNames, makeArchives, refuseArchives, removeArchived, type StoreArchive } from "./storeArchives.ts";
import { writeScript } from "./writeScript.ts";

type Converted = FinishedJob & { source: string; destination: string };
type Done = Converted | { source: string; error: ZarrdropError };

/**
 * `convert SOURCE... -d FOLDER`: each source in turn; a failed one does not stop the rest. Of the files of a folder those are left out that
 * belong to an image of which another file was converted before, but for those who want what bioio-conversion makes.
 */
export async function runConvert(words: string[], signal: AbortSignal): Promise<number> {
  // What is read there may be a pipe to which nobody writes.
  const call = await raceAbort(parseConvert(words), signal);
  if (call === "help") {
    process.stdout.write(`${convertUsage()}\n`);
    return 0;
  }
  if (call.exportScript !== null) return exportScript(call.jobs, call.exportScript, signal);
  if (call.job !== null) return beginJob(call.jobs, call.job, signal);
  const done: Done[] = [];
  const sources = new SourcesOfCall(call.jobs);
  const finished = await FinishedJobs.of(call.jobs, signal);
  const order = new OrderOfAppends();
  const files = new FilesOfImages();
  let parts = 0;
  for (const job of call.jobs) {
    if (signal.aborted) break;
    const { source } = job;
    try {
      const image = job.isFound ? files.imageOf(source) : null;
      if (image !== null && job.settings().compatibility === "none") {
        parts++;
        print(`${source} is a part of ${image}.\n`, process.stderr);
        continue;
      }
      order.check(job);
      const converted = {
        source,
        destination: job.destination,
        ...(await convertOne(job, { sources, finished, files }, call.json, signal)),
      };
      done.push(converted);
      if (!call.json) print(`${reportText(converted.report, job.destination, converted.archives)}\n`);
    } catch (thrown) {
      const error = asZarrdropError(thrown);
      done.push({ source, error });
      order.failed(job);
      if (signal.aborted && error.kind === "cancelled") break;
      print(`${errorText(call.jobs.length > 1 ? error.with({ file: source }) : error)}\n`, process.stderr);
    }
  }
  const failed = done.filter((entry) => "error" in entry).length;
  const wanted = call.jobs.length - parts;
  const isAllDone = failed === 0 && done.length === wanted;
  // Where they cannot be removed they do no harm: all that they tell is true.
  if (isAllDone) await finished.forget().catch(() => {});
  if (call.jobs.length > 1) process.stderr.write(`${done.length - failed} of ${wanted} converted.\n`);
  if (call.json) print(`${JSON.stringify(done.map(jsonOf), null, 2)}\n`);
  // Whoever wished to stop it came too late: to call it again would add the same time points once more.
  return isAllDone ? 0 : 1;
}

/** What a job has to know of the others of its call. */
type Others = { sources: SourcesOfCall; finished: FinishedJobs; files: FilesOfImages };

async function convertOne(
  job: ConvertJob,
  { sources, finished, files }: Others,
  quiet: boolean,
  signal: AbortSignal,
): Promise<FinishedJob> {
  const opened = await openCall(job, signal);
  const before = await finished.find(job, opened.image.reference, opened.image.description, signal);
  if (before !== null) {
    files.add(opened);
    return before;
  }
  const planned = await planCall(opened, job.destination, signal);
  const { plan, remarks } = planned;
  if (job.archive) await refuseArchives(plan, opened.settings, job.destination);
  const { cost } = plan;
  const notes = planNotes(plan);
  // Said before anything is written, as the page does.
  if (!quiet) print(notesText(plan) + remarks.map((text) => `${text}\n`).join(""), process.stderr);
  let archives: StoreArchive[] = [];
  const report = await convert(planned, {
    otherSources: await sources.besides(job, plan, signal),
    archives: job.archive ? archiveNames(plan) : [],
    signal,
    onWhole: async (whole) => {
      if (job.archive) archives = await makeArchives(plan, job.destination, signal);
      await finished.add(job, { report: whole, notes, cost, archives });
      await removeArchived(archives, job.destination);
    },
    onEvent: (event) => {
      sayWaiting(event);
      if (process.stderr.isTTY && !quiet) showProgress(event);
    },
  });
  files.add(opened);
  return { report, notes, cost, archives };
}

/** Writes the job as a Python script; prints the command of this program that does the same. */
async function exportScript(
  jobs: readonly ConvertJob[],
  { file, program }: ScriptRequest,
  signal: AbortSignal,
): Promise<number> {
  const [job] = jobs;
  if (jobs.length !== 1 || job === undefined) throw new UsageError("--export-script takes one source.");
  const opened = await openCall(job, signal);
  const { image, settings } = opened;
  const { plan } = await planCall(opened, job.destination, signal);
  const further = [
    ...(job.sequence === null ? [] : ["--sequence", job.sequence]),
    ...labelsWords(Object.entries(job.labels)),
  ];
  const script =
    program === "zarrdrop"
      ? clusterScript(image.description, settings, further)
      : pythonScript(image.description, settings, plan);
  await writeScript(file, script);
  process.stdout.write(`${shellCommand(settings, job.source, job.destination, further)}\n`);
  return 0;
}

function showProgress(event: ConversionEvent): void {
  if (event.kind === "progress") {
    const percent = Math.floor((100 * event.bytesDone) / Math.max(1, event.bytesTotal));
    process.stderr.write(`\r${percent} %, ${Math.round(event.bytesWritten / 2 ** 20)} MiB written `);
  } else if (event.kind === "output-done") {
    process.stderr.write("\r");
  }
}

/** What became of the stores of a job, in lines for people. */
export function reportText(
  report: ConversionReport,
  destination: string,
  archives: readonly StoreArchive[] = [],
): string {
  const lines = report.outputs.map(({ storeName, images, skipped, finishedBefore, filesWritten, bytesWritten }) => {
    const size = `${images === undefined ? "" : `${images} images, `}${filesWritten} files, ${(bytesWritten / 2 ** 20).toFixed(1)} MiB`;
    const words = skipped ? "was there already, left alone" : size;
    const name = archives.find((archive) => archive.storeName === storeName)?.name ?? storeName;
    return `${join(destination, name)}: ${words}${finishedBefore === true ? ", finished by an earlier run" : ""}`;
  });
  for (const { manifest } of report.outputs) {
    if (manifest !== undefined) lines.push(`Manifest: ${join(destination, manifest)}`);
  }
  for (const { storeName, swept } of report.outputs) {
    if (swept !== undefined) lines.push(`${join(destination, storeName)}: ${sweptText(swept)}`);
  }
  if (report.outputs.some(({ skipped }) => !skipped)) lines.push(`Verified: ${verificationText(report.outputs)}`);
  lines.push(`Source: sha256:${report.sourceFingerprint}`);
  lines.push(`${report.route}, ${report.seconds.toFixed(1)} s`);
  return lines.join("\n");
}

/** What is lost or changed, and what does not fit the memory budget, a line each. */
function notesText({ notes, outputs, cost }: Plan): string {
  const words = { loss: "Lost", change: "Changed" };
  const line = ({ severity, text }: PlanNote, store = ""): string =>
    severity === "information" ? "" : `${words[severity]}: ${store}${text}\n`;
  return [
    cost.memoryRemark === null ? "" : `${cost.memoryRemark}\n`,
    ...notes.map((note) => line(note)),
    ...outputs.flatMap((output) =>
      output.notes.map((note) => line(note, outputs.length > 1 ? `${output.storeName}: ` : "")),
    ),
  ].join("");
}

function jsonOf(entry: Done): Record<string, unknown> {
  if ("report" in entry) {
    const { source, report, notes, cost, archives } = entry;
    return { ...report, source, notes, cost, ...(archives.length === 0 ? {} : { archives }) };
  }
  const { kind, message, details } = entry.error;
  return { source: entry.source, error: { kind, message, ...details } };
}
