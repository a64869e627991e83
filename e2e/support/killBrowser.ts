import { execFileSync } from "node:child_process";
import { setTimeout } from "node:timers/promises";

/** Ends a browser as a power cut or a crash does, all its processes at once. `profile` stands in the command line of each. */
export async function killBrowser(profile: string): Promise<void> {
  const pids = processesWith(profile);
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended with another of them.
    }
  }
  while (processesWith(profile).length > 0) await setTimeout(50);
}

function processesWith(word: string): number[] {
  const lines = execFileSync("ps", ["-axww", "-o", "pid=,stat=,command="], { encoding: "utf8" }).split("\n");
  return lines
    .map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/u.exec(line))
    .filter((found) => found !== null && found[3]!.includes(`--user-data-dir=${word}`) && !found[2]!.startsWith("Z"))
    .map((found) => Number(found![1]));
}
