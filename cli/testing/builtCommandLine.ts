import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../run.mjs", import.meta.url));

/** How a process of the command line ended. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string };

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

function run(words: readonly string[], kill: Kill | null): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ["ignore", "pipe", "pipe"] });
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
