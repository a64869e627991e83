import { readdirSync, readFileSync } from "node:fs";

/** Bytes of all processes whose command line names the profile, shared pages counted once (proportional set size; Linux). */
function memoryOf(profile: string): number {
  let kibibytes = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/u.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(profile)) continue;
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
      kibibytes += Number(/^Pss:\s+(\d+) kB/mu.exec(rollup)?.[1] ?? 0);
    } catch {
      // The process ended while it was looked at.
    }
  }
  return kibibytes * 1024;
}

/** Watches the whole browser's memory from now on, twice a second: looking at it more often takes time from what is measured. */
export function watchMemory(profile: string): { stop: () => { peakBytes: number; idleBytes: number } } {
  const idleBytes = memoryOf(profile);
  let peakBytes = idleBytes;
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, memoryOf(profile));
  }, 500);
  return {
    stop: () => {
      clearInterval(timer);
      return { peakBytes, idleBytes };
    },
  };
}
