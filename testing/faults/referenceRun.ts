import { ZarrdropError } from "../../src/model/errors.ts";
import { putBackStore } from "../../src/convert/coordinator/putBackStore.ts";
import { storeNamesOf } from "../../src/plan/plannedStore.ts";
import { inspectStore } from "../../src/store/inspectStore.ts";
import { MemorySink } from "../../src/store/memorySink.ts";
import { openSink } from "../../src/store/openSink.ts";
import { isPartialName } from "../../src/store/partialName.ts";
import { readForeignImage } from "../store/readForeign.ts";
import { type Change, digestOf, type Disk, filesOf } from "./disk.ts";
import {
  type Archives,
  archivesOf,
  callEngine,
  convertPlanned,
  destinationFor,
  OUT,
  planCall,
  type Planned,
  useDisk,
} from "./engine.ts";
import { type Cell, CountingGate } from "./faultGate.ts";
import { OPEN_GATE } from "./gate.ts";
import { diskFor, type ReferenceJob } from "./jobs.ts";
import { settled } from "./settled.ts";

const RECEIPTS = ".zarrdrop-finished";
/** What tells a job which stores are done, locks of jobs that are gone, and what is left of a store that was replaced. */
const TAKEN_AWAY_LATER = /^\.zarrdrop-finished$|^\.zarrdrop\.[0-9a-f]+\.(?:lock|alive)|\.zarrdrop-old$/;

/** A job as it runs undisturbed, and what has to be true when it was not. Errors of its members: an `Error` that says what is not. */
export class ReferenceRun {
  readonly job: ReferenceJob;
  /** What is there before, and what is there when the job is planned. */
  readonly before: Disk;
  readonly planned: Planned & { disk: Disk; counts: ReadonlyMap<Cell, number> };
  /** Operations that each fault can befall, by place. */
  readonly counts: ReadonlyMap<Cell, number>;
  /** All that changed on the disk. */
  readonly changes: readonly Change[];
  readonly #whole: string;
  readonly #archives: string;
  /** Stores of before and of after, as texts. */
  readonly #wholeStores: ReadonlySet<string>;
  /** The images that others may see, as texts. */
  readonly #images: ReadonlySet<string>;
  /** States that are safe and from which the same call was seen to end as it should. */
  readonly #resumed = new Set<string>();

  private constructor(parts: Pick<ReferenceRun, "job" | "before" | "planned" | "counts" | "changes">, end: End) {
    this.job = parts.job;
    this.before = parts.before;
    this.planned = parts.planned;
    this.counts = parts.counts;
    this.changes = parts.changes;
    this.#whole = digestOf(end.disk, OUT);
    this.#archives = textOf(end.archives);
    const stores = [...storesOf(parts.before), ...storesOf(end.disk)];
    this.#wholeStores = new Set(stores.map(({ digest }) => digest));
    this.#images = end.images;
  }

  static async of(job: ReferenceJob): Promise<ReferenceRun> {
    const before = await diskFor(job);
    const gate = new CountingGate();
    const disk = before.copy(gate);
    const changes: Change[] = [];
    disk.changes = changes;
    useDisk(disk);
    const { signal } = new AbortController();
    const call = await planCall(job.call, signal);
    const planned = { ...call, disk: disk.copy(OPEN_GATE), counts: new Map(gate.counts) };
    const archives = await convertPlanned(job.call, call, signal);
    disk.changes = null;
    const images = new Set<string>();
    for (const { files } of [...storesOf(before), ...storesOf(disk)]) images.add(await foreignText(files));
    return new ReferenceRun({ job, before, planned, counts: gate.counts, changes }, { disk, archives, images });
  }

  /** A call said that all is done. */
  async expectWhole(disk: Disk, archives: Archives): Promise<void> {
    if (textOf(archives) !== this.#archives) throw new Error("the archive is another");
    if (digestOf(disk, OUT) === this.#whole) return;
    // Where the disk failed when all was done, what belongs to the job and not to the store may be left: the next call takes it away.
    if (!this.#isWholeBut(disk, TAKEN_AWAY_LATER))
      throw new Error(`it says that it is done, but has ${this.#shown(disk)}`);
    if (!this.hasEnded(disk)) await this.expectResumable(disk);
  }

  /** What is there is marked, or as it was, or whole; and what was there before is not lost. */
  async expectSafe(disk: Disk): Promise<void> {
    useDisk(disk);
    const stores = storesOf(disk);
    for (const { name, digest } of stores) {
      if (this.#wholeStores.has(digest)) continue;
      const { state } = await inspectStore(await openSink(destinationFor(this.job.call.face), name));
      if (state === "complete") throw new Error(`${name} passes for complete and is not: ${this.#shown(disk)}`);
    }
    const [older] = storesOf(this.before);
    if (older === undefined || stores.some(({ digest }) => this.#wholeStores.has(digest))) return;
    if (this.job.kind === "replace")
      throw new Error(`neither the old store nor the new one is whole: ${this.#shown(disk)}`);
    const copy = disk.copy(OPEN_GATE);
    useDisk(copy);
    await putBackStore(destinationFor(this.job.call.face), older.name, {
      signal: new AbortController().signal,
    });
    const back = storesOf(copy).find(({ name }) => name === older.name);
    if (back === undefined || !this.#wholeStores.has(back.digest)) {
      throw new Error(`the older store cannot be put back: ${this.#shown(copy)}`);
    }
    useDisk(disk);
  }

  /** Both, once for each state that is found. */
  async expectSafeAndResumable(disk: Disk): Promise<void> {
    if (this.#resumed.has(digestOf(disk, OUT))) return;
    await this.expectSafe(disk);
    await this.expectResumable(disk);
  }

  /** Another reader finds the old image, the new one, or none. */
  async expectNoWrongImage(disk: Disk): Promise<void> {
    for (const { name, digest, files } of storesOf(disk)) {
      if (this.#wholeStores.has(digest)) continue;
      const found = await foreignText(files);
      if (found !== "" && !this.#images.has(found)) throw new Error(`another reader opens a wrong image: ${name}`);
    }
  }

  /**
   * True when all is done and receipts are gone or going: the same call would be another job. (Each was written before its store was whole:
   * where all stores are and one is missing, it was taken away.)
   */
  hasEnded(disk: Disk): boolean {
    const receipts = [...filesOf(disk, OUT).keys()].filter(
      (path) => path.startsWith(`${RECEIPTS}/`) && path.endsWith(".json"),
    );
    if (receipts.length >= storeNamesOf(this.planned.plan).length) return false;
    return this.#isWholeBut(disk, TAKEN_AWAY_LATER);
  }

  /** The same call ends as it would have. */
  async expectResumable(disk: Disk): Promise<void> {
    const state = digestOf(disk, OUT);
    if (this.#resumed.has(state)) return;
    useDisk(disk);
    const { face } = this.job.call;
    const { signal } = new AbortController();
    // The stores are whole and only the archives are wanting: those are asked for again.
    const isOnlyArchived = face === "private" && this.hasEnded(disk);
    const again = isOnlyArchived ? archivesOf(face, this.planned.plan, signal) : callEngine(this.job.call, signal);
    const outcome = await settled(again, { operations: 0 });
    if (outcome === "hung") throw new Error("the same call hangs");
    if ("thrown" in outcome) throw new Error(`the same call fails: ${wordsOf(outcome.thrown)}`);
    // Archives are made of what is there, and take nothing away.
    const isWhole = isOnlyArchived ? this.#isWholeBut(disk, TAKEN_AWAY_LATER) : digestOf(disk, OUT) === this.#whole;
    if (!isWhole) throw new Error(`the same call ends with ${this.#shown(disk)}`);
    if (textOf(outcome.value) !== this.#archives) throw new Error("the same call gives another archive");
    this.#resumed.add(state);
  }

  #isWholeBut(disk: Disk, ignored: RegExp): boolean {
    const copy = disk.copy(OPEN_GATE);
    const out = copy.find(OUT);
    if (out?.kind !== "folder") return false;
    for (const name of out.children.keys()) if (ignored.test(name)) copy.unlink(out, name);
    return digestOf(copy, OUT) === this.#whole;
  }

  #shown(disk: Disk): string {
    const found = storesOf(disk).map(
      ({ name, digest }) => `${name} ${this.#wholeStores.has(digest) ? "whole" : "other"}`,
    );
    return `${found.join(", ") || "nothing"} in ${[...filesOf(disk, OUT).keys()].join(" ")}`;
  }
}

type End = { disk: Disk; archives: Archives; images: ReadonlySet<string> };

type Store = { name: string; digest: string; files: Map<string, Uint8Array<ArrayBuffer>> };

/** A file that was being written is no part of a store, and does not make another of it. */
const isUnfinished = (path: string): boolean => isPartialName(path.slice(path.lastIndexOf("/") + 1));

/** Folders of the destination that are stores, or were to become one. */
function storesOf(disk: Disk): Store[] {
  const out = disk.find(OUT);
  if (out?.kind !== "folder") return [];
  return [...out.children].flatMap(([name, { kind }]) => {
    const path = `${OUT}/${name}`;
    return kind === "folder" && name.includes(".zarr")
      ? [{ name, digest: digestOf(disk, path, isUnfinished), files: filesOf(disk, path) }]
      : [];
  });
}

/** The image that zarrita finds, as a text; "" where it finds none. */
async function foreignText(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Promise<string> {
  const sink = new MemorySink();
  for (const [path, bytes] of files) sink.files.set(path, bytes);
  const image = await readForeignImage(sink).catch(() => null);
  if (image === null) return "";
  return [...image]
    .map(([path, { bytes, shape }]) => `${path} ${shape.join()} ${Buffer.from(bytes).toString("base64")}`)
    .join("\n");
}

function textOf(archives: Archives): string {
  return [...archives].map(([name, bytes]) => `${name} ${Buffer.from(bytes).toString("base64")}`).join("\n");
}

/** What was thrown, for whoever reads why a run is no good. */
export function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof ZarrdropError))
    return `untagged: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`;
  return `${thrown.kind}: ${thrown.message} ${(thrown.details.technical ?? "").slice(0, 300)}`;
}
