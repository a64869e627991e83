import { availableParallelism } from "node:os";
import { join } from "node:path";
import { convert } from "../src/convert/convert.ts";
import { planContext } from "../src/convert/planContext.ts";
import { openImage } from "../src/formats/registry.ts";
import { asZarrdropError, ZarrdropError } from "../src/model/errors.ts";
import type { DestinationReference } from "../src/model/references.ts";
import type { ConversionEvent, ConversionReport } from "../src/plan/job.ts";
import { planConversion } from "../src/plan/planConversion.ts";
import { type ConvertCall, convertUsage, parseConvert } from "./convertOptions.ts";
import { errorText } from "./errorText.ts";
import { nodeSource } from "./nodeSource.ts";
import { spawnUnitWorker } from "./spawnUnitWorker.ts";

type Done = { source: string; report: ConversionReport } | { source: string; error: ZarrdropError };

/** `convert SOURCE... -d FOLDER`: each source in turn; a failed one does not stop the rest. */
export async function runConvert(words: string[], signal: AbortSignal): Promise<number> {
  const call = await parseConvert(words);
  if (call === "help") {
    process.stdout.write(`${convertUsage()}\n`);
    return 0;
  }
  const done: Done[] = [];
  for (const source of call.sources) {
    try {
      done.push({ source, report: await convertOne(source, call, signal) });
    } catch (thrown) {
      const error = asZarrdropError(thrown);
      done.push({ source, error });
      process.stderr.write(`${errorText(call.sources.length > 1 ? error.with({ file: source }) : error)}\n`);
      if (signal.aborted) break;
    }
  }
  if (call.json) process.stdout.write(`${JSON.stringify(done.map(jsonOf), null, 2)}\n`);
  else for (const entry of done) if ("report" in entry) process.stdout.write(`${reportText(entry.report, call)}\n`);
  return done.some((entry) => "error" in entry) ? 1 : 0;
}

async function convertOne(path: string, call: ConvertCall, signal: AbortSignal): Promise<ConversionReport> {
  const source = await nodeSource(path);
  const reader = await openImage(source, signal);
  const { description } = reader;
  reader.close();
  const destination: DestinationReference = { kind: "node", folder: call.destination };
  const context = await planContext(destination, call.settings.existing === "append");
  const plan = planConversion(description, call.settings, context);
  return convert(
    { source, destination, plan },
    {
      spawn: spawnUnitWorker,
      cores: availableParallelism(),
      signal,
      onEvent: process.stderr.isTTY && !call.json ? showProgress : () => {},
    },
  );
}

function showProgress(event: ConversionEvent): void {
  if (event.kind === "progress") {
    const percent = Math.floor((100 * event.bytesDone) / Math.max(1, event.bytesTotal));
    process.stderr.write(`\r${percent} %, ${Math.round(event.bytesWritten / 2 ** 20)} MiB written `);
  } else if (event.kind === "output-done") {
    process.stderr.write("\r");
  }
}

function reportText(report: ConversionReport, call: ConvertCall): string {
  const lines = report.outputs.map(
    (output) =>
      `${join(call.destination, output.storeName)}: ${output.filesWritten} files, ${(output.bytesWritten / 2 ** 20).toFixed(1)} MiB`,
  );
  lines.push(`${report.route}, ${report.seconds.toFixed(1)} s`);
  return lines.join("\n");
}

function jsonOf(entry: Done): Record<string, unknown> {
  if ("report" in entry) return { ...entry.report, source: entry.source };
  const { kind, message, details } = entry.error;
  return { source: entry.source, error: { kind, message, ...details } };
}
