import { resolve } from "node:path";
import { commitDistributed } from "../src/convert/distributed/commitDistributed.ts";
import { runUnits } from "../src/convert/distributed/runUnits.ts";
import { rangesFromText } from "../src/convert/distributed/unitNumbers.ts";
import { platform } from "../src/door/node/platform.ts";
import { walkedPath } from "../src/door/node/walkedPath.ts";
import { reportText } from "./convertCommand.ts";
import { readJob } from "./jobFile.ts";
import { print } from "./print.ts";
import { sayWaiting } from "./sayWaiting.ts";
import { parseWords, UsageError } from "./usage.ts";

const USAGE = `Usage: zarrdrop job FILE.json --units NUMBERS | --commit
  Works on a conversion that many processes share (convert … --job FILE.json makes it). All of them need the source, the
  destination and the job's file under the same paths, and the same version of Zarrdrop.
  --units NUMBERS  Do units, such as 1-16,40; those of a round need all units of the rounds before. One thread, unless
                   --workers was given to convert.
  --commit         When all units are done: verify, write the metadata, close the stores.
  --json           Print the report as JSON.`;

const OPTIONS = {
  units: { type: "string" },
  commit: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** `job FILE`: a part of a conversion that many processes share. */
export async function runJob(words: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseWords(words, OPTIONS, USAGE);
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const [file] = positionals;
  const { units, commit = false, json = false } = values;
  if (file === undefined || positionals.length !== 1 || (units !== undefined) === commit) throw new UsageError(USAGE);
  const ranges = units === undefined ? null : rangesFromText(units);
  const job = await readJob(resolve(await walkedPath(file)));
  const options = { spawn: platform.spawnUnitWorker, signal, onEvent: sayWaiting };
  if (ranges !== null) {
    const report = await runUnits(job, ranges, { ...options, cores: 1 });
    const { units: done, filesWritten, bytesWritten, seconds } = report;
    const size = `${filesWritten} files, ${(bytesWritten / 2 ** 20).toFixed(1)} MiB`;
    print(json ? `${JSON.stringify(report)}\n` : `${done} units done: ${size}, ${seconds.toFixed(1)} s\n`);
    return 0;
  }
  const report = await commitDistributed(job, { ...options, cores: platform.cores() });
  const { destination } = job.job;
  const folder = destination.kind === "node" ? destination.folder : "";
  print(json ? `${JSON.stringify(report, null, 2)}\n` : `${reportText(report, folder)}\n`);
  return 0;
}
