import type { LockHolder } from "./lockHolder.ts";

// Asked from the process instead of imported: a bundler for the page then has nothing to replace.
const { readFile } = process.getBuiltinModule("node:fs/promises");
const { hostname } = process.getBuiltinModule("node:os");

/** The holder on Node: a process, which the same machine can be asked about. Only ever loaded where there is Node. */
export async function nodeLockHolder(): Promise<LockHolder> {
  const host = hostname();
  return {
    words: `process ${process.pid} on ${host}`,
    process: { host, id: process.pid, started: await startOf(process.pid) },
    begin: async () => () => {},
    async isAlive(_, record) {
      // Files are written whole here: what cannot be read was left by a page that ended.
      if (record === null) return false;
      const { process: other } = record;
      if (other === null || other.host !== host) return true;
      return isRunning(other.id) && (await startOf(other.id)) === other.started;
    },
  };
}

/** True for a process of another account, too, and for one that is stopped. */
function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM";
  }
}

/** When a process was started, in Linux' clock ticks: numbers of processes are used again. Null on other systems. */
async function startOf(id: number): Promise<string | null> {
  const text = await readFile(`/proc/${id}/stat`, "utf8").catch(() => null);
  // The name of the program, in parentheses, may hold anything: fields are counted behind it.
  return text === null ? null : (text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null);
}
