import { platformName } from "../../bytes/platformFailures.ts";
import type { LockHolder } from "./lockHolder.ts";

// Asked from the process instead of imported: a bundler for the page then has nothing to replace.
const { readFile, readlink } = process.getBuiltinModule("node:fs/promises");
const { hostname } = process.getBuiltinModule("node:os");

/** Tokens of locks that this process holds: jobs run in its main thread. */
const heldHere = new Set<string>();

/** The holder on Node: a process, which the same machine can be asked about. Only ever loaded where there is Node. */
export async function nodeLockHolder(): Promise<LockHolder> {
  const host = hostname();
  const machine = await machineOf();
  return {
    record: {
      words: `process ${process.pid} on ${host}`,
      process: { host, machine, id: process.pid, started: await startOf(process.pid) },
      browser: null,
    },
    async begin(token) {
      heldHere.add(token);
      return () => void heldHere.delete(token);
    },
    async lifeOf(token, record) {
      // Files are written whole here: what cannot be read was left by a page that ended.
      if (record === null) return "gone";
      const { process: other } = record;
      if (other === null || other.host !== host || other.machine !== machine) return "unknown";
      if (!isRunning(other.id) || (await startOf(other.id)) !== other.started) return "gone";
      // A job of this process that has ended, but whose lock could not be removed then, is gone, too.
      return other.id !== process.pid || heldHere.has(token) ? "alive" : "gone";
    },
  };
}

/** True for a process of another account, too, and for one that is stopped. */
function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (thrown) {
    return platformName(thrown) === "EPERM";
  }
}

/** When a process was started, in Linux' clock ticks: numbers of processes are used again. Null on other systems. */
async function startOf(id: number): Promise<string | null> {
  const text = await readFile(`/proc/${id}/stat`, "utf8").catch(() => null);
  // The name of the program, in parentheses, may hold anything: fields are counted behind it.
  return text === null ? null : (text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null);
}

/**
 * This boot of this machine and the space in which process numbers count: machines, and containers of one machine, may have the same
 * host name. Linux; null on other systems.
 */
async function machineOf(): Promise<string | null> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => null);
  const space = await readlink("/proc/self/ns/pid").catch(() => "");
  return boot === null ? null : `${boot.trim()} ${space}`;
}
