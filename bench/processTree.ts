import { readdirSync, readFileSync } from "node:fs";

/** The kinds of processes that a browser has. */
export type ProcessKind = "browser" | "renderer" | "gpu" | "utility";

/** What a browser took of the machine while it was watched. */
export type TreeFigures = {
  /** Processor seconds of all threads, by the kind of their process; of processes that have ended since, too. */
  cpuSeconds: Record<ProcessKind, number>;
  /** Of all processes together, shared pages counted once: before and at the most. */
  idleBytes: number;
  peakBytes: number;
  /** By the kind of process: what each had before, and at the moment at which all together had most. */
  idleBytesOf: Record<ProcessKind, number>;
  peakBytesOf: Record<ProcessKind, number>;
};

/** Clock ticks per second in /proc, on every Linux of today. */
const TICKS_PER_SECOND = 100;
/** Looking more often takes time from what is measured. */
const LOOK_MILLISECONDS = 500;

type Seen = { kind: ProcessKind; seconds: number; bytes: number };

/** Watches all processes of the browser with this profile, from now until `stop` (Linux only). */
export function watchTree(profile: string): { stop: () => TreeFigures } {
  const before = look(profile);
  const last = new Map(before);
  const idleBytesOf = bytesByKind(before);
  const idleBytes = sumOf(idleBytesOf);
  let peakBytesOf = idleBytesOf;
  const lookAgain = (): void => {
    const now = look(profile);
    const bytes = bytesByKind(now);
    if (sumOf(bytes) > sumOf(peakBytesOf)) peakBytesOf = bytes;
    for (const [pid, seen] of now) last.set(pid, seen);
  };
  const timer = setInterval(lookAgain, LOOK_MILLISECONDS);
  return {
    stop: () => {
      clearInterval(timer);
      lookAgain();
      const cpuSeconds = { browser: 0, renderer: 0, gpu: 0, utility: 0 };
      for (const [pid, { kind, seconds }] of last) cpuSeconds[kind] += seconds - (before.get(pid)?.seconds ?? 0);
      return { cpuSeconds, idleBytes, peakBytes: sumOf(peakBytesOf), idleBytesOf, peakBytesOf };
    },
  };
}

function bytesByKind(processes: ReadonlyMap<string, Seen>): Record<ProcessKind, number> {
  const byKind = { browser: 0, renderer: 0, gpu: 0, utility: 0 };
  for (const { kind, bytes } of processes.values()) byKind[kind] += bytes;
  return byKind;
}

function sumOf(byKind: Record<ProcessKind, number>): number {
  return Object.values(byKind).reduce((sum, bytes) => sum + bytes, 0);
}

/** All processes whose command line names the profile. */
function look(profile: string): Map<string, Seen> {
  const found = new Map<string, Seen>();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/u.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (!words.includes(profile)) continue;
      found.set(pid, { kind: kindOf(words), seconds: secondsOf(pid), bytes: proportionalBytesOf(pid) });
    } catch {
      // The process ended while it was looked at.
    }
  }
  return found;
}

function kindOf(words: string): ProcessKind {
  const type = /--type=([a-z-]+)/u.exec(words)?.[1];
  if (type === "renderer") return "renderer";
  if (type === "gpu-process") return "gpu";
  return type === undefined ? "browser" : "utility";
}

function secondsOf(pid: string): number {
  // The second field is a name in brackets, which may hold anything.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /su, "")
    .split(" ");
  // User and system time: the 14th and 15th field, the third being the first that is left.
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function proportionalBytesOf(pid: string): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Pss:\s+(\d+) kB/mu.exec(rollup)?.[1] ?? 0) * 1024;
}
