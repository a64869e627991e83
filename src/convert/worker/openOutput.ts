import { borrowRoom, returnRoom } from "../../bytes/rooms.ts";
import type { ImageReader } from "../../formats/reader.ts";
import { whileWaiting } from "../../model/lifeSigns.ts";
import type { OutputPlan } from "../../plan/plan.ts";
import type { ChunkNotes } from "../../plan/chunkNotes.ts";
import { channelAxis } from "../../plan/layout/channelAxis.ts";
import { levelGeometries, type LevelGeometry, writtenBox } from "../../plan/layout/levelGeometry.ts";
import { type PlaneRoad, planeRoad } from "../../plan/layout/planes/planeRoad.ts";
import { storeNamesOf } from "../../plan/plannedStore.ts";
import { sinkAt } from "../../store/folderOfSink.ts";
import { type LevelWriter, openLevelWriter } from "../../store/levelWriter.ts";
import type { Sink } from "../../store/sink.ts";
import { DEFAULT_WRITE_LIMITS, WriteQueue } from "../../store/writeQueue.ts";
import { createPixelCaster, type PixelCaster } from "../pixels/castPixels.ts";
import { createReaderSource } from "../pixels/readerSource.ts";
import type { RegionSource } from "../pixels/regionSource.ts";
import type { PlaneSession } from "../planes/planeSession.ts";
import type { PlacedJob } from "./placedJob.ts";
import type { ReadCount } from "./readCount.ts";
import { emptyHistogram, type ValueHistogram } from "./valueHistogram.ts";

/** Everything that a worker keeps open for one output while it works on its units. */
export type OpenOutput = {
  output: OutputPlan;
  geometries: LevelGeometry[];
  channelAxis: number;
  source: RegionSource;
  sink: Sink;
  /** Of all writers. */
  queue: WriteQueue;
  writers: LevelWriter[];
  caster: PixelCaster | null;
  /** Of the unit that is being done. */
  histograms: ValueHistogram[];
  /** How its planes go through a kernel session; null where they cannot. */
  road: PlaneRoad | null;
  /** Open from the first unit on that needs it. */
  session: PlaneSession | null;
};

/** Whether a channel's display window comes from its values. */
export function wantsStatistics({ output }: OpenOutput): boolean {
  return output.channels.some((channel) => channel.window === null);
}

/** What the level writers may borrow. */
const ROOMS = { borrow: borrowRoom, giveBack: returnRoom };

/**
 * Opens an output of a job. `readOn`: the level that a further stage starts from; left out where nothing is written.
 * @throws those of the destination
 */
export async function openOutput(
  job: PlacedJob,
  index: number,
  given: {
    reader: ImageReader;
    count: ReadCount;
    notes: ChunkNotes;
    readOn: number | null | undefined;
    signal: AbortSignal;
  },
): Promise<OpenOutput> {
  const { reader, count, notes, readOn, signal } = given;
  const output = job.plan.outputs[index]!;
  const { plan, destination, folders, lock } = job;
  const storeNames = storeNamesOf(plan);
  // Only a conversion needs it: not in the script that all workers begin with.
  const { openFenced } = await whileWaiting("disk", import("../../store/place/fencedDestination.ts"));
  const sink = await sinkAt(await openFenced(destination, lock, storeNames), folders[index]!);
  const geometries = levelGeometries(output);
  // One queue for all levels: it bounds the files open at once and the bytes on their way to disk.
  const queue = new WriteQueue({ ...DEFAULT_WRITE_LIMITS, bytesInFlight: job.memory.queueBytes }, signal);
  const { verify, manifest: allChecksums } = job.plan.settings;
  const writers = await Promise.all(
    geometries.map((geometry, level) =>
      openLevelWriter(sink, output, level, signal, {
        queue,
        verify,
        allChecksums,
        isReadOn: level === readOn,
        region: writtenBox(geometry),
        rooms: ROOMS,
        onChunk: (chunk) => notes.note(index, level, "written", chunk),
      }),
    ),
  );
  return {
    output,
    geometries,
    channelAxis: channelAxis(output),
    source: count.of(createReaderSource(reader, output)),
    sink,
    queue,
    writers,
    caster: output.cast === "none" ? null : createPixelCaster(output.sourceDtype, output.dtype, output.cast),
    histograms: output.channels.map(() => emptyHistogram(output.dtype)),
    road: planeRoad(reader.description.scenes[output.scene]!, output, job.memory),
    session: null,
  };
}
