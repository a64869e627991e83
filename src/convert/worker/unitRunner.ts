import type { Kernel } from "../../codecs/kernel.ts";
import { endsWithin } from "../../bytes/endsWithin.ts";
import { borrowRoom, limitRooms, returnRoom } from "../../bytes/rooms.ts";
import { limitBlockCaches } from "../../bytes/blockCache.ts";
import { whileWaiting } from "../../model/lifeSigns.ts";
import type { ImageReader } from "../../formats/reader.ts";
import { itemSize } from "../../model/dtype.ts";
import { sizeOfShape } from "../../model/region.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import { openLevelWriter } from "../../store/levelWriter.ts";
import type { StoreDamage } from "../../store/storeDamage.ts";
import type { ChunkCheck } from "../../store/storeLedger.ts";
import { DEFAULT_WRITE_LIMITS, WriteQueue } from "../../store/writeQueue.ts";
import type { LevelRecord } from "../../store/levelRecord.ts";
import { createPixelCaster } from "../pixels/castPixels.ts";
import { type OpenOutput, wantsStatistics } from "./openOutput.ts";
import { writeBlock } from "./writeBlock.ts";
import { levelGeometries, writtenBox } from "../../plan/layout/levelGeometry.ts";
import { clearHistogram, emptyHistogram, packHistogram, type PackedHistogram } from "./valueHistogram.ts";
import { openDescribed } from "./openDescribed.ts";
import type { Compared, ComparisonRequest } from "./compareWithSource.ts";
import type { PlacedJob } from "./placedJob.ts";
import { isOfWholePlanes, walkPlanes } from "../planes/planeWalk.ts";
import { PlaneSession } from "../planes/planeSession.ts";
import { type PlaneRoad, planeRoad } from "../../plan/layout/planes/planeRoad.ts";
import { walkPyramid } from "../walk/pyramidWalk.ts";
import { createReaderSource } from "../pixels/readerSource.ts";
import type { RegionSource } from "../pixels/regionSource.ts";
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

/** What the level writers may borrow. */
const ROOMS = { borrow: borrowRoom, giveBack: returnRoom };

/**
 * The worker's side of a conversion: reads, resamples, encodes and writes units, one at a time. The source and the destination
 * are opened once; pixels never leave the thread.
 */
export class UnitRunner {
  readonly #job: PlacedJob;
  readonly #reader: ImageReader;
  readonly #signal: AbortSignal;
  #current: { index: number; readOn: number | null; opened: OpenOutput } | null = null;
  #bytesRead = 0;

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
    const readBefore = this.#bytesRead;
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
      bytesRead: this.#bytesRead - readBefore,
    };
    return { onDisk: written.then(() => result) };
  }

  /**
   * Reads chunks back as a stranger does and compares them with the checksums taken while writing. What differs is the
   * result.
   * @throws those of opening the store by its metadata, those of the sink
   */
  async verify(index: number, checks: readonly ChunkCheck[]): Promise<StoreDamage[]> {
    const opened = await this.#openOutput(index);
    const { sink, output } = opened;
    // Its units are done: chunks are decoded in the session's memory, not in more beside it.
    await opened.session?.close();
    opened.session = null;
    const { checkChunks } = await whileWaiting("disk", import("./readBack.ts"));
    return checkChunks(sink, output, checks, this.#signal, this.#job.memory.stepBytes);
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
    const output = this.#job.plan.outputs[index]!;
    const { plan, destination, folders, lock } = this.#job;
    const storeNames = plan.outputs.map(({ storeName }) => storeName);
    // Only a conversion needs it: not in the script that all workers begin with.
    const { openFenced } = await whileWaiting("disk", import("../../store/place/fencedDestination.ts"));
    const sink = await (await openFenced(destination, lock, storeNames)).sink(folders[index]!);
    const geometries = levelGeometries(output);
    // One queue for all levels: it bounds the files open at once and the bytes on their way to disk.
    const queue = new WriteQueue({ ...DEFAULT_WRITE_LIMITS, bytesInFlight: this.#job.memory.queueBytes }, this.#signal);
    const { verify, manifest: allChecksums } = this.#job.plan.settings;
    const writers = await Promise.all(
      geometries.map((geometry, level) =>
        openLevelWriter(sink, output, level, this.#signal, {
          queue,
          verify,
          allChecksums,
          isReadOn: level === readOn,
          region: writtenBox(geometry),
          rooms: ROOMS,
        }),
      ),
    );
    const channelAxis = output.axes.findIndex((axis) => axis.type === "channel");
    const opened: OpenOutput = {
      output,
      geometries,
      channelAxis,
      source: this.#counting(createReaderSource(this.#reader, output)),
      sink,
      queue,
      writers,
      caster: output.cast === "none" ? null : createPixelCaster(output.sourceDtype, output.dtype, output.cast),
      histograms: output.channels.map(() => emptyHistogram(output.dtype)),
      road: planeRoad(this.#reader.description.scenes[output.scene]!, output, this.#job.memory),
      session: null,
    };
    this.#current = { index, readOn: readOn ?? null, opened };
    return opened;
  }

  #counting(source: RegionSource): RegionSource {
    const bytes = itemSize(source.dtype);
    return {
      ...source,
      read: (region, target, signal) => {
        this.#bytesRead += sizeOfShape(region.shape) * bytes;
        return source.read(region, target, signal);
      },
      storedBlocks: async (region, signal) => {
        const blocks = (await source.storedBlocks?.(region, signal)) ?? null;
        if (blocks !== null) this.#bytesRead += sizeOfShape(region.shape) * bytes;
        return blocks;
      },
    };
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
