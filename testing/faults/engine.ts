import { createHash } from "node:crypto";
import { raceAbort } from "../../src/bytes/abort.ts";
import { Kernel } from "../../src/codecs/kernel.ts";
import { convert } from "../../src/convert/coordinator/convert.ts";
import { planForDestination } from "../../src/convert/reading/planForDestination.ts";
import { openImage } from "../../src/formats/registry.ts";
import type { DestinationReference, SourceReference } from "../../src/model/references.ts";
import { type ConversionJob, describedSource } from "../../src/plan/job.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { storeNamesOf } from "../../src/plan/plannedStore.ts";
import { parseSettings } from "../../src/plan/settings/parseSettings.ts";
import { zipBlob } from "../../src/store/zipBlob.ts";
import type { Disk } from "./disk.ts";
import { DISK } from "./errno.ts";
import { gatePictures } from "./gatedPictures.ts";
import { mountDisk, patchNode } from "./nodeFace.ts";
import { FileOnDisk, PageFolder } from "./pageFace.ts";
import { stopClock } from "./clock.ts";
import { forgetThreads, spawnThread, threadNow, type Thread } from "./threads.ts";

/** Where a job runs: a process of Node, or a page that writes to a folder, or to its private file system for a download. */
export type Face = "node" | "page" | "private";

/** One call of the program: what from, how, and where. */
export type Call = { face: Face; main: string; settings: Record<string, unknown> };

/** The folder of the disk with the sources. */
export const SOURCE = "/source";
/** The folder that stores are made in. */
export const OUT = "/out";

// A disturbed disk throws by the thousand, and where from is told by the operation.
Error.stackTraceLimit = 2;

// The engine takes Node's functions when it first writes.
patchNode();
stopClock();

// Hashes are taken at once: the platform's take a thread, and a turn of the loop that everything would wait for.
crypto.subtle.digest = async (_, data) => {
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
  return new Uint8Array(createHash("sha256").update(bytes).digest()).buffer;
};

// Names that nobody can guess are the same ones in each run, so that what runs leave behind can be compared.
crypto.getRandomValues = (array) => {
  if (!(array instanceof Uint8Array)) throw new Error("only bytes are asked for");
  new DataView(array.buffer, array.byteOffset, array.byteLength).setUint32(0, disk.nextName());
  return array;
};

let disk: Disk;

/** Has all that runs from now on happen on this disk. */
export function useDisk(now: Disk): void {
  forgetThreads();
  disk = now;
  mountDisk(now);
}

// A page's private file system; Node 20 has no navigator at all, later ones have one without storage.
Object.defineProperty(globalThis, "navigator", {
  configurable: true,
  value: { storage: { getDirectory: async () => new PageFolder(disk, "") } },
});

const runKernel = Reflect.get(Kernel.prototype, "run");
// All byte codecs go through the kernel, in both directions.
Kernel.prototype.run = function (direction, what, input, work) {
  const operation = { kind: direction, where: "codec", face: "page", path: what, thread: threadNow() } as const;
  const result = Reflect.apply(runKernel, this, [
    direction,
    what,
    input,
    (session) =>
      disk.gate.passNow(operation, (share) => {
        const all = work(session);
        return share < 1 && all instanceof Uint8Array ? all.slice(0, Math.floor(all.length * share)) : all;
      }),
  ] satisfies Parameters<typeof runKernel>);
  // What `work` gives, as it gives it.
  return result as never;
};

gatePictures(() => disk.gate);

/** What a call came to: archives by name of the store, for a page without folders. */
export type Archives = Map<string, Uint8Array<ArrayBuffer>>;

/**
 * Calls the program once: opens, plans for what is there, converts.
 * @throws whatever the engine fails with
 */
export async function callEngine(call: Call, signal: AbortSignal): Promise<Archives> {
  return convertPlanned(call, await planCall(call, signal), signal);
}

/** What the first half of a call comes to. */
export type Planned = Pick<ConversionJob, "description" | "plan">;

/** The first half of a call. */
export async function planCall({ face, main, settings }: Call, signal: AbortSignal): Promise<Planned> {
  const source = sourceFor(face, main);
  const parsed = parseSettings(settings);
  const reader = await raceAbort(openImage(source, signal), signal);
  const { description } = reader;
  reader.close();
  const destination = destinationFor(face);
  const { plan } = await planForDestination({ source, description, settings: parsed, destination }, signal);
  return { plan, description: describedSource(description) };
}

/** The second half; for a page without folders the archives are made, too. */
export async function convertPlanned({ face, main }: Call, planned: Planned, signal: AbortSignal): Promise<Archives> {
  const source = sourceFor(face, main);
  const destination = destinationFor(face);
  const spawn = () =>
    spawnThread(
      (job, root, thread) => ({
        ...job,
        source: sourceFor(face, main, root, thread),
        destination: destinationFor(face, root, thread),
      }),
      disk.gate,
    );
  await convert({ source, destination, ...planned }, { spawn, cores: 2, signal, onEvent() {} });
  return archivesOf(face, planned.plan, signal);
}

/** What a page without folders does with the stores of a job that ended, as often as it is asked to. */
export async function archivesOf(face: Face, plan: Plan, signal: AbortSignal): Promise<Archives> {
  const destination = destinationFor(face);
  const archives: Archives = new Map();
  if (face !== "private") return archives;
  for (const storeName of storeNamesOf(plan)) {
    const archive = await zipBlob(destination, storeName, signal);
    archives.set(storeName, new Uint8Array(await archive.arrayBuffer()));
  }
  return archives;
}

/** The destination as the coordinator has it, or as a worker, which has the disk under a root of its own. */
export function destinationFor(face: Face, root = "", thread: Thread | null = null): DestinationReference {
  switch (face) {
    case "node":
      return { kind: "node", folder: `${DISK}${slashed(root)}${OUT}` };
    case "page":
      return { kind: "directory-handle", handle: new PageFolder(disk, OUT, thread).asHandle() };
    case "private":
      return { kind: "opfs", folder: root + OUT };
  }
}

/** A page without folders gets files; those that are named are what a person would have dropped. */
function sourceFor(face: Face, main: string, root = "", thread: Thread | null = null): SourceReference {
  const path = `${SOURCE}/${main}`;
  const found = disk.find(path);
  if (found === null) throw new Error(`no source ${main}`);
  const isFolder = found.kind === "folder";
  if (face === "node") {
    const folder = `${DISK}${slashed(root)}${isFolder ? path : SOURCE}`;
    return { kind: "node", folder, main: isFolder ? "" : main };
  }
  if (face === "page") {
    const handle = new PageFolder(disk, isFolder ? path : SOURCE, thread).asHandle();
    return { kind: "directory-handle", handle, main: isFolder ? "" : main };
  }
  if (found.kind === "folder") throw new Error("a folder is not dropped as a file");
  return {
    kind: "files",
    files: [{ path: main, file: new FileOnDisk(disk, { face: "page", path, thread }, found) }],
    main,
  };
}

const slashed = (root: string): string => (root === "" ? "" : `/${root}`);
