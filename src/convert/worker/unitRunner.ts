import type { Kernel } from "../../codecs/kernel.ts";
import { endsWithin } from "../../bytes/endsWithin.ts";
import { borrowRoom, limitRooms, releaseRooms } from "../../bytes/rooms.ts";
import { limitBlockCaches } from "../../bytes/blockCache.ts";
import { whileWaiting } from "../../model/lifeSigns.ts";
import type { ImageReader } from "../../formats/reader.ts";
import { itemSize } from "../../model/dtype.ts";
import { ChunkNotes, type OutputChunks } from "../../plan/chunkNotes.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { StoreDamage } from "../../store/storeDamage.ts";
import type { ChunkCheck } from "../../store/storeLedger.ts";
import type { LevelRecord } from "../../store/levelRecord.ts";
import { type OpenOutput, openOutput, wantsStatistics } from "./openOutput.ts";
import { ReadCount } from "./readCount.ts";
import { writeBlock } from "./writeBlock.ts";
import { clearHistogram, packHistogram, type PackedHistogram } from "./valueHistogram.ts";
import { openDescribed } from "./openDescribed.ts";
import type { Compared, ComparisonRequest } from "./compareWithSource.ts";
import type { PlacedJob } from "./placedJob.ts";
import { isOfWholePlanes, walkPlanes } from "../planes/planeWalk.ts";
import { PlaneSession } from "../planes/planeSession.ts";
import type { PlaneRoad } from "../../plan/layout/planes/planeRoad.ts";
import { walkPyramid } from "../walk/pyramidWalk.ts";
import { createReaderSource } from "../pixels/readerSource.ts";
import { createStoreSource } from "../pixels/storeSource.ts";
import type { WorkUnit } from "../walk/workUnit.ts";

/** What one unit did; adds up over units. */
export type UnitResult = {
  unit: number;
  bytesWritten: number;
  filesWritten: number;
  clippedValues: number;
  /** Files and checksums per level, for the journal and the verification. */
  records: LevelRecord[];
  /** Values of level 0 per channel. */
  histograms: PackedHistogram[];
  /** Decoded bytes asked of the source. */
  bytesRead: number;
};

/** A unit whose pixels are read, computed and encoded. */
export type HandedOver = {
  /**
   * Resolves when the unit's files are on disk.
   * @throws those of the sink
   */
  onDisk: Promise<UnitResult>;
};

/** Milliseconds that writes under way get to end after a failure. */
const STOPPING = 5000;

/**
 * The worker's side of a conversion: reads, resamples, encodes and writes units, one at a time. The source and the destination
 * are opened once; pixels never leave the thread.
 */
export class UnitRunner {
  readonly #job: PlacedJob;
  readonly #reader: ImageReader;
  readonly #signal: AbortSignal;
  #current: { index: number; readOn: number | null; opened: OpenOutput } | null = null;
  readonly #read = new ReadCount();
  readonly #notes = new ChunkNotes();

  private constructor(job: PlacedJob, reader: ImageReader, signal: AbortSignal) {
    this.#job = job;
    this.#reader = reader;
    this.#signal = signal;
  }

  /**
   * The thread's memory follows `job.memory` from now on.
   * @throws those of opening the source; `source-changed` where it is not what the job says
   */
  static async open(job: PlacedJob, signal: AbortSignal): Promise<UnitRunner> {
    const { roomBytes, kernelBytes, cacheBytes } = job.memory;
    limitRooms(roomBytes);
    limitBlockCaches(cacheBytes);
    (await loadUnitParts()).keptBytes = kernelBytes;
    return new UnitRunner(job, await openDescribed(job, signal), signal);
  }

  /**
   * Does one unit, from reading it to handing over its files. `onProgress` is told the decoded bytes of chunks as they are
   * done. One unit after the other; the next may begin before the files are on disk.
   * @throws all kinds of the reader and the sink; `cancelled`
   */
  async run(unit: WorkUnit, onProgress: (bytes: number) => void): Promise<HandedOver> {
    const opened = await this.#openOutput(unit.output, levelReadOn(unit, this.#job.plan.outputs[unit.output]));
    opened.histograms.forEach(clearHistogram);
    const clippedBefore = opened.caster?.clippedValues ?? 0;
    const readBefore = this.#read.bytes;
    const { output, geometries } = opened;
    if (opened.road !== null && isOfWholePlanes(unit, geometries)) {
      await this.#walkPlanes(opened, opened.road, unit, onProgress);
    } else {
      await walkPyramid({
        unit,
        output,
        geometries,
        source:
          unit.firstLevel === 0
            ? opened.source
            : createStoreSource(opened.sink, output, unit.firstLevel, geometries[unit.firstLevel]!),
        sink: (level, region, pixels) => writeBlock(opened, unit, level, region, pixels, onProgress),
        shares: this.#job.memory,
        signal: this.#signal,
      });
    }
    // They wait for what was handed over up to here, not for what the next unit hands over.
    const written = Promise.all(opened.writers.map((writer) => writer.flush()));
    // It is awaited by the caller; until then it must not count as unhandled.
    written.catch(() => undefined);
    const records = opened.writers.map((writer) => writer.takeRecord());
    const result = {
      unit: unit.id,
      ...totalsOf(records),
      records,
      clippedValues: (opened.caster?.clippedValues ?? 0) - clippedBefore,
      histograms: opened.histograms.map(packHistogram),
      bytesRead: this.#read.bytes - readBefore,
    };
    return { onDisk: written.then(() => result) };
  }

  /**
   * Reads chunks back as a stranger does and compares them with the checksums taken while writing. What differs is the
   * result. `onEqual` is called for each chunk that does not.
   * @throws those of opening the store by its metadata, those of the sink
   */
  async verify(index: number, checks: readonly ChunkCheck[], onEqual: () => void): Promise<StoreDamage[]> {
    const opened = await this.#openOutput(index);
    const { sink, output } = opened;
    // Its units are done: chunks are decoded in the session's memory, not in more beside it, and what was lent for planes is not asked for again.
    await opened.session?.close();
    opened.session = null;
    releaseRooms();
    const { checkChunks } = await whileWaiting("disk", import("./readBack.ts"));
    return checkChunks(sink, output, checks, {
      signal: this.#signal,
      bytesAtOnce: this.#job.memory.stepBytes,
      onEqual: ({ level, chunk }) => {
        this.#notes.note(index, level, "checked", chunk);
        onEqual();
      },
    });
  }

  /** What became of chunks since the last call. */
  takeChunks(): OutputChunks[] {
    return this.#notes.take();
  }

  /**
   * Holds chunks that are done against the source.
   * @throws those of `compareWithSource`; `source-changed` where a source that is opened anew is another image
   */
  async compare(index: number, request: ComparisonRequest, isAnew: boolean): Promise<Compared> {
    const job = this.#job;
    const { sink, output, geometries, source } = await this.#openOutput(index);
    const { compareWithSource } = await whileWaiting("disk", import("./compareWithSource.ts"));
    const comparison = { ...request, sink, output, geometry: geometries[0]!, signal: this.#signal };
    if (!isAnew) return compareWithSource({ ...comparison, source });
    const reader = await openDescribed(job, this.#signal);
    try {
      return await compareWithSource({ ...comparison, source: createReaderSource(reader, output) });
    } finally {
      reader.close();
    }
  }

  /**
   * After a failure: resolves when nothing is being written any more, so that no part of a file stays behind with whose folder it is by now. A
   * disk that hangs is not waited for. Never rejects.
   */
  async stopped(): Promise<void> {
    if (this.#current === null) return;
    const { queue, writers } = this.#current.opened;
    const given = queue.stopped().then(() => Promise.all(writers.map((writer) => writer.giveUp())));
    await endsWithin(given, STOPPING);
  }

  close(): void {
    this.#reader.close();
  }

  /** `readOn`: the level that a further stage starts from; left out where nothing is written. */
  async #openOutput(index: number, readOn?: number | null): Promise<OpenOutput> {
    const current = this.#current;
    if (current?.index === index && (readOn === undefined || current.readOn === readOn)) return current.opened;
    const opened = await openOutput(this.#job, index, {
      reader: this.#reader,
      count: this.#read,
      notes: this.#notes,
      readOn,
      signal: this.#signal,
    });
    this.#current = { index, readOn: readOn ?? null, opened };
    return opened;
  }

  async #walkPlanes(
    opened: OpenOutput,
    road: PlaneRoad,
    unit: WorkUnit,
    onProgress: (bytes: number) => void,
  ): Promise<void> {
    const { output, geometries, source, writers, histograms, channelAxis } = opened;
    opened.session ??= await PlaneSession.open(output, geometries, road, borrowRoom);
    const { session } = opened;
    const bytes = itemSize(output.dtype);
    await walkPlanes({
      unit,
      geometries,
      road,
      session,
      source,
      writers,
      histograms: wantsStatistics(opened) ? histograms : null,
      channelAxis,
      shares: this.#job.memory,
      onChunk: (values) => onProgress(values * bytes),
      signal: this.#signal,
    });
  }
}

/**
 * Loads what every unit needs beside the reader of its format.
 * @throws those of `loadKernel`
 */
export async function loadUnitParts(): Promise<Kernel> {
  const [{ loadKernel }] = await whileWaiting(
    "disk",
    Promise.all([import("../../codecs/kernel.ts"), import("../../store/place/fencedDestination.ts")]),
  );
  return loadKernel();
}

/** The last level of a unit of which there are more: a further stage makes those. */
function levelReadOn({ firstLevel, owned }: WorkUnit, output: OutputPlan | undefined): number | null {
  const end = firstLevel + owned.length;
  return output === undefined || end === output.levels.length ? null : end - 1;
}

/** Bytes and files of what was written; a file of nothing was left out. */
function totalsOf(records: readonly LevelRecord[]): { bytesWritten: number; filesWritten: number } {
  const files = records.flatMap(({ fileBytes }) => fileBytes).filter((bytes) => bytes > 0);
  return { bytesWritten: files.reduce((sum, bytes) => sum + bytes, 0), filesWritten: files.length };
}
