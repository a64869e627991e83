import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../scripts/cli.mjs", import.meta.url));

/** How a process of the command line ended. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

type Readers = ChildProcessByStdio<null, Readable, Readable>;

let isBuilt: Promise<unknown> | null = null;

/** When to end a process: so many milliseconds after something is true. */
export type Kill = { once: () => boolean; after: number };

/**
 * The command line as people run it, in a process of its own; it is built first where it is not. `kill` ends it at once (SIGKILL):
 * nothing of it can put its files in order.
 */
export async function runBuilt(words: readonly string[], kill: Kill | null = null): Promise<Ended> {
  // Building takes time and says so: not in the run that is looked at.
  await (isBuilt ??= run(["convert", "--help"], null));
  return run(words, kill);
}

/** What a process took: processor time of all its threads in seconds, and the most memory it had at once (resident), in MiB. */
export type Taken = { seconds: number; mebibytes: number };

/**
 * Runs in the process itself, before the program: nobody else can tell the most memory that it had. On Linux `maxRSS` also counts what the
 * process that started it had at that time, so that the kernel's own record is asked for.
 */
const MEASURE = `
import { readFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
const highest = (maximum) => {
  try {
    return Number(/VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
  } catch {
    return maximum;
  }
};
if (isMainThread) process.on("exit", () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const taken = { seconds: (userCPUTime + systemCPUTime) / 1e6, mebibytes: highest(maxRSS) / 1024 };
  process.stderr.write("\\nTAKEN " + JSON.stringify(taken));
});`;

/** As `runBuilt`, with what the process took. It is killed after a time (milliseconds), and then `taken` is null. */
export async function runMeasured(words: readonly string[], longest: number): Promise<Ended & { taken: Taken | null }> {
  await (isBuilt ??= run(["convert", "--help"], null));
  const preloaded = ["--import", `data:text/javascript,${encodeURIComponent(MEASURE)}`];
  const ended = await run(words, { once: () => true, after: longest }, preloaded);
  const [text, taken] = ended.stderr.split("\nTAKEN ");
  // JSON.parse gives `any`; the line is of the code above.
  return { ...ended, stderr: text!, taken: taken === undefined ? null : (JSON.parse(taken) as Taken) };
}

/** A command that goes on until it is stopped: `said` resolves with what it printed, when that has a text in it. */
export async function startServer(
  words: readonly string[],
  text: string,
): Promise<{ child: ChildProcess; said: Promise<string>; ended: Promise<Ended> }> {
  await (isBuilt ??= run(["convert", "--help"], null));
  const child = start(words, []);
  const ended = endOf(child, null);
  const said = new Promise<string>((resolve, reject) => {
    let all = "";
    child.stdout.on("data", (part: string) => {
      all += part;
      if (all.includes(text)) resolve(all);
    });
    ended.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
  return { child, said, ended };
}

/** The command line on what it takes for another machine: what it calls the host is all that differs. `child` may be stopped and killed. */
export async function startOnHost(
  host: string,
  words: readonly string[],
): Promise<{ child: ChildProcess; ended: Promise<Ended> }> {
  await (isBuilt ??= run(["convert", "--help"], null));
  const disguise = `import os from "node:os"; os.hostname = () => ${JSON.stringify(host)};`;
  const child = start(words, ["--import", `data:text/javascript,${encodeURIComponent(disguise)}`]);
  return { child, ended: endOf(child, null) };
}

function run(words: readonly string[], kill: Kill | null, options: readonly string[] = []): Promise<Ended> {
  return endOf(start(words, options), kill);
}

function start(words: readonly string[], options: readonly string[]): Readers {
  return spawn(process.execPath, [...options, PROGRAM, ...words], { stdio: ["ignore", "pipe", "pipe"] });
}

function endOf(child: Readers, kill: Kill | null): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    if (kill === null) return;
    timer = kill.once() ? setTimeout(() => child.kill("SIGKILL"), kill.after) : setTimeout(look, 2);
  };
  look();
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, stdout, stderr });
    });
  });
}
